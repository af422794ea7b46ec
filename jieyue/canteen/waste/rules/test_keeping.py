from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.waste.rules.keeping import KeepingLimits, keep_until

AT = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
LIMITS = KeepingLimits(cold_c=Decimal(8), hot_c=Decimal(60), cold_h=24, warm_h=2, hot_h=4)


@pytest.mark.parametrize(
    ("temperature", "next_meal_h", "kept_h"),
    [
        ("4", None, 24),
        ("8", 6, 6),  # never beyond the next meal
        ("8.1", 6, 2),
        ("59.9", None, 2),
        ("60", 6, 4),
        ("60", 3, 3),
        (None, 6, 2),  # nobody measured
    ],
)
def test_how_long_leftovers_keep(temperature, next_meal_h, kept_h):
    found = keep_until(
        AT,
        temperature_c=None if temperature is None else Decimal(temperature),
        next_meal_ends=None if next_meal_h is None else AT + timedelta(hours=next_meal_h),
        limits=LIMITS,
    )
    assert found == AT + timedelta(hours=kept_h)
