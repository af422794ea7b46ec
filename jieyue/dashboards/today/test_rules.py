from datetime import date

import pytest

from jieyue.dashboards.today.rules import PastMeal, saved

DAY = date(2026, 6, 1)


def meals(*figures):
    return [PastMeal(DAY, *figure) for figure in figures]


@pytest.mark.parametrize(
    ("figures", "days", "portions", "short_by_plan"),
    [
        ([(980, 930, 900)], 1, 50, 0),
        ([(980, 880, 900)], 1, 80, 20),  # the plan fell short and says so
        ([(910, 930, 900)], 1, -20, 0),  # the plan was worse
        ([(980, 930, 900), (None, 930, 900), (980, None, 900)], 1, 50, 0),
    ],
)
def test_only_meals_planned_both_ways_count(figures, days, portions, short_by_plan):
    found = saved(meals(*figures))

    assert (found.days, found.portions, found.short_by_plan) == (days, portions, short_by_plan)


@pytest.mark.parametrize("figures", [[], [(980, None, 900)], [(None, 930, 900)]])
def test_nothing_is_claimed_without_both(figures):
    assert saved(meals(*figures)) is None
