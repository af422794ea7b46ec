"""Rows for tests: each function makes what it needs when it is not given."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from jieyue.canteen.diners.models import (
    Attendance,
    AttendanceSource,
    Canteen,
    Meal,
    MealPeriod,
    UnitAttendance,
)
from jieyue.canteen.forecast.models import Forecast, MorningPresence
from jieyue.kit.sites.models import Site
from jieyue.people.factories import make_site
from jieyue.people.units.models import Unit

MONDAY = date(2026, 3, 2)
AT = datetime(2026, 3, 1, 11, 30, tzinfo=UTC)  # 19:30 local on the Sunday before
_numbers = count(1)


def make_canteen(*, site: Site | None = None, code: str = "", name: str = "") -> Canteen:
    number = next(_numbers)
    return Canteen.objects.create(
        site=site or make_site(), code=code or f"C{number}", name=name or f"机关{number}食堂"
    )


def make_meal_period(
    *,
    canteen: Canteen,
    meal: str = Meal.LUNCH,
    opens: time = time(11, 30),
    closes: time = time(13, 0),
    workdays_only: bool = True,
    signup_until: time = time(16, 0),
    signup_days_before: int = 1,
) -> MealPeriod:
    return MealPeriod.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        meal=meal,
        opens=opens,
        closes=closes,
        workdays_only=workdays_only,
        signup_until=signup_until,
        signup_days_before=signup_days_before,
    )


def make_attendance(
    *,
    canteen: Canteen,
    day: date = MONDAY,
    meal: str = Meal.LUNCH,
    served: int | None = 940,
    planned: int | None = 980,
) -> Attendance:
    return Attendance.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        meal=meal,
        day=day,
        planned=planned,
        served=served,
        source=AttendanceSource.COUNTED,
        recorded_at=AT,
    )


def make_history(*, canteen: Canteen, until: date, days: int = 20, served: int = 900) -> None:
    """Lunches of the last weekdays before `until`; Fridays a tenth lower."""
    day, made = until, 0
    while made < days:
        day -= timedelta(days=1)
        if day.isoweekday() <= 5:
            friday = day.isoweekday() == 5
            make_attendance(canteen=canteen, day=day, served=round(served * (0.9 if friday else 1)))
            made += 1


def make_unit_attendance(
    *, canteen: Canteen, unit: Unit, day: date = MONDAY, meal: str = Meal.LUNCH, served: int = 40
) -> UnitAttendance:
    return UnitAttendance.objects.create(
        site_id=canteen.site_id, canteen=canteen, unit=unit, day=day, meal=meal, served=served
    )


def make_forecast(
    *,
    canteen: Canteen,
    day: date = MONDAY,
    meal: str = Meal.LUNCH,
    expected: int = 900,
    spread: int = 60,
    made_at: datetime = AT,
    horizon: int = 1,
) -> Forecast:
    """A forecast whose middle 80 % reaches `spread` to either side."""
    steps = {
        "0.05": -1.28, "0.1": -1, "0.25": -0.53, "0.5": 0, "0.75": 0.53, "0.9": 1, "0.95": 1.28,
        "0.975": 1.53, "0.99": 1.82,
    }  # fmt: skip
    return Forecast.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        meal=meal,
        day=day,
        made_at=made_at,
        horizon=horizon,
        version="test",
        quantiles={p: max(0.0, expected + step * spread) for p, step in steps.items()},
        expected=expected,
        low=max(0, expected - spread),
        high=expected + spread,
        sureness="medium",
    )


def make_presence(
    *,
    unit: Unit,
    day: date = MONDAY,
    cutoff: time = time(8, 45),
    inside: int = 45,
    strength: int = 50,
) -> MorningPresence:
    return MorningPresence.objects.create(
        site_id=unit.site_id, unit=unit, day=day, cutoff=cutoff, inside=inside, strength=strength
    )
