"""The tree of meters with figures, and the same as a picture of flows."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jieyue.energy.meters.models import Medium
from jieyue.energy.overview import charts, export, figures, forest, page, places
from jieyue.energy.overview.forest import Node
from jieyue.energy.overview.rules import Band, condensed, flows
from jieyue.energy.overview.span import Kind, Span, span_of
from jieyue.kit.pages import actor_of, render_page

COLOURS = {
    Band.INSIDE: "green",
    Band.ABOVE: "red",
    Band.BELOW: "orange",
    Band.UNKNOWN: "secondary",
}
MOST_CHILDREN = 8
LEVELS = (2, 3, 4, 5, 6)
USUAL_LEVELS = 3


@login_required
@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """Parents with what their sub-meters leave open, coloured by the band."""
    nodes, context = _read(request, "energy:tree_figures")
    if request.GET.get("export") == "xlsx":
        return export.answer(_("Tree of meters"), _rows(nodes))
    show = request.GET.get("show", "parents")
    shown = [node for node in nodes if _is_shown(node, show)]
    context |= {
        "rows": [(node, COLOURS[node.band], _band_word(node)) for node in shown],
        "show": show,
        "shows": [
            ("parents", _("with sub-meters")),
            ("all", _("every meter")),
            ("outside", _("outside their band")),
        ],
        "outside": sum(node.band in (Band.ABOVE, Band.BELOW) for node in nodes),
    }
    return render_page(request, "energy/overview/tree.html", context)


@login_required
@require_GET
def flow(request: HttpRequest) -> HttpResponse:
    """能流图: from the main meter down, with every remainder as a stream of its own."""
    nodes, context = _read(request, "energy:flow")
    levels = _levels(request.GET.get("levels", ""))
    root = request.GET.get("root", "")
    chosen = _below(nodes, root) if root else nodes
    rows = condensed(forest.branches(chosen), most=MOST_CHILDREN, levels=levels)
    streams, remainders = flows(rows)
    names = {row.id: row.name if row.id > 0 else _others(row.name) for row in rows}
    names |= {-rest.meter_id: _rest_of(names[rest.meter_id]) for rest in remainders if rest.use > 0}
    below_zero = [(names[rest.meter_id], rest.use) for rest in remainders if rest.use < 0]
    option, table = charts.sankey(names, streams, unit=context["unit"])
    if request.GET.get("export") == "xlsx":
        return export.answer(_("Energy flow"), [list(table.headers), *map(list, table.rows)])
    context |= {
        "option": option,
        "table": table,
        "has_streams": bool(streams),
        "height": max(320, 26 * len({flow.target for flow in streams})),
        "levels": [(each, each == levels) for each in LEVELS],
        "root": root,
        "root_name": next((node.name for node in nodes if node.number == root), ""),
        "parents": [(node.number, node.name) for node in nodes if node.children],
        "below_zero": below_zero,
        "unknown": [node for node in chosen if node.use is None][:20],
    }
    return render_page(request, "energy/overview/flow.html", context)


def _read(request: HttpRequest, url_name: str) -> tuple[list[Node], dict[str, Any]]:
    """The forest of the medium and months asked for. Raises NotAllowed."""
    actor = actor_of(request)
    places.require_reading(actor)
    today = timezone.localdate()
    wanted = page.asked_span(request.GET, today=today)
    span = _of_months(wanted.span)
    shown = span.elapsed(today)
    medium = request.GET.get("medium", "")
    medium = medium if medium in Medium.values else Medium.ELECTRICITY.value
    worth = figures.worth(site_id=actor.site_id or 0, on=shown.last)
    nodes = forest.forest(actor, medium, shown, worth=worth)
    asked = page.Asked(span, (span.first, span.last), wanted.refusal)
    kept = {key: request.GET[key] for key in ("show", "root", "levels") if key in request.GET}
    picker = page.picker(reverse(url_name), asked, today=today, medium=medium, **kept)
    context = {
        "picker": picker,
        "only_months": True,
        "shown": shown,
        "medium": medium,
        "media": page.media_of(actor.site_id or 0),
        "medium_label": Medium(medium).label,
        "unit": str(figures.unit_of(medium)),
    }
    return nodes, context


def _of_months(span: Span) -> Span:
    """A month or a year: meters are summed by the month here."""
    return span if span.kind is Kind.YEAR else span_of(Kind.MONTH, span.first)


def _levels(text: str) -> int:
    return int(text) if text.isdecimal() and int(text) in LEVELS else USUAL_LEVELS


def _below(nodes: list[Node], number: str) -> list[Node]:
    """One meter with everything below it; all when there is no such meter."""
    kept: set[int] = set()
    for node in nodes:
        if node.number == number or node.parent_id in kept:
            kept.add(node.id)
    return [node for node in nodes if node.id in kept] or nodes


def _is_shown(node: Node, show: str) -> bool:
    if show == "all":
        return True
    if show == "outside":
        return node.band in (Band.ABOVE, Band.BELOW)
    return node.children > 0 or node.depth == 0


def _band_word(node: Node) -> str:
    if not node.children:
        return ""
    if node.is_changed:
        return _("sub-meters changed in this period")
    return {
        Band.INSIDE: _("within the band"),
        Band.ABOVE: _("too much is unaccounted"),
        Band.BELOW: _("sub-meters count more"),
        Band.UNKNOWN: _("not known well enough"),
    }[node.band]


def _others(count: str) -> str:
    return _("%(count)s smaller ones") % {"count": count}


def _rest_of(name: str) -> str:
    return _("%(name)s: unaccounted") % {"name": name}


def _rows(nodes: list[Node]) -> list[list[Any]]:
    headers = [
        _("level"), _("number"), _("meter"), _("item"), _("Use"), _("coverage (%)"),
        _("sub-meters together"), _("unaccounted"), _("unaccounted (%)"), _("verdict"),
    ]  # fmt: skip
    return [headers] + [
        [
            node.depth, node.number, node.name, node.item, node.use, node.coverage * 100,
            node.below, node.unaccounted, node.unaccounted_pct, _band_word(node),
        ]
        for node in nodes
    ]  # fmt: skip
