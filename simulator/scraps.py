"""What is thrown away of a meal, and what is left: trimmings, what nobody took, what came back."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from simulator.appetite import Cooked, MealKey
from simulator.food import CannotWeigh, Dish, Ingredient
from simulator.randomness import stream

PLATE_G = {0: 14.0, 1: 40.0, 2: 30.0}  # left on a tray, by meal, before anything was done about it
CAMPAIGN_YEARLY = 0.14  # by so much less each year, as the weighing is posted
HALF_PORTIONS_SHARE = 0.11  # and by so much less since half portions are offered
FEWEST_LEFT = 4
FATES = {
    "staple": ("kept", 0.7),
    "breakfast": ("staff_meal", 0.6),
    "main": ("staff_meal", 0.55),
    "half": ("staff_meal", 0.45),
    "dairy": ("kept", 1.0),
    "fruit": ("kept", 0.9),
}
TRIMMED_BIAS = 0.03


@dataclass(frozen=True, slots=True)
class Rest:
    """Portions of a dish that nobody took, and what became of them: kept, staff_meal, discarded."""

    dish_code: str
    portions: int
    mass_kg: float
    fate: str


@dataclass(frozen=True, slots=True)
class Scraps:
    """One meal's; kg. Trimmings are by the ingredient that gave most of its category's."""

    trimmings: Mapping[str, float]
    rests: Sequence[Rest]
    plate_kg: float


def scraps(
    key: MealKey,
    cooked: Sequence[Cooked],
    drawn: Mapping[str, int],
    *,
    diners: int,
    dishes: Mapping[str, Dish],
    goods: Mapping[str, Ingredient],
    half_portions_from: date,
    first_day: date,
    seed: int,
) -> Scraps:
    """drawn: thousandths of a base unit by ingredient."""
    rng = stream(seed, f"scraps {key.slot}", key.day.toordinal())
    years = (key.day - first_day).days / 365.25
    grams = PLATE_G[key.slot] * (1 - CAMPAIGN_YEARLY) ** years
    if key.day >= half_portions_from:
        grams *= 1 - HALF_PORTIONS_SHARE
    return Scraps(
        trimmings=_trimmings(drawn, goods, rng),
        rests=[rest for row in cooked if (rest := _rest(row, dishes[row.dish_code], rng))],
        plate_kg=diners * grams / 1000 * math.exp(float(rng.normal(0, 0.09))),
    )


def _trimmings(
    drawn: Mapping[str, int], goods: Mapping[str, Ingredient], rng: np.random.Generator
) -> dict[str, float]:
    """What the recipes' yields say is cut off, by category, under its largest ingredient."""
    by_category: dict[str, dict[str, float]] = defaultdict(dict)
    for code, quantity in sorted(drawn.items()):
        item = goods[code]
        lost = 1 - float(item.net_yield)
        try:
            kg = quantity / 1000 * float(item.grams_per_base_unit()) / 1000
        except CannotWeigh:
            continue
        if lost > 0:
            by_category[item.category][code] = kg * lost
    return {
        max(masses, key=lambda code: masses[code]): total * (1 + float(rng.normal(0, TRIMMED_BIAS)))
        for masses in by_category.values()
        if (total := sum(masses.values())) >= 0.2
    }


def _rest(row: Cooked, dish: Dish, rng: np.random.Generator) -> Rest | None:
    left = row.prepared - row.served
    if left < FEWEST_LEFT:
        return None
    fate, share = FATES.get(dish.course, ("discarded", 1.0))
    if rng.random() > share:
        fate = "discarded"
    mass = left * float(dish.portion_g) / 1000 * (1 + float(rng.normal(0, 0.02)))
    return Rest(dish.code, left, mass, fate)
