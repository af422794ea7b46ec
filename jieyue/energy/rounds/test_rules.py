from datetime import date

import numpy as np
import pytest

from jieyue.energy.rounds.rules import Rhythm, answered, last_due, next_due, usual_per_day

MONTHLY, WEEKLY = Rhythm("month", 28), Rhythm("week", 5)
DAY = 86_400
NOON = 1_767_240_000  # 2026-01-01 12:00 in Shanghai


@pytest.mark.parametrize(
    ("rhythm", "on", "last", "following"),
    [
        (MONTHLY, date(2026, 11, 28), date(2026, 11, 28), date(2026, 11, 28)),
        (MONTHLY, date(2026, 11, 27), date(2026, 10, 28), date(2026, 11, 28)),
        (MONTHLY, date(2026, 1, 5), date(2025, 12, 28), date(2026, 1, 28)),
        (MONTHLY, date(2026, 12, 30), date(2026, 12, 28), date(2027, 1, 28)),
        (Rhythm("month", 1), date(2026, 2, 28), date(2026, 2, 1), date(2026, 3, 1)),
        (WEEKLY, date(2026, 11, 23), date(2026, 11, 20), date(2026, 11, 27)),  # a Monday
        (WEEKLY, date(2026, 11, 27), date(2026, 11, 27), date(2026, 11, 27)),
    ],
)
def test_due_days(rhythm, on, last, following):
    assert (last_due(rhythm, on), next_due(rhythm, on)) == (last, following)


@pytest.mark.parametrize(
    ("on", "walked", "due_on"),
    [
        (date(2026, 11, 25), [date(2026, 10, 28)], date(2026, 11, 28)),  # three days early
        (date(2026, 11, 30), [], date(2026, 11, 28)),  # two days late
        (date(2026, 11, 30), [date(2026, 11, 28)], date(2026, 12, 28)),
        (date(2026, 11, 20), [], date(2026, 11, 28)),  # October was given up
        (date(2026, 11, 28), [date(2026, 11, 28)], date(2026, 12, 28)),
    ],
)
def test_a_walk_answers_the_due_day_it_is_near(on, walked, due_on):
    assert answered(MONTHLY, on, walked=walked) == due_on


def series(*pairs):
    at, register = zip(*pairs, strict=True)
    return np.array(at, np.int64), np.array(register, np.int64)


@pytest.mark.parametrize(
    ("pairs", "usual"),
    [
        ([(NOON, 0)], None),
        ([(NOON, 0), (NOON + 30 * DAY, 300_000)], 10_000),
        (
            [(NOON, 0), (NOON + DAY, 5_000), (NOON + 2 * DAY, 6_000), (NOON + 3 * DAY, 13_000)],
            5_000,
        ),
        ([(NOON, 9_000), (NOON + DAY, 0), (NOON + 2 * DAY, 4_000)], 4_000),  # a jump back
        ([(NOON, 0), (NOON + 6 * 3600, 1_000)], 4_000),  # within one day
        ([(NOON, 0), (NOON + 3600, 90), (NOON + DAY, 100), (NOON + 2 * DAY, 200)], 100),
        ([(NOON, 7), (NOON, 7)], None),
    ],
)
def test_the_usual_pace_is_the_median_of_days(pairs, usual):
    assert usual_per_day(*series(*pairs), from_s=0) == usual


def test_the_pace_is_of_the_instrument_that_hangs_there():
    at, register = series(
        (NOON, 500_000), (NOON + DAY, 900_000), (NOON + 2 * DAY, 0), (NOON + 3 * DAY, 1_000)
    )
    assert usual_per_day(at, register, from_s=NOON + 2 * DAY) == 1_000
