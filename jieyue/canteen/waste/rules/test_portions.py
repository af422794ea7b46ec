from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.waste.rules.portions import Caution, DishDay, estimate

CAUTION = Caution(
    shrink_days=Decimal(10),
    least_days=5,
    least_change=Decimal("0.05"),
    most_change=Decimal("0.15"),
)


def day(cooked="60", planned=300, taken=300, unserved="0", plate="0"):
    return DishDay(
        cooked_kg=Decimal(cooked),
        planned_portions=planned,
        taken=taken,
        unserved_kg=Decimal(unserved),
        plate_kg=Decimal(plate),
    )


def found(days, portion_g=200):
    return estimate(days, portion_g=portion_g, caution=CAUTION)


def test_a_dish_that_is_eaten_as_written_stays_as_it_is():
    seen = found([day()] * 30)
    assert (seen.portion_g, seen.yield_factor, seen.eaten_g) == (None, None, 200)


def test_few_days_say_nothing():
    assert found([day(plate="12")] * 4) is None


def test_plates_that_come_back_ask_for_a_smaller_portion():
    seen = found([day(plate="9")] * 30)  # 30 of 200 g come back; 30 of 40 parts are believed
    assert (seen.served_g, seen.eaten_g, seen.portion_g) == (200, 170, 180)


def test_the_first_days_are_believed_less():
    assert found([day(plate="9")] * 10).portion_g == 185
    assert found([day(plate="9")] * 5).portion_g == 190


def test_what_stays_in_the_pot_is_a_yield_above_the_recipe():
    days = [day(cooked="66", unserved="6")] * 20  # a tenth more than 300 x 200 g came out
    seen = found(days)
    assert (seen.portion_g, seen.yield_factor) == (None, Decimal("1.067"))


@pytest.mark.parametrize(("plate", "portion"), [("40", 170), ("60", 170)])
def test_no_change_is_larger_than_allowed_at_once(plate, portion):
    assert found([day(plate=plate)] * 200).portion_g == portion


def test_days_that_cannot_be_are_left_out():
    broken = [day(taken=0), day(planned=0), day(cooked="5", unserved="6")]
    assert found(broken * 5) is None
    assert found([*broken, *[day()] * 6]).days == 6


@given(
    plates=st.lists(st.integers(min_value=0, max_value=59), min_size=5, max_size=40),
    portion_g=st.integers(min_value=50, max_value=500),
)
def test_a_proposal_lies_between_what_is_written_and_what_is_eaten(plates, portion_g):
    seen = found([day(plate=str(kg)) for kg in plates], portion_g=portion_g)
    if seen.portion_g is not None:
        low, high = sorted((Decimal(portion_g), seen.eaten_g))
        assert low - 3 <= seen.portion_g <= high + 3  # half of the 5 g portions are written in
