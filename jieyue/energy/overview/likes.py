"""Units beside their like: use per person or per square metre, with the usual band."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jieyue.energy.consumption import queries as consumption
from jieyue.energy.consumption.dimensions import Dimension
from jieyue.energy.denominators import queries as denominators
from jieyue.energy.factors.rules import CALORIFIC
from jieyue.energy.overview import rules
from jieyue.energy.overview.charts import Chart
from jieyue.energy.overview.figures import Figure, Worth
from jieyue.energy.overview.places import sees_all
from jieyue.energy.overview.rules import Placing
from jieyue.energy.overview.span import Span
from jieyue.kit.actor import Actor
from jieyue.kit.charts import ChartTable
from jieyue.people.units.models import Unit

NONE = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class LikeLine:
    """One unit. value: per person or square metre; None when either is unknown. place: from 1,
    None while there is no ranking."""

    unit_id: int
    name: str
    url: str
    figure: Figure
    persons: int | None
    area_m2: Decimal | None
    value: Decimal | None
    place: int | None


@dataclass(frozen=True, kw_only=True)
class LikeUnits:
    """lines: by place where ranked, else by name. quartiles: None of fewer than four units.

    held_back: units whose coverage is too small for a ranking. unmeasured: without any figure.
    """

    lines: tuple[LikeLine, ...]
    quartiles: tuple[Decimal, Decimal, Decimal] | None
    held_back: tuple[str, ...]
    unmeasured: tuple[str, ...]
    is_ranked: bool
    per: str


def like_units(
    actor: Actor, medium: str, span: Span, *, kind: str, per: str, worth: Worth
) -> LikeUnits:
    """What the units' own meters measured. A right over one unit shows that unit and the band."""
    site_id = actor.site_id or 0
    rows = Unit.objects.filter(site_id=site_id, is_active=True).order_by("code")
    named = dict((rows.filter(kind=kind) if kind else rows).values_list("id", "short_name"))
    totals = consumption.totals(
        site_id=site_id, first=span.first, last=span.last, by=(Dimension.UNIT,), medium=medium
    )
    before = consumption.totals(
        site_id=site_id,
        first=span.year_ago.first,
        last=span.year_ago.last,
        by=(Dimension.UNIT,),
        medium=medium,
    )
    now = {row.key[Dimension.UNIT]: row for row in totals}
    then = {row.key[Dimension.UNIT]: row for row in before}
    measured = [unit_id for unit_id in named if unit_id in now]
    divisors = denominators.for_units(
        site_id=site_id, unit_ids=list(measured), first=span.first, last=span.last
    )
    lines = []
    for unit_id in measured:
        figure = worth.figure(medium, now[unit_id], year_ago=then.get(unit_id))
        persons = divisors[unit_id].energy_persons
        area = divisors[unit_id].area_m2(CALORIFIC)
        by = area if per == "area" else persons
        lines.append(
            LikeLine(
                unit_id=unit_id,
                name=named[unit_id],
                url=reverse("energy:unit_use", args=[unit_id]),
                figure=figure,
                persons=persons,
                area_m2=area,
                value=figure.use / by if figure.use is not None and by else None,
                place=None,
            )
        )
    return _arranged(actor, lines, named, per=per, least=worth.ranking_coverage)


def _arranged(
    actor: Actor, lines: list[LikeLine], named: dict[int, str], *, per: str, least: Decimal
) -> LikeUnits:
    known = [line for line in lines if line.value is not None]
    order = rules.ranked(
        [Placing(line.unit_id, line.value, line.figure.coverage) for line in known], least=least
    )
    places = {unit_id: place for place, unit_id in enumerate(order or [], 1)}
    placed = [LikeLine(**{**vars(line), "place": places.get(line.unit_id)}) for line in lines]
    placed.sort(key=lambda line: (line.place is None, line.place or 0, line.name))
    covered = [line.value for line in known if line.value is not None and line.figure.is_plain]
    shown = placed if sees_all(actor) else [ln for ln in placed if ln.unit_id == actor.unit_id]
    have = {line.unit_id for line in lines}
    everything = sees_all(actor)
    return LikeUnits(
        lines=tuple(shown),
        quartiles=rules.quartiles(covered),
        held_back=tuple(line.name for line in known if line.figure.coverage < least)
        if everything
        else (),
        unmeasured=tuple(name for unit_id, name in named.items() if unit_id not in have)
        if everything
        else (),
        is_ranked=order is not None and bool(known),
        per=per,
    )


def chart(found: LikeUnits, *, unit: str) -> Chart:
    """Lying bars with the usual band: from the lower to the upper quartile."""
    shown = [line for line in found.lines if line.value is not None]
    bars: list[dict[str, Any]] = [
        {
            "value": round(float(line.value or NONE), 3),
            "itemStyle": {"opacity": 0.95 if line.figure.is_plain else 0.35},
        }
        for line in shown
    ]
    series: dict[str, Any] = {"type": "bar", "name": unit, "data": bars}
    if found.quartiles is not None:
        low, middle, high = (round(float(each), 3) for each in found.quartiles)
        series["markArea"] = {
            "silent": True,
            "itemStyle": {"color": "#8a9a95", "opacity": 0.16},
            "data": [[{"xAxis": low}, {"xAxis": high}]],
        }
        series["markLine"] = {
            "silent": True,
            "symbol": "none",
            "label": {"formatter": _("median")},
            "data": [{"xAxis": middle}],
        }
    option = {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "grid": {"left": 8, "right": 24, "top": 28, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value"},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [line.name for line in shown],
            "axisLabel": {"interval": 0, "width": 96, "overflow": "truncate"},
        },
        "series": [series],
    }
    return option, ChartTable([_("unit"), unit], [[line.name, line.value] for line in shown])


def rows(found: LikeUnits) -> list[list[Any]]:
    """The lines for Excel."""
    headers = [
        _("place"), _("unit"), _("Use"), _("persons"), _("area (m²)"),
        _("a m²") if found.per == "area" else _("a person"), _("last year"), _("change (%)"),
        _("coverage (%)"), _("estimated (%)"),
    ]  # fmt: skip
    return [headers] + [
        [
            line.place, line.name, line.figure.use, line.persons, line.area_m2, line.value,
            line.figure.year_ago, line.figure.change_pct, line.figure.coverage_pct,
            line.figure.estimated_pct,
        ]
        for line in found.lines
    ]  # fmt: skip
