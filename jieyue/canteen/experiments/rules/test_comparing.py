from datetime import date, timedelta

import numpy as np
import pytest

from jieyue.canteen.experiments.rules.comparing import Claim, compare, student
from jieyue.canteen.experiments.rules.days import Excluded, Lunch, after, before, usual_diners

START = date(2026, 3, 30)
WEEKDAY_LEVEL = np.array([4.0, 0.0, -2.0, 1.0, -6.0, 0.0, 0.0])


def workdays(first, count):
    days, day = [], first
    while len(days) < count:
        if day.isoweekday() <= 5:
            days.append(day)
        day += timedelta(days=1)
    return days


def series(rng, *, effect=0.0, spread=(5.0, 5.0), count=20):
    """Grams per guest of 20 lunches before and 20 after, with a weekly pattern."""
    days = workdays(START - timedelta(days=28), 2 * count)
    lunches = []
    for n, day in enumerate(days):
        late = int(n >= count)
        value = 60 + WEEKDAY_LEVEL[day.weekday()] + effect * late + rng.normal(0, spread[late])
        lunches.append(Lunch(day, 900, float(value)))
    return lunches[:count], lunches[count:]


def share_of_claims(*, spread, rounds=2000):
    rng = np.random.default_rng(20260302)
    claims = [
        compare(*series(rng, spread=spread), lower_is_better=True).claim for _ in range(rounds)
    ]
    return sum(claim in (Claim.BETTER, Claim.WORSE) for claim in claims) / rounds


@pytest.mark.parametrize("spread", [(5.0, 5.0), (8.0, 3.0)])
def test_where_nothing_happened_claims_are_as_rare_as_promised(spread):
    assert 0.035 <= share_of_claims(spread=spread) <= 0.065


def test_the_interval_holds_the_truth_as_often_as_promised():
    rng = np.random.default_rng(7)
    found = [compare(*series(rng, effect=-4.0), lower_is_better=True) for _ in range(2000)]
    assert np.mean([each.change for each in found]) == pytest.approx(-4.0, abs=0.15)
    assert 0.935 <= np.mean([each.low <= -4.0 <= each.high for each in found]) <= 0.965


@pytest.mark.parametrize(
    ("effect", "lower_is_better", "claim"),
    [(-12.0, True, "better"), (12.0, True, "worse"), (12.0, False, "better"),
     (-12.0, False, "worse"), (0.0, True, "not_shown")],
)  # fmt: skip
def test_what_may_be_claimed(effect, lower_is_better, claim):
    sides = series(np.random.default_rng(3), effect=effect)
    assert compare(*sides, lower_is_better=lower_is_better).claim == claim


@pytest.mark.parametrize("short", [0, 1])
def test_nothing_is_claimed_with_nineteen_lunches(short):
    sides = list(series(np.random.default_rng(3), effect=-30.0))
    sides[short] = sides[short][:19]
    found = compare(*sides, lower_is_better=True)
    assert (found.claim, found.change) == (Claim.TOO_FEW, None)
    assert found.before is not None
    assert compare([], [], lower_is_better=True).before is None


def test_weekdays_are_compared_with_their_like():
    """More Mondays after the start are no effect."""
    rng = np.random.default_rng(11)
    first, second = series(rng, spread=(0.5, 0.5))
    mondays = [Lunch(day, 900, 64.0) for day in workdays(date(2026, 5, 1), 60) if day.weekday() < 1]
    lopsided = [*second[:12], *mondays[:8]]
    assert np.mean([lunch.outcome for lunch in lopsided]) > 60.4
    found = compare(first, lopsided, lower_is_better=True)
    assert found.change == pytest.approx(0, abs=0.6)


def test_an_outcome_that_fell_before_the_start_is_warned_of():
    days = workdays(START - timedelta(days=28), 40)
    rng = np.random.default_rng(5)
    lunches = [Lunch(day, 900, 90 - n + float(rng.normal())) for n, day in enumerate(days)]
    found = compare(lunches[:20], lunches[20:], lower_is_better=True)
    assert "drifting_before" in found.warnings
    steady = series(np.random.default_rng(1))
    assert "drifting_before" not in compare(*steady, lower_is_better=True).warnings


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(8, 2.3060), (18, 2.1009), (34, 2.0322), (1000, 1.9623)]
)
def test_students_quantile(freedom, quantile):
    assert student(0.95, freedom) == pytest.approx(quantile, abs=0.002)


def test_lunches_that_count_are_chosen_by_rule():
    days = workdays(START - timedelta(days=40), 45)
    lunches = [Lunch(day, 900, 50.0) for day in days]
    place = days.index(next(day for day in days if day >= START))
    lunches[place - 1] = Lunch(days[place - 1], 300, 50.0)
    lunches[place - 2] = Lunch(days[place - 2], 900, None)
    named = {days[place - 3]: "公务接待", days[place + 1]: "停电"}
    usual = usual_diners(lunches[:place])
    rule = {"starts_on": START, "least_share": 0.6, "named": named}
    earlier = before(lunches, **rule)
    assert len(earlier.lunches) == 20
    assert earlier.lunches[-1].day == days[place - 4]
    assert earlier.excluded == (
        Excluded(days[place - 3], "named"),
        Excluded(days[place - 2], "not_measured"),
        Excluded(days[place - 1], "few_diners"),
    )
    later = after(lunches, usual=usual, **rule)
    assert [lunch.day for lunch in later.lunches][:2] == [days[place], days[place + 2]]


def test_what_happens_after_the_start_does_not_move_the_lunches_before():
    days = workdays(START - timedelta(days=40), 45)
    lunches = [Lunch(day, 900, 50.0) for day in days]
    fuller = [Lunch(each.day, 5000, 1.0) if each.day >= START else each for each in lunches]
    rule = {"starts_on": START, "least_share": 0.6, "named": {}}
    assert before(lunches, **rule) == before(fuller, **rule)
