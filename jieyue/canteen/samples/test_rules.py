from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.samples.rules import (
    OpenReport,
    Served,
    held_by,
    kept_until,
    must_remind,
    needing_sample,
    tell_by,
)

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
MONDAY = date(2026, 3, 2)


def report(number, first, last):
    return OpenReport(
        number=number,
        first_on=MONDAY + timedelta(days=first),
        last_on=MONDAY + timedelta(days=last),
    )


@pytest.mark.parametrize(
    ("exempt", "needed"),
    [(["dairy"], [1, 2, 3]), ([], [1, 2, 3, 4]), (["main", "soup", "staple", "dairy"], [])],
)
def test_staples_and_soups_need_a_sample_too(exempt, needed):
    courses = ["main", "soup", "staple", "dairy"]
    dishes = [Served(dish_id=n, course=course) for n, course in enumerate(courses, 1)]
    assert needing_sample(dishes, exempt=exempt) == needed


def test_the_clock_starts_at_the_minute_of_sampling():
    assert kept_until(NOON, keep_hours=48) == datetime(2026, 3, 4, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reports", "holder"),
    [
        ([], None),
        ([report("A", -2, -1)], None),
        ([report("A", 1, 3)], None),
        ([report("A", 0, 0)], "A"),
        ([report("B", -3, 0), report("A", 0, 5)], "A"),
    ],
)
def test_an_open_report_holds_the_samples_of_its_days(reports, holder):
    found = held_by(MONDAY, reports)
    assert (found and found.number) == holder


def test_people_are_reminded_while_the_two_hours_can_still_be_met():
    by = tell_by(NOON, hours=Decimal(2))
    assert by == NOON + timedelta(hours=2)
    for minutes, due in ((59, False), (60, True), (500, True)):
        now = NOON + timedelta(minutes=minutes)
        assert must_remind(now=now, reported_at=NOON, by=by) is due
