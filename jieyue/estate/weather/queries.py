"""The weather of a site, as plain values for pages and for whoever forecasts by it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from jieyue.estate.permissions import EstatePermission
from jieyue.estate.weather.models import DayWeather
from jieyue.kit.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Weather:
    """One day: °C, mm, and whether it was observed or is forecast."""

    day: date
    low_c: Decimal
    high_c: Decimal
    rain_mm: Decimal
    source: str

    @property
    def mean_c(self) -> Decimal:
        """The middle of lowest and highest, which stands for the day."""
        return (self.low_c + self.high_c) / 2


def between(*, site_id: int, first: date, last: date) -> dict[date, Weather]:
    """What is known of [first, last], by day in order. One query."""
    rows = DayWeather.objects.filter(site_id=site_id, day__range=(first, last)).order_by("day")
    return {row["day"]: Weather(**row) for row in _values(rows)}


def table(actor: Actor) -> QuerySet[Any]:
    """The rows the actor may see, newest first. Raises NotAllowed."""
    actor.require(EstatePermission.WEATHER_READ)
    return _values(DayWeather.objects.visible_to(actor).order_by("-day"))


def _values(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.values("day", "low_c", "high_c", "rain_mm", "source")
