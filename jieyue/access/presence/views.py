"""在楼: presence by building and unit, the day's curve, the heat map, and the day as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jieyue.access.presence import days, released
from jieyue.access.presence.released import Curve, Figure, Heat
from jieyue.access.presence.tables import QuarterTable
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.charts import ChartTable
from jieyue.kit.formats import day as day_format
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page

COLOURS = ["#f4f6f5", "#cfe9df", "#9fd3bf", "#4fae8c", "#1f7a5c"]


@require_GET
def buildings(request: HttpRequest) -> HttpResponse:
    """Zones and units at one quarter of an hour, and the day's curve."""
    actor = actor_of(request)
    day = _day_of(request, actor)
    seen = released.seen(actor, day=day, quarter=_quarter_of(request))
    context = {
        "day": day,
        "moment": seen.moment,
        "days": released.counted_days(actor),
        "option": _curve_option(seen.curve),
        "table": _curve_table(seen.curve),
        "sees_all": released.sees_all(actor),
    }
    return render_page(request, "access/presence/buildings.html", context)


@require_GET
def heat(request: HttpRequest) -> HttpResponse:
    """Units by hour."""
    actor = actor_of(request)
    day = _day_of(request, actor)
    found = released.heat(actor, day=day)
    context: dict[str, Any] = {"day": day, "days": released.counted_days(actor), "heat": found}
    if found is not None:
        height = 110 + 24 * len(found.units)
        context |= {"option": _heat_option(found), "table": _heat_table(found), "height": height}
    return render_page(request, "access/presence/heat.html", context)


@dataclass(frozen=True)
class QuarterRow:
    """One line of the list: a unit at a quarter."""

    quarter: str
    unit: str
    inside: str


@require_GET
def quarters(request: HttpRequest) -> HttpResponse:
    """The day as a list of units and hours, also as a file."""
    actor = actor_of(request)
    day = _day_of(request, actor)
    found = released.heat(actor, day=day)
    rows = _rows(found) if found is not None else []
    return table_page(
        request,
        QuarterTable,
        rows,
        title=_("People inside by unit and hour, %(day)s") % {"day": day_format(day)},
        actions=[
            Action(_("Heat map"), f"{reverse('access:presence_heat')}?day={day}", "chart-grid-dots")
        ],
        empty=Empty(
            _("This day was not counted"),
            _("Quarters are kept as soon as gates deliver entries."),
            reverse("access:presence_buildings"),
            _("Presence by building"),
            "users",
        ),
    )


def _rows(found: Heat) -> list[QuarterRow]:
    return [
        QuarterRow(hour.isoformat("minutes"), unit or _("visitors and people of no unit"), words(f))
        for place, hour in enumerate(found.hours)
        for unit, line in found.units
        if (f := line[place]) is not None
    ]


def words(figure: Figure | None) -> str:
    """A figure as people read it."""
    if figure is None:
        return ""
    if figure.is_unknown:
        return _("unknown")
    if figure.number is None:
        return _("under %(limit)s") % {"limit": figure.under}
    return str(figure.number)


def _day_of(request: HttpRequest, actor: Actor) -> date:
    """The day asked for, else the counting day of now."""
    at = timezone.now()
    asked = _parsed(parse_date, request.GET.get("day", ""))
    if isinstance(asked, date) and days.is_thinkable(asked, at=at):
        return asked
    values = parameters.read(site_id=actor.site_id or 0, on=timezone.localdate(at))
    return days.span_at(at, values=values).day


def _quarter_of(request: HttpRequest) -> time | None:
    asked = _parsed(parse_time, request.GET.get("quarter", ""))
    return asked if isinstance(asked, time) else None


def _parsed(parse: Any, text: str) -> Any:
    """What nobody could have meant is taken as not asked."""
    try:
        return parse(text)
    except ValueError:
        return None


def _clock(clock: time) -> str:
    return clock.isoformat("minutes")


def _curve_option(curve: Curve) -> dict[str, Any]:
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {},
        "xAxis": {
            "type": "category",
            "data": [_clock(clock) for clock in curve.quarters],
            "boundaryGap": False,
        },
        "yAxis": {"type": "value", "minInterval": 10},
        "series": [
            {"type": "line", "name": _("this day"), "data": curve.today, "symbol": "none"},
            {
                "type": "line",
                "name": _("usual workday"),
                "data": curve.usual,
                "symbol": "none",
                "lineStyle": {"type": "dashed"},
            },
        ],
    }


def _curve_table(curve: Curve) -> ChartTable:
    rows = zip(map(_clock, curve.quarters), curve.today, curve.usual, strict=True)
    return ChartTable([_("time"), _("this day"), _("usual workday")], [list(row) for row in rows])


def _heat_option(found: Heat) -> dict[str, Any]:
    names = [unit or _("visitors") for unit, _line in found.units]
    cells = [
        [column, place, figure.middle]
        for place, (_unit, line) in enumerate(found.units)
        for column, figure in enumerate(line)
        if figure is not None and figure.middle is not None
    ]
    return {
        "tooltip": {"position": "top"},
        "grid": {"left": 8, "right": 12, "top": 8, "bottom": 56, "containLabel": True},
        "xAxis": {"type": "category", "data": [_clock(hour) for hour in found.hours]},
        "yAxis": {"type": "category", "data": names, "inverse": True},
        "visualMap": {
            "min": 0,
            "max": max((cell[2] for cell in cells), default=1) or 1,
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "inRange": {"color": COLOURS},
        },
        "series": [{"type": "heatmap", "name": _("people inside"), "data": cells}],
    }


def _heat_table(found: Heat) -> ChartTable:
    headers = [_("unit"), *(_clock(hour) for hour in found.hours)]
    rows: Sequence[Sequence[Any]] = [
        [unit or _("visitors"), *(words(figure) for figure in line)] for unit, line in found.units
    ]
    return ChartTable(headers, rows)
