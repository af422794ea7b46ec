"""What a day of weather may be, and which record of it stands."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

OBSERVED, FORECAST = "observed", "forecast"
COLDEST_C, HOTTEST_C = Decimal(-60), Decimal(60)
MOST_RAIN_MM = Decimal(2000)  # a day has never brought more anywhere on earth
TENTH = Decimal("0.1")
DAYS_AHEAD = timedelta(days=16)  # beyond that no weather service forecasts single days


class Refusal(Exception):
    """What this topic refuses; each kind carries what was wrong."""


class LowAboveHigh(Refusal):
    """The lowest temperature of a day is above its highest."""

    def __init__(self, *, low_c: Decimal, high_c: Decimal) -> None:
        super().__init__(low_c, high_c)
        self.low_c, self.high_c = low_c, high_c


class BeyondNature(Refusal):
    """A temperature or an amount of rain that no place on earth has seen."""

    def __init__(self, *, value: Decimal, least: Decimal, most: Decimal) -> None:
        super().__init__(value, least, most)
        self.value, self.least, self.most = value, least, most


class NotYetObserved(Refusal):
    """A day to come is forecast, not observed."""

    def __init__(self, *, day: date) -> None:
        super().__init__(day)
        self.day = day


class ForecastTooFar(Refusal):
    """A forecast for a day further ahead than single days are forecast."""

    def __init__(self, *, day: date, last: date) -> None:
        super().__init__(day, last)
        self.day, self.last = day, last


class AlreadyObserved(Refusal):
    """A forecast never takes the place of an observation."""

    def __init__(self, *, day: date) -> None:
        super().__init__(day)
        self.day = day


@dataclass(frozen=True, kw_only=True)
class WeatherRow:
    """One day: lowest and highest temperature in °C, rain in mm, observed or forecast."""

    day: date
    low_c: Decimal
    high_c: Decimal
    rain_mm: Decimal
    source: str = OBSERVED


def check(row: WeatherRow, *, today: date) -> None:
    """Raises LowAboveHigh, BeyondNature, NotYetObserved, ForecastTooFar."""
    for temperature in (row.low_c, row.high_c):
        if not COLDEST_C <= temperature <= HOTTEST_C:
            raise BeyondNature(value=temperature, least=COLDEST_C, most=HOTTEST_C)
    if not 0 <= row.rain_mm <= MOST_RAIN_MM:
        raise BeyondNature(value=row.rain_mm, least=Decimal(0), most=MOST_RAIN_MM)
    if row.low_c > row.high_c:
        raise LowAboveHigh(low_c=row.low_c, high_c=row.high_c)
    if row.source == OBSERVED and row.day > today:
        raise NotYetObserved(day=row.day)
    if row.day > today + DAYS_AHEAD:
        raise ForecastTooFar(day=row.day, last=today + DAYS_AHEAD)


def rounded(row: WeatherRow) -> WeatherRow:
    """To tenths of a degree and of a millimetre, as stations report."""
    low_c, high_c, rain_mm = (
        value.quantize(TENTH, ROUND_HALF_UP) for value in (row.low_c, row.high_c, row.rain_mm)
    )
    return replace(row, low_c=low_c, high_c=high_c, rain_mm=rain_mm)


def stands_over(known: str, new: str) -> bool:
    """Whether what is known of a day stays when something else is said of it."""
    return known == OBSERVED and new == FORECAST
