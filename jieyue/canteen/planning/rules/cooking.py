"""What each dish of each meal is cooked at: all portions, and how many of them first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jieyue.canteen.planning.rules.batches import split
from jieyue.canteen.planning.rules.needs import MealKey, PlannedDish
from jieyue.canteen.planning.rules.portions import (
    Diners,
    TakeRate,
    expected_portions,
    portions,
)


class MealWithoutForecast(LookupError):
    """A menu's meal has no forecast, so nothing can be planned for it."""

    def __init__(self, meal: MealKey) -> None:
        super().__init__(meal)
        self.meal = meal


@dataclass(frozen=True, kw_only=True)
class MenuDish:
    """A dish on the menu of one meal."""

    meal: MealKey
    dish_id: int
    take_rate: TakeRate
    may_cook_twice: bool = False


@dataclass(frozen=True, kw_only=True)
class DishPlan:
    """Portions to buy for and to cook, in two batches, beside the mean that is expected."""

    meal: MealKey
    dish_id: int
    expected: float
    first: int
    second: int

    @property
    def total(self) -> int:
        return self.first + self.second

    @property
    def planned(self) -> PlannedDish:
        """What is bought for: both batches."""
        return PlannedDish(meal=self.meal, dish_id=self.dish_id, portions=self.total)


def dish_plans(
    menu: Iterable[MenuDish],
    diners: Mapping[MealKey, Diners],
    *,
    levels: Mapping[MealKey, float],
    first_batch_level: float,
) -> list[DishPlan]:
    """One plan for each dish of the menu. Raises MealWithoutForecast.

    levels: the service level of each meal. first_batch_level: the low quantile that is surely
    eaten, for dishes that may be cooked twice.
    """
    found = []
    for dish in menu:
        if dish.meal not in diners:
            raise MealWithoutForecast(dish.meal)
        guests, rate = diners[dish.meal], dish.take_rate
        batches = split(
            total=portions(guests, rate, level=levels[dish.meal]),
            low=portions(guests, rate, level=first_batch_level),
            may_cook_twice=dish.may_cook_twice,
        )
        found.append(
            DishPlan(
                meal=dish.meal,
                dish_id=dish.dish_id,
                expected=expected_portions(guests, rate),
                first=batches.first,
                second=batches.second,
            )
        )
    return found
