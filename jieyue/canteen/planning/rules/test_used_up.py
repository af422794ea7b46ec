from datetime import date, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.planning.rules.used_up import used_up_on

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("quantity", "planned", "daily", "days"),
    [
        ("10", {0: "4", 2: "6"}, "0", 2),  # the plans use it all
        ("10", {0: "4"}, "3", 2),  # the plans, then two average days
        ("10", {}, "5", 1),
        ("10", {3: "10"}, "9", 3),  # within the plans habit says nothing
        ("10", {0: "4"}, "0", None),  # nobody uses the rest
        ("10", {}, "0.01", None),  # not within a year
        ("0", {}, "0", 0),
        ("10", {-1: "10"}, "0", None),  # a day that is over uses nothing any more
    ],
)
def test_plans_come_first_and_habit_after_them(quantity, planned, daily, days):
    needs = {TODAY + timedelta(days=day): Decimal(need) for day, need in planned.items()}
    found = used_up_on(Decimal(quantity), planned=needs, daily=Decimal(daily), today=TODAY)
    assert found == (None if days is None else TODAY + timedelta(days=days))
