from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.planning.rules.needs import CoveredNeed, MealKey, RawNeed
from jieyue.canteen.planning.rules.proposals import amounts_by_budget_line, proposals
from jieyue.canteen.planning.rules.purchases import BadTerms, Terms, Unmet, purchases

MONDAY = date(2026, 11, 23)
POTATO, SALT = 1, 2
EVERY_DAY = frozenset(range(7))


def net(quantity, *, days=3, order=1, ingredient_id=POTATO):
    meal = MealKey(MONDAY + timedelta(days=days), order, "lunch")
    raw = RawNeed(meal=meal, ingredient_id=ingredient_id, quantity=Decimal(quantity), shares=())
    return CoveredNeed(need=raw, stock=(), on_order=(), net=Decimal(quantity))


def terms(supplier_id=1, *, ingredient_id=POTATO, pack=10, price=40, lead=1, life=5, **changes):
    known = {"delivery_weekdays": EVERY_DAY, "budget_line": "vegetables"} | changes
    return Terms(
        supplier_id=supplier_id,
        ingredient_id=ingredient_id,
        pack_quantity=Decimal(pack),
        price_yuan=Decimal(price),
        lead_days=lead,
        shelf_life_days=life,
        **known,
    )


def day(days):
    return MONDAY + timedelta(days=days)


def test_packs_are_whole_and_delivered_on_the_last_day_that_serves():
    [row] = purchases([net("81.702")], [terms()], today=MONDAY)
    assert (row.packs, row.bought) == (9, 90)
    assert (row.deliver_on, row.order_by) == (day(3), day(2))


def test_breakfast_is_delivered_the_day_before():
    [row] = purchases([net(1, order=0)], [terms()], today=MONDAY)
    assert row.deliver_on == day(2)


def test_what_a_pack_leaves_serves_later_meals_while_it_keeps():
    week = [net(4, days=1), net(4, days=2), net(4, days=9)]
    first, second, third = purchases(week, [terms(life=5)], today=MONDAY)
    assert (first.packs, second.packs, second.from_earlier_packs) == (1, 0, 4)
    assert (third.packs, third.from_earlier_packs) == (1, 0)


def test_goods_that_keep_long_come_in_one_delivery():
    week = [net(4, days=1, ingredient_id=SALT), net(8, days=5, ingredient_id=SALT)]
    offer = terms(ingredient_id=SALT, pack=5, life=365)
    rows = purchases(week, [offer], today=MONDAY)
    assert [row.deliver_on for row in rows] == [day(1), day(1)]
    [proposal] = proposals(rows, minimum_order_yuan={})
    assert proposal.lines[0].packs == 3


@pytest.mark.parametrize(
    ("offers", "chosen"),
    [
        ([terms(1, price=40), terms(2, price=30)], 2),  # the cheaper
        ([terms(1, price=40), terms(2, price=70, pack=20)], 2),  # the cheaper by the kilogram
        ([terms(1, price=40), terms(2, price=30, lead=9)], 1),  # the cheaper comes too late
        ([terms(2), terms(1)], 1),  # equal: always the same one
    ],
)
def test_the_cheapest_supplier_in_time_is_chosen(offers, chosen):
    [row] = purchases([net(5)], offers, today=MONDAY)
    assert row.terms.supplier_id == chosen


@pytest.mark.parametrize(
    ("offers", "unmet", "deliver_on"),
    [
        ([], Unmet.NO_SUPPLIER, None),
        ([terms(lead=5)], Unmet.TOO_LATE, day(5)),
        ([terms(delivery_weekdays=frozenset({4}))], Unmet.TOO_LATE, day(4)),  # Friday
        ([terms(delivery_weekdays=frozenset({1}), life=1)], Unmet.GOES_OFF, day(1)),
    ],
)
def test_a_need_that_cannot_be_served_is_flagged_not_bought(offers, unmet, deliver_on):
    [row] = purchases([net(5)], offers, today=MONDAY)
    assert (row.unmet, row.deliver_on, row.missing) == (unmet, deliver_on, 5)
    assert row.bought == 0
    assert proposals([row], minimum_order_yuan={}) == []


def test_a_proposal_adds_up_and_says_what_is_missing_to_the_minimum_order():
    rows = purchases([net(25), net(5, ingredient_id=SALT)], _two_goods(), today=MONDAY)
    [proposal] = proposals(rows, minimum_order_yuan={1: Decimal(300)})
    assert [line.amount_yuan for line in proposal.lines] == [Decimal("120.00"), Decimal("7.50")]
    assert proposal.amount_yuan == Decimal("127.50")
    assert proposal.below_minimum_yuan == Decimal("172.50")
    assert proposal.order_by == day(1)  # the longer lead of the two
    assert amounts_by_budget_line([proposal]) == {
        "dry goods": Decimal("7.50"),
        "vegetables": Decimal("120.00"),
    }


@pytest.mark.parametrize(
    "bad", [{"pack": 0}, {"price": -1}, {"lead": -1}, {"delivery_weekdays": frozenset({8})}]
)
def test_terms_that_cannot_be_are_refused(bad):
    with pytest.raises(BadTerms):
        terms(**bad)


grams = st.decimals(0, 60, places=3)
needs = st.lists(
    st.builds(
        net,
        grams,
        days=st.integers(0, 6),
        order=st.integers(0, 2),
        ingredient_id=st.sampled_from([POTATO, SALT]),
    ),
    max_size=12,
    unique_by=lambda item: (item.need.meal, item.need.ingredient_id),
)
offers_ = st.lists(
    st.builds(
        terms,
        st.integers(1, 3),
        ingredient_id=st.sampled_from([POTATO, SALT]),
        pack=st.decimals("0.1", 25, places=1),
        lead=st.integers(0, 4),
        life=st.one_of(st.none(), st.integers(0, 30)),
        delivery_weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    ),
    max_size=5,
)


@given(week=needs, offers=offers_)
def test_every_need_is_met_in_whole_packs_or_flagged(week, offers):
    rows = purchases(week, offers, today=MONDAY)
    assert len(rows) == len(week)
    for row in rows:
        assert row.from_earlier_packs + row.bought + row.missing >= row.covered.net
        assert row.from_earlier_packs >= 0
        if row.packs:
            assert row.bought % row.terms.pack_quantity == 0
            assert row.order_by >= MONDAY
            assert row.deliver_on <= row.covered.need.meal.goods_by
            assert row.deliver_on.weekday() in row.terms.delivery_weekdays
            assert row.covered.need.meal.day <= row.terms.lasts_until(row.deliver_on)
    for ingredient_id in (POTATO, SALT):
        mine = [row for row in rows if row.covered.need.ingredient_id == ingredient_id]
        bought = sum((row.bought for row in mine), Decimal(0))
        wanted = sum((row.covered.net - row.missing for row in mine), Decimal(0))
        assert bought >= wanted  # no gram of a pack serves two meals


def _two_goods():
    return [
        terms(pack=10, price=40),
        terms(
            ingredient_id=SALT,
            pack=10,
            price="7.50",
            lead=2,
            life=365,
            budget_line="dry goods",
        ),
    ]
