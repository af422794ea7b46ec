"""What a look at the meters brings back, and the site it looks at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from django.utils import timezone

from jieyue.energy.consumption import queries as consumption
from jieyue.energy.factors import queries as factors
from jieyue.energy.meters import queries as meters
from jieyue.energy.meters.models import MeterKind, MeterStatus
from jieyue.energy.meters.queries import MeterFacts, Placed
from jieyue.energy.scale import MICRO
from jieyue.energy.watch.rules.hourly import DAY_S, HOUR_S, Days, Floats, Hours, Ints, days_of
from jieyue.estate.weather import queries as weather
from jieyue.kit import parameters, workdays
from jieyue.kit.parameters import Values

EPOCH = date(1970, 1, 1)
LOCAL_S = 8 * HOUR_S  # China keeps one time all year


@dataclass(frozen=True)
class Sign:
    """Something a meter shows. over: the sign ended by itself at `seen_at`, as a single step does.

    also: other meters of the same sign, such as those of a dead collector. source: given where
    the readings name it for good; else it continues the meter's latest episode of the kind.
    """

    kind: str
    meter_id: int
    started_at: datetime
    seen_at: datetime
    detail: Mapping[str, Any]
    size_per_hour: Decimal | None = None
    over: bool = False
    also: tuple[int, ...] = ()
    source: str = ""


@dataclass
class Watched:
    """A site at a moment, with what several looks share. Local days."""

    site_id: int
    at: datetime
    _days: dict[tuple[int, int], Days] = field(default_factory=dict)
    _hours: dict[tuple[int, int], Hours] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @cached_property
    def values(self) -> Values:
        return parameters.read(site_id=self.site_id, on=self.today)

    @cached_property
    def meters(self) -> dict[int, MeterFacts]:
        """In use and read by a device; neither virtual nor by hand."""
        return {
            each.id: each
            for each in meters.known(site_id=self.site_id).values()
            if each.status == MeterStatus.IN_USE
            and each.kind != MeterKind.VIRTUAL
            and each.interval_s is not None
        }

    @cached_property
    def places(self) -> dict[int, Placed]:
        placed = meters.placed(site_id=self.site_id, first=self.today, last=self.today)
        return {each.meter_id: each for each in placed}

    def hours(self, meter_id: int, *, days: int) -> Hours:
        """The `days` whole days before today, NaN where unknown."""
        key = (meter_id, days)
        if key not in self._hours:
            first, last = self.today - timedelta(days=days), self.today - timedelta(days=1)
            found = consumption.hours(meter_id, first=first, last=last)
            use = np.where(found.known, found.use_micro / MICRO, np.nan)
            start_s = int(found.start_s[0]) + LOCAL_S if len(found) else day_s(first)
            self._hours[key] = Hours(start_s, use)
        return self._hours[key]

    def days(self, meter_id: int, *, days: int) -> Days:
        """By day, with the weather that was recorded."""
        key = (meter_id, days)
        if key not in self._days:
            found = days_of(self.hours(meter_id, days=days))
            weather_c = self.temperature_c(found.number)
            self._days[key] = Days(found.number, found.mean, weather_c)
        return self._days[key]

    def temperature_c(self, number: Ints) -> Floats:
        """Of local days; NaN where the weather is not known."""
        return np.array([self._weather.get(int(each), np.nan) for each in number], dtype=float)

    def kind(self, number: Ints) -> Ints:
        """0 workday, 2 day off, by the site's calendar."""
        kinds: Ints = np.array([0 if self._working[int(each)] else 2 for each in number], np.int64)
        return kinds

    def price(self, medium: str) -> Decimal:
        if medium not in self._prices:
            self._prices[medium] = factors.price(site_id=self.site_id, medium=medium, on=self.today)
        return self._prices[medium]

    @cached_property
    def _prices(self) -> dict[str, Decimal]:
        return {}

    @cached_property
    def _weather(self) -> dict[int, float]:
        first = self.today - timedelta(days=800)
        found = weather.between(site_id=self.site_id, first=first, last=self.today)
        return {(day - EPOCH).days: float(each.mean_c) for day, each in found.items()}

    @cached_property
    def _working(self) -> dict[int, bool]:
        first = self.today - timedelta(days=800)
        found = workdays.days(first, self.today + timedelta(days=15), site_id=self.site_id)
        return {(day - EPOCH).days: each.is_working for day, each in found.items()}


def day_s(day: date) -> int:
    """Seconds since 1970 on the local clock at which a day begins."""
    return (day - EPOCH).days * DAY_S


def instant(local_s: int) -> datetime:
    """Of seconds on the local clock."""
    return datetime.fromtimestamp(local_s - LOCAL_S, timezone.get_default_timezone())


def decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))
