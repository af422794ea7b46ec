"""The whole plan of several days in one go, so that stock and packs are shared in date order."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.canteen.planning.rules import service_level
from jieyue.canteen.planning.rules.cooking import DishPlan, MenuDish, dish_plans
from jieyue.canteen.planning.rules.needs import (
    Lot,
    MealKey,
    OpenOrder,
    RawNeed,
    cover,
    raw_needs,
)
from jieyue.canteen.planning.rules.portions import Diners
from jieyue.canteen.planning.rules.purchases import MealPurchase, Terms, purchases


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What the two mistakes cost, and how much is kept back for each."""

    missing_yuan: Decimal  # a missing portion
    handling_yuan: Decimal  # a portion thrown away, beside its ingredients
    first_batch_level: float
    buffer: Decimal


@dataclass(frozen=True, kw_only=True)
class MealToPlan:
    """One meal with a menu and a forecast. `chosen_level`: set by a person; None: from costs."""

    key: MealKey
    diners: Diners
    dishes: tuple[MenuDish, ...]
    chosen_level: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Goods:
    """What there is, what comes and what can be bought."""

    lots: tuple[Lot, ...]
    orders: tuple[OpenOrder, ...]
    terms: tuple[Terms, ...]


@dataclass(frozen=True, kw_only=True)
class MealLevel:
    """The service level of a meal: the one used, and the one that the costs ask for."""

    used: Decimal
    from_costs: Decimal
    thrown_away_yuan: Decimal


@dataclass(frozen=True, kw_only=True)
class WeekPlan:
    """What is cooked, and how every raw need is met; `purchases` also hold the fixed needs."""

    levels: Mapping[MealKey, MealLevel]
    dishes: tuple[DishPlan, ...]
    purchases: tuple[MealPurchase, ...]


def plan_week(
    meals: Sequence[MealToPlan],
    *,
    raw_per_portion: Mapping[int, Mapping[int, Decimal]],
    counted: Container[int],
    cost_yuan: Mapping[int, Decimal],
    costs: Costs,
    goods: Goods,
    fixed_needs: Sequence[RawNeed],
    today: date,
) -> WeekPlan:
    """The plan of these meals.

    raw_per_portion and cost_yuan: per dish; a dish without recipe is cooked but buys nothing.
    counted: ingredients bought by the piece.
    fixed_needs: of meals already confirmed; they take their goods in date order with the rest.
    """
    levels = {meal.key: _level(meal, cost_yuan, costs) for meal in meals}
    dishes = dish_plans(
        [dish for meal in meals for dish in meal.dishes],
        {meal.key: meal.diners for meal in meals},
        levels={key: float(level.used) for key, level in levels.items()},
        first_batch_level=costs.first_batch_level,
    )
    planned = [dish.planned for dish in dishes]
    needs = raw_needs(planned, raw_per_portion, buffer=costs.buffer, counted=counted)
    covered = cover([*fixed_needs, *needs], lots=goods.lots, orders=goods.orders)
    return WeekPlan(
        levels=levels,
        dishes=tuple(dishes),
        purchases=tuple(purchases(covered, goods.terms, today=today)),
    )


def thrown_away_yuan(
    dishes: Sequence[MenuDish], cost_yuan: Mapping[int, Decimal], *, handling_yuan: Decimal
) -> Decimal:
    """A portion too many of the menu's usual dish: the costs weighed by how often each is taken."""
    priced = [(dish, cost_yuan.get(dish.dish_id, Decimal(0))) for dish in dishes]
    weighed = [(Decimal(str(d.take_rate.mean)), cost) for d, cost in priced if cost > 0]
    total = sum((weight for weight, _ in weighed), Decimal(0))
    if total <= 0:
        return handling_yuan
    mean = sum((weight * cost for weight, cost in weighed), Decimal(0)) / total
    return (mean + handling_yuan).quantize(service_level.FEN)


def _level(meal: MealToPlan, cost_yuan: Mapping[int, Decimal], costs: Costs) -> MealLevel:
    thrown = thrown_away_yuan(meal.dishes, cost_yuan, handling_yuan=costs.handling_yuan)
    asked = service_level.from_costs(thrown_away_yuan=thrown, missing_yuan=costs.missing_yuan)
    chosen = meal.chosen_level
    used = asked if chosen is None else service_level.check(chosen)
    return MealLevel(used=used, from_costs=asked, thrown_away_yuan=thrown)
