from decimal import Decimal

import pytest

from jieyue.canteen.planning.rules import service_level


@pytest.mark.parametrize(
    ("thrown_away", "missing", "level"),
    [
        ("5", "45", "0.900"),
        ("5", "5", "0.500"),
        ("9", "1", "0.500"),  # never plans to run short more often than not
        ("0.01", "1000", "0.999"),  # never certain
        ("3", "37", "0.925"),
    ],
)
def test_the_costs_of_both_mistakes_decide_the_level(thrown_away, missing, level):
    found = service_level.from_costs(
        thrown_away_yuan=Decimal(thrown_away), missing_yuan=Decimal(missing)
    )
    assert found == Decimal(level)


@pytest.mark.parametrize(("thrown_away", "missing"), [("0", "5"), ("5", "-1")])
def test_a_cost_must_be_positive(thrown_away, missing):
    with pytest.raises(service_level.CostsNotPositive):
        service_level.from_costs(
            thrown_away_yuan=Decimal(thrown_away), missing_yuan=Decimal(missing)
        )


def test_a_level_chosen_by_hand_says_what_it_holds_a_missing_portion_to_cost():
    penalty = service_level.implied_penalty_yuan(Decimal("0.9"), thrown_away_yuan=Decimal(5))
    assert penalty == Decimal("45.00")


@pytest.mark.parametrize("level", ["0.499", "1", "-1"])
def test_a_level_out_of_range_names_the_range(level):
    with pytest.raises(service_level.ServiceLevelOutOfRange) as refusal:
        service_level.check(Decimal(level))
    assert refusal.value.lowest == Decimal("0.5")
    assert refusal.value.highest == Decimal("0.999")
