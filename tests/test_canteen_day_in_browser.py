"""One day of the canteen through all its roles, in a real browser: proposal to month close."""

import pytest

from tests import canteen_day_end as end
from tests import canteen_day_goods as goods
from tests import canteen_day_meal as meal
from tests.conftest import Demo, Open

pytestmark = pytest.mark.e2e


def test_a_day_from_the_proposal_to_the_closed_month(signed_in: Open, demo: Demo) -> None:
    hands = goods.Hands(signed_in)
    plan = goods.confirm_a_plan(hands)
    buyer, number = goods.request_goods(hands)
    goods.approve(hands, number)
    good, bad, *_others = goods.receive(hands, goods.orders_of(buyer, number))
    goods.inspect(hands, good, bad)
    goods.refuse_to_issue(hands, bad)

    slot, dish_id, dish = meal.add_a_dish(hands)
    cook = hands.page("kitchen")
    meal.check_the_cook(hands, cook, dish_id)
    meal.draw_by_plan(hands, cook, plan)
    meal.draw_by_hand(hands, cook, good, slot)
    meal.cook_it(cook, dish_id)
    meal.keep_a_sample(hands, slot, dish_id, dish)

    end.serve(hands, slot)
    end.weigh_waste(hands, slot, dish_id)
    end.haul(hands)
    end.check_the_day(hands)
    end.close_a_month(hands)
    end.trace_and_recall(hands, demo, good, slot)
    end.compare_the_day(hands, demo)
