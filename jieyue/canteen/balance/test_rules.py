import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.balance.rules import (
    Errors,
    GroupBalance,
    Measured,
    Serving,
    Terms,
    shared,
    sigma_kg,
)

ERRORS = Errors(
    issue_kg=Decimal("0.05"),
    issue_share=Decimal("0.005"),
    count_share=Decimal("0.01"),
    recipe_share=Decimal("0.03"),
    trimming_share=Decimal("0.2"),
)
TWO = Decimal(2)
NOMINAL = 0.0455  # two-sided, beyond two standard errors of a normal distribution
masses = st.decimals(min_value=0, max_value=500, places=3)


def terms(**kg):
    return Terms(**{f"{name}_kg": Decimal(str(value)) for name, value in kg.items()})


@pytest.mark.parametrize(
    ("kg", "unexplained"),
    [
        ({"received": 50, "store_change": 12.5, "cooked": 30, "trimmings": 7.5}, "0"),
        ({"received": 50, "store_change": 12.5, "cooked": 30, "trimmings": 4}, "3.5"),
        ({"store_change": -40, "cooked": 30, "trimmings": 7.5, "spoiled": 2.5}, "0"),
        ({"store_change": -40, "cooked": 30, "trimmings": 7.5, "supplier_return": 2.5}, "0"),
        ({"store_change": -20, "drawn_ahead": 20}, "0"),  # for tomorrow's breakfast
        ({"drawn_ahead": -20, "cooked": 20}, "0"),  # drawn yesterday
        ({"store_change": -30, "cooked": 24, "in_kitchen": 6}, "0"),  # stands in the kitchen
        ({"store_change": -10}, "10"),  # a stocktake found it gone
        ({"cooked": 8}, "-8"),  # cooked from nothing that was ever drawn
    ],
)
def test_what_is_unexplained(kg, unexplained):
    assert terms(**kg).unexplained_kg == Decimal(unexplained)


def test_errors_add_in_quadrature():
    measured = Measured(
        issues=[Decimal(40)],  # 0.05² + 0.2²
        dishes=[Decimal(30)],  # 0.9²
        scales=[Decimal("0.05")],
        estimated_kg=Decimal(3),  # 0.6²
    )
    expected = Decimal("0.0025") + Decimal("0.04") + Decimal("0.81") + Decimal("0.0025")
    assert sigma_kg(measured, ERRORS) == (expected + Decimal("0.36")).sqrt()


@pytest.mark.parametrize(
    ("gap", "is_checked"), [("2.0", False), ("2.001", True), ("-2.001", True), ("0", False)]
)
def test_beyond_two_standard_errors_somebody_looks(gap, is_checked):
    found = GroupBalance(group="pork", terms=terms(store_change=-Decimal(gap)), sigma_kg=Decimal(1))
    assert found.must_be_checked(from_sigmas=TWO) is is_checked


def test_exact_books_are_never_checked_even_where_nothing_was_measured():
    nothing = GroupBalance(group="pork", terms=Terms(), sigma_kg=Decimal(0))
    assert not nothing.must_be_checked(from_sigmas=TWO)
    assert nothing.sigmas is None


@given(received=masses, cooked=masses, trimmings=masses, spoiled=masses, missing=masses)
def test_exactly_what_is_missing_is_unexplained(received, cooked, trimmings, spoiled, missing):
    out = cooked + trimmings + spoiled + missing
    found = Terms(
        received_kg=received,
        store_change_kg=received - out,
        cooked_kg=cooked,
        trimmings_kg=trimmings,
        spoiled_kg=spoiled,
    )
    assert found.unexplained_kg == missing


@given(total=masses, parts=st.dictionaries(st.sampled_from("abcd"), masses, max_size=4))
def test_a_shared_weighing_keeps_its_mass(total, parts):
    found = shared(total, parts)
    assert not found or abs(sum(found.values()) - total) < Decimal("1e-20")
    assert bool(found) == any(parts.values())


def gap_of(chance, *, taken=Decimal(0), scale_division=None):
    """One group's day: 80 kg in five draws into three dishes, read with the errors assumed."""
    draws = [Decimal(chance.uniform(4, 28)) for _ in range(5)]
    shares = [Decimal(chance.uniform(0.5, 1.5)) for _ in range(3)]
    into_dishes = [sum(draws) * Decimal("0.85") * share / sum(shares) for share in shares]
    trimmings = sum(draws) * Decimal("0.15")

    def read(kg, error):
        if scale_division:
            return round(kg / scale_division) * scale_division
        return kg + Decimal(chance.gauss(0, 1)) * error

    issued = sum(
        read(q, (Decimal("0.05") ** 2 + (Decimal("0.005") * q) ** 2).sqrt()) for q in draws
    )
    recipe = sum(q / (1 + Decimal(chance.gauss(0, 1)) * ERRORS.recipe_share) for q in into_dishes)
    weighed = read(trimmings, Decimal("0.05"))
    found = GroupBalance(
        group="leaf_vegetable",
        terms=Terms(store_change_kg=-issued - taken, cooked_kg=recipe, trimmings_kg=weighed),
        sigma_kg=sigma_kg(
            Measured(issues=draws, dishes=into_dishes, scales=[Decimal("0.05")]), ERRORS
        ),
    )
    return found.must_be_checked(from_sigmas=TWO)


def alarm_rate(days=4000, **changes):
    chance = random.Random(20260302)
    return sum(gap_of(chance, **changes) for _ in range(days)) / days


def test_false_alarms_come_no_more_often_than_chance_allows():
    standard_error = (NOMINAL * (1 - NOMINAL) / 4000) ** 0.5
    assert alarm_rate() < NOMINAL + 2 * standard_error


def test_a_theft_of_five_standard_errors_is_found():
    assert alarm_rate(days=1000, taken=Decimal(7)) > 0.98  # sigma is about 1.4 kg of 80


def test_a_typing_error_of_a_zero_is_always_found():
    assert alarm_rate(days=300, taken=Decimal(40)) == 1


def test_from_pot_to_plate():
    found = Serving(
        cooked_kg=Decimal(30),
        served_kg=Decimal(28),
        unserved_kg=Decimal("1.5"),
        kept_kg=Decimal("0.5"),
        plate_kg=Decimal(3),
    )
    assert (found.unexplained_kg, found.eaten_kg) == (0, 25)
