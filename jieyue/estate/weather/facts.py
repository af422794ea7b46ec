from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class WeatherRecorded(Fact):
    """Somebody wrote down the weather of a day. `before` is what stood there, if anything."""

    name: ClassVar[str] = "estate.weather.recorded"
    label = _("Weather recorded")

    day: date
    low_c: Decimal
    high_c: Decimal
    rain_mm: Decimal
    source: str
    before: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class WeatherTakenIn(Fact):
    """Many days of weather came at once, from a sheet or a weather service."""

    name: ClassVar[str] = "estate.weather.taken_in"
    label = _("Weather taken in")

    first_on: date
    last_on: date
    days: int
