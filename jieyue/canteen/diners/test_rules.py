from datetime import date, timedelta

import pytest

from jieyue.canteen.diners.rules import (
    Figures,
    Outcome,
    UnknownMeal,
    compare,
    completed,
    is_served,
    meal_named,
    weekdays_served,
)

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("stored", "row", "outcome"),
    [
        (None, Figures(980, 941), Outcome.NEW),
        (Figures(980, 941), Figures(980, 941), Outcome.UNCHANGED),
        (Figures(980, 941), Figures(None, 941), Outcome.UNCHANGED),  # the file knows less
        (Figures(980, None), Figures(980, 941), Outcome.COMPLETES),
        (Figures(980, 941), Figures(980, 914), Outcome.DIFFERS),
        (Figures(980, None), Figures(970, 941), Outcome.DIFFERS),  # one of two disagrees
        (Figures(None, 0), Figures(None, None), Outcome.UNCHANGED),  # nobody ate is a figure
    ],
)
def test_a_row_beside_the_record(stored, row, outcome):
    assert compare(stored, row) is outcome


def test_completing_keeps_what_is_recorded():
    assert completed(Figures(980, None), Figures(None, 0)) == Figures(980, 0)


@pytest.mark.parametrize(
    ("word", "meal"),
    [("", "lunch"), ("午餐", "lunch"), (" Dinner ", "dinner"), ("早餐", "breakfast")],
)
def test_meals_as_people_write_them(word, meal):
    assert meal_named(word, default="lunch") == meal


def test_an_unknown_meal_is_named():
    with pytest.raises(UnknownMeal, match="brunch"):
        meal_named("brunch", default="lunch")


def test_habitual_weekdays_leave_out_exceptions():
    days = [MONDAY + timedelta(days=n) for n in range(7 * 40)]
    school = [day for day in days if day.isoweekday() in (1, 2, 4, 5)]
    assert weekdays_served([*school, MONDAY + timedelta(days=2)]) == "1245"
    assert weekdays_served([]) == ""


@pytest.mark.parametrize(
    ("offset", "weekdays", "workdays_only", "is_working", "served"),
    [
        (0, "1234567", True, True, True),
        (0, "1234567", True, False, False),  # a holiday Monday
        (5, "12345", True, True, True),  # a make-up Saturday
        (5, "12345", False, True, False),
        (2, "1245", True, True, False),  # never on Wednesdays
        (6, "1234567", False, False, True),  # a canteen of the duty staff
    ],
)
def test_days_served(offset, weekdays, workdays_only, is_working, served):
    day = MONDAY + timedelta(days=offset)
    found = is_served(day, weekdays=weekdays, workdays_only=workdays_only, is_working=is_working)
    assert found is served
