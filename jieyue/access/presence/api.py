"""Presence by the quarter of an hour, as people may see it."""

from datetime import date, datetime, time
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from jieyue.access.presence import days, released
from jieyue.access.presence.released import Figure
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import answers

router = Router(tags=["access"])


class FigureOut(Schema):
    """`number` is null for fewer than `under`, and when readers were not heard (`is_unknown`)."""

    number: int | None
    under: int
    is_unknown: bool


class UnitFigureOut(Schema):
    """One unit; `unit_id` null: visitors and people of no unit."""

    unit_id: int | None
    unit: str
    inside: FigureOut


class ZoneFigureOut(Schema):
    """One zone, by the last gate; an empty name is inside at no known place."""

    zone: str
    building: str
    inside: FigureOut


class QuarterOut(Schema):
    """People inside when a quarter began; total in tens, with the range it lies in."""

    day: date
    quarter: time
    counted_at: datetime
    total: int
    total_low: int
    total_high: int
    coverage: float
    method: int
    units: list[UnitFigureOut]
    zones: list[ZoneFigureOut]


@router.get(
    "/presence/quarters/{day}/{quarter}",
    response=answers(QuarterOut, 404),
    summary="People inside at a quarter of an hour",
)
def get_quarter(request: HttpRequest, day: date, quarter: time) -> Any:
    """By unit and by zone, never crossed; bands below the smallest number shown."""
    actor = actor_of(request)
    released.see(actor)
    if not days.is_thinkable(day, at=timezone.now()):
        raise Http404
    found = released.moment(actor, day=day, quarter=quarter)
    if found is None:
        raise Http404
    return {
        "day": found.day,
        "quarter": found.quarter,
        "counted_at": found.counted_at,
        "total": found.total,
        "total_low": found.total_range.least,
        "total_high": found.total_range.most,
        "coverage": found.coverage,
        "method": found.method,
        "units": [
            {"unit_id": row.unit_id, "unit": row.unit, "inside": _figure(row.inside)}
            for row in found.units
        ],
        "zones": [
            {"zone": row.zone, "building": row.building, "inside": _figure(row.inside)}
            for row in found.zones
        ],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "number": None if figure.is_unknown else figure.number,
        "under": figure.under,
        "is_unknown": figure.is_unknown,
    }
