"""What a human planner orders and what each dish draws: the record the product takes over."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import mean

import numpy as np

from simulator.attendance import Outcome
from simulator.days import WORKED
from simulator.food import Dish
from simulator.menu_cycle import MEALS, duty_lunch, meal_on, season_of
from simulator.randomness import stream
from simulator.world import World

RESERVE = 1.06  # the planner's habit
ROUND_TO = 10
FIRST_GUESS = {"breakfast": 560, "lunch": 1100, "dinner": 230}
FIRST_GUESS_AT_REST = 80
COOKED_OVER = 1.09  # cooks add their own reserve to each dish
# Portions a diner takes of a course in all, whatever is offered; courses left out are not limited.
TAKEN: Mapping[str, float] = {"main": 1.0, "half": 0.95, "vegetable": 1.15}
HEARTY = frozenset(["soup", "noodle"])  # courses that sell better in the cold


@dataclass(frozen=True, slots=True)
class MealTotal:
    """The whole canteen at one meal. `served` includes `guests`; `ordered` dates from the eve."""

    day: date
    meal: str
    ordered: int
    served: int
    guests: int


@dataclass(frozen=True, slots=True)
class DishServed:
    """One dish at one meal, in portions. Sold out when all that was cooked was taken."""

    day: date
    meal: str
    dish_code: str
    prepared: int
    served: int

    @property
    def sold_out(self) -> bool:
        return self.served == self.prepared


def meal_totals(outcomes: Iterable[Outcome]) -> Iterator[MealTotal]:
    """Totals of consecutive days, with what the planner would have ordered for each.

    The planner takes the mean of the last four of the same kind, adds 6 % and rounds up to tens.
    """
    remembered: dict[tuple[str, int], list[int]] = defaultdict(list)
    for outcome in outcomes:
        worked = outcome.kind in WORKED
        for place, meal in enumerate(MEALS):
            staff = int(outcome.eats[place].sum())
            guests = int(outcome.guests.sum()) if meal == "lunch" else 0
            if staff + guests == 0:
                continue
            past = remembered[meal, outcome.day.isoweekday() if worked else 0]
            guess = FIRST_GUESS[meal] if worked else FIRST_GUESS_AT_REST
            expected = mean(past[-4:]) if past else guess
            ordered = math.ceil(expected * RESERVE / ROUND_TO) * ROUND_TO
            past.append(staff + guests)
            yield MealTotal(outcome.day, meal, ordered, staff + guests, guests)


def menu_on(world: World, outcome: Outcome, meal: str) -> tuple[str, ...]:
    """The dish codes cooked for an open meal of that day."""
    planned = meal_on(world.cycle, outcome.day, meal)
    if outcome.kind in WORKED:
        return planned.dish_codes
    return duty_lunch(planned, {code: dish.course for code, dish in world.dishes.items()})


def dishes_served(world: World, outcome: Outcome, total: MealTotal) -> list[DishServed]:
    """Portions cooked and taken of each dish of one meal."""
    rng = stream(world.seed, f"dishes {total.meal}", total.day.toordinal())
    menu = [world.dishes[code] for code in menu_on(world, outcome, total.meal)]
    wanted = _take_rates(world, menu, total.day)
    counts = []
    for dish, rate in zip(menu, wanted, strict=True):
        demand = int(rng.binomial(total.served, min(rate * rng.lognormal(0, 0.06), 0.99)))
        lore = dish.take_rate * math.exp(0.7 * world.appeal[dish.code])
        cooked = math.ceil(total.ordered * min(lore * COOKED_OVER, 1.0) / 5) * 5
        counts.append(DishServed(total.day, total.meal, dish.code, cooked, min(demand, cooked)))
    return counts


def _take_rates(world: World, menu: list[Dish], day: date) -> list[float]:
    """True shares of diners per dish: prior, liking and season, sharing out what a course draws."""
    rates = [d.take_rate * math.exp(world.appeal[d.code] + _seasonal(d, day)) for d in menu]
    offered: dict[str, float] = defaultdict(float)
    for dish, rate in zip(menu, rates, strict=True):
        offered[dish.course] += rate
    return [
        float(
            np.clip(
                rate * (TAKEN.get(d.course, offered[d.course]) / offered[d.course]) ** 0.5,
                0.01,
                0.97,
            )
        )
        for d, rate in zip(menu, rates, strict=True)
    ]


def _seasonal(dish: Dish, day: date) -> float:
    summer = season_of(day) == "summer"
    if dish.course in HEARTY and dish.season != "summer":
        return -0.10 if summer else 0.10
    if dish.course in ("cold", "fruit"):
        return 0.15 if summer else -0.15
    return 0.0
