from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.menus.rules.appeal import LAG_DAYS, DishServed, appeals

DAY = date(2026, 3, 2)
LONG_BEFORE = DAY - timedelta(days=60)
GUESSES = {1: 0.5, 2: 0.4, 3: 0.0}


def counted(dish_id, taken, *, days=1, diners=100, last=LONG_BEFORE, **fields):
    return [
        DishServed(
            day=last - timedelta(days=n), dish_id=dish_id, diners=diners, taken=taken, **fields
        )
        for n in range(days)
    ]


def appeal(dish_ids, served):
    return appeals({DAY: dish_ids}, served, GUESSES).get(DAY)


@pytest.mark.parametrize(
    ("dish_ids", "served", "expected"),
    [
        ([1], [], 1.0),
        ([1], counted(1, 50, days=30), 1.0),
        ([1], counted(1, 60, days=400), 1.2),
        ([1, 2], counted(1, 60, days=400), 1.1),
        ([1, 2], counted(1, 60, days=400) + counted(2, 32, days=400), 1.0),
        ([1], counted(2, 90, days=30), 1.0),
        ([1], counted(1, 0, days=30, diners=0), 1.0),
        ([1, 3], counted(1, 60, days=400), 1.2),
        ([3], counted(3, 60), None),
        ([], [], None),
    ],
)
def test_the_mean_of_learnt_over_guessed(dish_ids, served, expected):
    assert appeal(dish_ids, served) == (
        None if expected is None else pytest.approx(expected, abs=0.005)
    )


def test_one_day_of_a_thousand_diners_is_not_a_thousand_opinions():
    once, often = counted(1, 600, diners=1000), counted(1, 600, diners=1000, days=40)

    assert 1 < appeal([1], once) < appeal([1], often) < 1.2


def test_a_dish_that_sold_out_does_not_count_as_disliked():
    assert appeal([1], counted(1, 20, days=40, sold_out=True)) == pytest.approx(1.0)
    assert appeal([1], counted(1, 20, days=40)) < 0.5


@given(days_before=st.integers(-30, LAG_DAYS), taken=st.integers(0, 100))
def test_nothing_of_the_last_days_reaches_an_appeal(days_before, taken):
    known = counted(1, 60, days=5)
    late = counted(1, taken, last=DAY - timedelta(days=days_before))

    assert appeal([1], known + late) == appeal([1], known)


def test_what_came_just_before_those_days_does_reach_it():
    last = DAY - timedelta(days=LAG_DAYS + 1)

    assert appeal([1], counted(1, 90, last=last)) > 1


def test_each_day_has_what_was_known_then():
    menus = {DAY + timedelta(days=7 * n): [1] for n in range(8)}
    served = [row for day in menus for row in counted(1, 80, last=day)]

    found = list(appeals(menus, served, GUESSES).values())

    assert found == sorted(found)
    assert found[:3] == [1.0] * 3  # nothing was counted more than two weeks before
    assert found[3] > 1.0
