"""Indicators and carbon with their trend, the annual analysis report, and the bulletins."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jieyue.energy.factors import queries as factors
from jieyue.energy.factors.rules import CALORIFIC
from jieyue.energy.factors.wording import GRID_NAMES
from jieyue.energy.meters.models import Medium
from jieyue.energy.meters.rules import UNIT_OF
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.statistics import papers, trends
from jieyue.energy.statistics.form_fields import BulletinForm
from jieyue.energy.statistics.messages import EXPECTED
from jieyue.energy.statistics.models import Bulletin
from jieyue.energy.statistics.places import place_of, site_of, span_of, year_of
from jieyue.energy.statistics.spans import Span, latest_ended, recent
from jieyue.energy.statistics.trends import MediumLine, Trend
from jieyue.energy.statistics.wording import SET_NAMES, SOURCE_NAMES, period_name
from jieyue.kit.charts import ChartTable
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.sites.models import Site
from jieyue.kit.unit_labels import label_of
from jieyue.people.steps import status_of, submit

PERIODS_SHOWN = 8


@login_required
@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    """能耗、水耗与碳排放指标: by year, with set, factor and coverage."""
    actor = actor_of(request)
    actor.require(EnergyPermission.STATISTICS_READ, unit_id=actor.unit_id)
    today, site_id = timezone.localdate(), site_of(actor)
    place = place_of(request, actor, today=today)
    codes = factors.set_codes(site_id=site_id, on=today)
    set_code = request.GET.get("set", CALORIFIC)
    if set_code not in codes:
        raise Http404
    own = request.GET.get("factors") == "own"
    found = trends.trend(
        site_id=site_id, unit_id=place.unit_id, set_code=set_code, today=today, own_factors=own
    )
    latest = found.latest
    option, table = _chart(found)
    context = {
        "place": place,
        "sets": [(code, SET_NAMES.get(code, code)) for code in codes],
        "set_code": set_code,
        "set_name": SET_NAMES.get(set_code, set_code),
        "trend": found,
        "latest": latest,
        "reductions": found.reductions(),
        "grid": GRID_NAMES.get(latest.carbon.factors.grid_scope, "") if latest.carbon else "",
        "uses": [
            (
                Medium(medium).label,
                use,
                label_of(UNIT_OF[medium]),
                _source(latest.found.sources.get(medium, "")),
            )
            for medium, use in latest.found.uses.items()
        ],
        "total": latest.found.total_kgce if latest.found.uses else None,
        "option": option,
        "table": table,
        "own": own,
    }
    return render_page(request, "energy/statistics/indicators.html", context)


@login_required
@require_GET
def analysis(request: HttpRequest) -> HttpResponse:
    """年度能源资源消费分析报告 of the complex, to read and to print."""
    actor = actor_of(request)
    actor.require(EnergyPermission.STATISTICS_READ)
    today = timezone.localdate()
    year = year_of(request, default=today.year - 1)
    span = Span(year, 0)
    site_id = site_of(actor)
    context = {
        "paper": papers.paper(site_id=site_id, span=span, today=today),
        "ranking": papers.ranking(site_id=site_id, span=span),
        "year": year,
        "site": Site.objects.get(id=site_id).name,
        "set_name": SET_NAMES[CALORIFIC],
        "printed_at": timezone.now(),
        "back": reverse("energy:indicators"),
    }
    return render(request, "energy/statistics/analysis.html", context)


@login_required
@require_GET
def bulletins(request: HttpRequest) -> HttpResponse:
    """The quarters' bulletins, published or still to be."""
    actor = actor_of(request)
    actor.require(EnergyPermission.STATISTICS_READ)
    known = {Span(row.year, row.quarter): row for row in Bulletin.objects.visible_to(actor)}
    spans = sorted(
        {
            *known,
            *(s for s in recent(timezone.localdate(), quarters=PERIODS_SHOWN) if not s.is_year),
        },
        reverse=True,
    )
    context = {"rows": [(span, period_name(span), known.get(span)) for span in spans]}
    return render_page(request, "energy/statistics/bulletins.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def bulletin(request: HttpRequest) -> HttpResponse:
    """One quarter's: its draft with a form, or as published, to print."""
    actor, now = actor_of(request), timezone.now()
    actor.require(EnergyPermission.STATISTICS_READ)
    today = timezone.localdate(now)
    span = span_of(request, today=today)
    if span.is_year or span > latest_ended(today):
        raise Http404
    rows = Bulletin.objects.visible_to(actor)
    published = rows.filter(year=span.year, quarter=span.quarter).first()
    form = BulletinForm(request.POST if request.method == "POST" else None)
    address = reverse("energy:bulletin", query={"period": span.code})
    reply = submit(
        request,
        form,
        lambda: papers.publish(span=span, text=form.cleaned_data["text"], actor=actor, at=now),
        refusals=EXPECTED,
        done_url=address,
        said=_("The bulletin is published."),
    )
    if reply is not None:
        return reply
    site_id = site_of(actor)
    context: dict[str, Any] = {
        "period": period_name(span),
        "span": span,
        "site": Site.objects.get(id=site_id).name,
        "set_name": SET_NAMES[CALORIFIC],
        "may_publish": actor.may(EnergyPermission.STATISTICS_REVIEW),
        "form": form,
        "address": address,
        "back": reverse("energy:bulletins"),
    }
    if published is not None:
        context |= {"published": published, "lines": _kept(published.figures["lines"])}
        context |= {"figures": published.figures}
        return render(request, "energy/statistics/bulletin_print.html", context)
    context["paper"] = papers.paper(site_id=site_id, span=span, today=today)
    context["lines"] = context["paper"].lines
    return render_page(request, "energy/statistics/bulletin.html", context, status=status_of(form))


def _kept(rows: list[dict[str, str | None]]) -> list[MediumLine]:
    """An issue's figures as they were published."""

    def number(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    return [
        MediumLine(
            medium=str(row["medium"]),
            label=str(Medium(str(row["medium"])).label),
            unit=label_of(UNIT_OF[str(row["medium"])]),
            use=number(row["use"]),
            before=number(row["before"]),
            coverage=None,
            source="",
            amount_yuan=number(row["amount_yuan"]),
        )
        for row in rows
    ]


def _chart(found: Trend) -> tuple[dict[str, Any], ChartTable]:
    whole = [
        year
        for year in found.years
        if year.found.coverage is None or year.found.coverage >= found.least_coverage
    ]
    names = [year.name for year in whole]
    series = {
        _("kgce per m²"): [year.found.per_m2 for year in whole],
        _("kgce per person"): [year.found.per_person for year in whole],
        _("m³ water per person"): [year.found.water_per_person for year in whole],
    }
    shown = list(series)
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {},
        "xAxis": {"type": "category", "data": names},
        "yAxis": [
            {"type": "value", "name": shown[0]},
            {"type": "value", "name": shown[1], "splitLine": {"show": False}},
        ],
        "series": [
            {
                "type": "bar" if place == 0 else "line",
                "name": name,
                "yAxisIndex": 1 if place == 1 else 0,
                "data": [None if value is None else round(float(value), 2) for value in values],
            }
            for place, (name, values) in enumerate(series.items())
        ],
    }
    rows = [
        [name, *(_two(values[place]) for values in series.values())]
        for place, name in enumerate(names)
    ]
    return option, ChartTable([_("Year"), *shown], rows)


def _source(code: str) -> str:
    return str(SOURCE_NAMES.get(code, ""))


def _two(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 2)
