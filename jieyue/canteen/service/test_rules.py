from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.service.rules import (
    BadPortions,
    Flag,
    Price,
    account_flags,
    bill,
    card_digest,
    check_portions,
    in_full,
    key_digest,
    new_key,
    places_left,
    served_portions,
)

MEAL = Price(Decimal("15.00"), Decimal("10.00"))
SOUP, FISH, RICE = 1, 2, 3
DISHES = {SOUP: Price(Decimal("2.25"), Decimal("1.00")), FISH: Price(Decimal("8.99"))}


@pytest.mark.parametrize(
    ("portions", "diners", "meal", "dishes", "price", "subsidy"),
    [
        ({RICE: Decimal(1)}, 1, MEAL, {}, "15.00", "10.00"),  # the meal holds all
        (
            {RICE: Decimal("0.5")},
            1,
            MEAL,
            {},
            "15.00",
            "10.00",
        ),  # halves of what is in it change nothing
        ({FISH: Decimal(1)}, 1, MEAL, DISHES, "23.99", "10.00"),  # an extra on top
        (
            {SOUP: Decimal("0.5"), FISH: Decimal("0.5")},
            1,
            None,
            DISHES,
            "5.63",
            "0.50",
        ),  # 1.13 + 4.50
        ({SOUP: Decimal(2)}, 1, None, DISHES, "4.50", "2.00"),
        ({RICE: Decimal(1)}, 1, None, DISHES, "0.00", "0.00"),  # nothing has a price
        ({}, 4, MEAL, {}, "60.00", "40.00"),  # a party
    ],
)
def test_a_bill(portions, diners, meal, dishes, price, subsidy):
    assert bill(portions, diners=diners, meal=meal, dishes=dishes) == Price(
        Decimal(price), Decimal(subsidy)
    )


@given(
    st.dictionaries(
        st.sampled_from([SOUP, FISH, RICE]),
        st.sampled_from([Decimal("0.5"), Decimal(1), Decimal(2)]),
    ),
    st.decimals(0, 50, places=2),
    st.decimals(0, 50, places=2),
)
def test_price_is_always_subsidy_and_own_share_in_whole_fen(portions, price, subsidy):
    dishes = {SOUP: Price(price, subsidy)}  # even a subsidy above the price
    found = bill(portions, diners=1, meal=None, dishes=dishes)

    assert found.price_yuan == found.subsidy_yuan + found.own_share_yuan
    assert found.own_share_yuan >= 0
    assert found.price_yuan == found.price_yuan.quantize(Decimal("0.01"))


def test_two_halves_cost_no_less_than_one_whole():
    half = bill({FISH: Decimal("0.5")}, diners=1, meal=None, dishes=DISHES)
    assert half.price_yuan == Decimal("4.50")  # 4.495 rounded half up


def test_guests_pay_in_full():
    assert in_full(MEAL) == Price(Decimal("15.00"), Decimal("0.00"))


@pytest.mark.parametrize(
    ("blocked", "balance", "limit", "own", "flags"),
    [
        (False, "5.00", "0", "5.00", []),
        (False, "4.99", "0", "5.00", [Flag.OVERDRAWN]),
        (False, "-5.00", "10", "5.00", []),
        (False, "-5.01", "10", "5.00", [Flag.OVERDRAWN]),
        (True, "50.00", "0", "5.00", [Flag.BLOCKED]),
        (True, "0.00", "0", "5.00", [Flag.BLOCKED, Flag.OVERDRAWN]),
        (False, "-20.00", "0", "0.00", []),  # a free meal is not overdrawn
    ],
)
def test_what_stands_against_charging(blocked, balance, limit, own, flags):
    found = account_flags(
        is_blocked=blocked,
        balance_yuan=Decimal(balance),
        may_be_negative_yuan=Decimal(limit),
        own_share_yuan=Decimal(own),
    )
    assert found == flags


@pytest.mark.parametrize("portions", ["0", "0.4", "0.75", "2.5", "-1"])
def test_portions_that_cannot_be(portions):
    with pytest.raises(BadPortions):
        check_portions([Decimal(1), Decimal(portions)], diners=1)


def test_a_party_takes_more_portions():
    check_portions([Decimal("0.5"), Decimal(8)], diners=4)


@pytest.mark.parametrize(
    ("portions", "diners", "taken"),
    [("10.5", 40, 11), ("10.4", 40, 10), ("41", 40, 40), ("0", 0, 0)],
)
def test_portions_as_whole_takings(portions, diners, taken):
    assert served_portions(Decimal(portions), diners=diners) == taken


@pytest.mark.parametrize(("booked", "served", "left"), [(4, 0, 4), (4, 3, 1), (4, 6, 0)])
def test_places_left(booked, served, left):
    assert places_left(booked=booked, served=served) == left


def test_keys_are_random_and_kept_as_digests():
    key = new_key()
    assert key.startswith("jyt_")
    assert key != new_key()
    assert key not in key_digest(key)


def test_a_card_has_another_digest_in_another_list():
    assert card_digest("0012345", salt="a") != card_digest("0012345", salt="b")
