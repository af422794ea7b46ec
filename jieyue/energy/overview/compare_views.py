"""Places side by side, and units beside their like."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jieyue.energy.meters.models import Medium
from jieyue.energy.overview import charts, comparing, export, figures, likes, page, places
from jieyue.energy.overview.comparing import Side
from jieyue.energy.overview.page import LONGEST_BY_DAY, LONGEST_BY_HOUR, Drawing
from jieyue.energy.overview.span import Kind, Span
from jieyue.kit import workdays
from jieyue.kit.pages import actor_of, render_page
from jieyue.people.units.models import UnitKind

ALL_KINDS = "all"


@login_required
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two or more of meters, units and buildings, with the differences to the first."""
    actor = actor_of(request)
    places.require_reading(actor)
    today = timezone.localdate()
    wanted = page.asked_span(request.GET, today=today, usual=Kind.WEEK)
    shown = wanted.span.elapsed(today)
    medium = _medium(request)
    keyed = comparing.chosen(actor, request.GET.getlist("place"))
    worth = figures.worth(site_id=actor.site_id or 0, on=shown.last)
    with_load = shown.days <= LONGEST_BY_DAY
    sides = comparing.side_by_side(keyed, medium, shown, worth=worth, with_load=with_load)
    unit = str(figures.unit_of(medium))
    if request.GET.get("export") == "xlsx":
        return export.answer(_("Comparison"), _side_rows(sides, shown))
    url = reverse("energy:compare")
    keys = [key for key, _place in keyed]
    context: dict[str, Any] = {
        "picker": page.picker(url, wanted, today=today, medium=medium, place=keys),
        "medium": medium,
        "media": page.media_of(actor.site_id or 0),
        "medium_label": Medium(medium).label,
        "unit": unit,
        "sides": [(side, page.without(url, wanted, medium, keys, side.key)) for side in sides],
        "keys": keys,
        "choices": comparing.choices(actor, medium),
        "is_full": len(keys) >= comparing.MOST_PLACES,
        "charts": _charts(sides, shown, unit, site_id=actor.site_id or 0),
    }
    return render_page(request, "energy/overview/compare.html", context, status=wanted.status)


@login_required
@require_GET
def like_units(request: HttpRequest) -> HttpResponse:
    """Units of one kind per person and per square metre; ranked only where all is known."""
    actor = actor_of(request)
    places.require_reading(actor)
    today = timezone.localdate()
    wanted = page.asked_span(request.GET, today=today)
    shown = wanted.span.elapsed(today)
    medium = _medium(request)
    kind = request.GET.get("kind", UnitKind.ORGAN.value)
    kind = kind if kind in UnitKind.values else ALL_KINDS
    worth = figures.worth(site_id=actor.site_id or 0, on=shown.last)
    per = "area" if request.GET.get("per") == "area" else "person"
    found = likes.like_units(
        actor, medium, shown, kind=kind if kind != ALL_KINDS else "", per=per, worth=worth
    )
    if request.GET.get("export") == "xlsx":
        return export.answer(_("Units compared"), likes.rows(found))
    context: dict[str, Any] = {
        "picker": page.picker(
            reverse("energy:like_units"), wanted, today=today, medium=medium, kind=kind, per=per
        ),
        "medium": medium,
        "media": page.media_of(actor.site_id or 0),
        "medium_label": Medium(medium).label,
        "unit": str(figures.unit_of(medium)),
        "kind": kind,
        "kinds": [*UnitKind.choices, (ALL_KINDS, _("all kinds"))],
        "per": per,
        "found": found,
        "drawing": likes.chart(found, unit=str(figures.unit_of(medium))) if found.lines else None,
        "ranking_pct": worth.ranking_coverage * 100,
    }
    return render_page(request, "energy/overview/like_units.html", context, status=wanted.status)


def _medium(request: HttpRequest) -> str:
    asked = request.GET.get("medium", "")
    return asked if comparing.is_medium(asked) else Medium.ELECTRICITY.value


def _charts(sides: list[Side], shown: Span, unit: str, *, site_id: int) -> list[Drawing]:
    loads = [(side.place.name, side.load) for side in sides if side.load is not None]
    if not loads:
        return []
    calendar = workdays.days(shown.first, shown.last + timedelta(days=1), site_id=site_id)
    working = {day: each.is_working for day, each in calendar.items()}
    found = []
    if shown.days <= LONGEST_BY_HOUR:
        drawing = charts.loads_chart(loads, unit=unit, working=working)
        found.append(Drawing("load", _("Load by the hour"), *drawing, 320))
    if shown.days > 1:
        drawing = charts.days_chart(loads, unit=unit)
        found.append(Drawing("days", _("Use by the day"), *drawing, 280))
    found.append(Drawing("duration", _("Load duration"), *charts.duration(loads, unit=unit), 280))
    return found


def _side_rows(sides: list[Side], shown: Span) -> list[list[Any]]:
    headers = [
        _("place"), _("from"), _("to"), _("Use"), _("difference"), _("difference (%)"),
        _("a person"), _("a m²"), _("last year"), _("change (%)"), _("cost (yuan)"),
        _("coverage (%)"), _("estimated (%)"),
    ]  # fmt: skip
    return [headers] + [
        [
            side.place.name, shown.first, shown.last, side.figure.use, side.difference,
            side.difference_pct, side.per_person, side.per_m2, side.figure.year_ago,
            side.figure.change_pct, side.figure.yuan, side.figure.coverage_pct,
            side.figure.estimated_pct,
        ]
        for side in sides
    ]  # fmt: skip
