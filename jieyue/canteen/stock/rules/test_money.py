from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.stock.rules.money import MoreThanThere, pieces_of, share, unit_cost

D = Decimal


@pytest.mark.parametrize(
    ("value", "quantity", "part", "worth"),
    [
        ("10.00", "3", "1", "3.33"),
        ("6.67", "2", "1", "3.34"),  # half up
        ("3.33", "1", "1", "3.33"),  # the last takes the rest
        ("0.00", "5", "2", "0.00"),
        ("10.00", "4", "0", "0.00"),
        ("0.00", "0", "0", "0.00"),
    ],
)
def test_a_part_is_worth_its_share_to_the_fen(value, quantity, part, worth):
    assert share(D(value), quantity=D(quantity), part=D(part)) == D(worth)


@pytest.mark.parametrize("part", ["5.001", "-0.001"])
def test_no_more_than_there_is_can_be_valued(part):
    with pytest.raises(MoreThanThere):
        share(D("10"), quantity=D("5"), part=D(part))


@given(
    st.decimals("0", "9999", places=2),
    st.lists(st.decimals("0.001", "99", places=3), min_size=1, max_size=12),
)
def test_parts_sum_to_the_value_and_none_is_below_nothing(value, parts):
    left, quantity = value, sum(parts)
    for part in parts:
        worth = share(left, quantity=quantity, part=part)
        assert worth >= 0
        left, quantity = left - worth, quantity - part
        assert left >= 0
    assert left == 0


def test_a_unit_costs_to_a_hundredth_of_a_fen():
    assert unit_cost(D("10"), D("3")) == D("3.3333")
    assert unit_cost(D("10"), D("0")) == 0


@pytest.mark.parametrize(
    ("part", "pieces"), [("5", "4"), ("25", "20"), ("0.1", "0"), ("24.9", "20"), ("1.9", "2")]
)
def test_pieces_leave_whole_and_in_proportion(part, pieces):
    assert pieces_of(D(part), quantity=D("25"), pieces=D("20")) == D(pieces)
