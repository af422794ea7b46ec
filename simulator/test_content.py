"""The content tables are complete, weigh what they say and fit together."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest

from simulator.estate import estate, units
from simulator.food import (
    ALLERGENS,
    COURSES,
    STORAGE,
    CannotWeigh,
    Dish,
    Ingredient,
    RecipeLine,
    dishes,
    ingredients,
    suppliers,
)
from simulator.population import archetypes

TAKES_UP_WATER = frozenset(["grain", "prepared", "dried"])  # cooking makes these heavier
DISHES = dishes()
INGREDIENTS = {ingredient.code: ingredient for ingredient in ingredients()}


def named(name: str) -> Dish:
    return next(dish for dish in DISHES if dish.name == name)


def raw_g(line: RecipeLine) -> Decimal:
    bought = INGREDIENTS[line.ingredient_code]
    return line.net_g / bought.net_yield / bought.soaking_yield


def test_there_is_enough_to_cook_with() -> None:
    assert len(INGREDIENTS) >= 320
    assert len(DISHES) >= 130
    assert {dish.course for dish in DISHES} == set(COURSES)


def test_codes_and_names_are_unique() -> None:
    for things in (DISHES, INGREDIENTS.values()):
        assert len({thing.code for thing in things}) == len({thing.name for thing in things})
    assert len(INGREDIENTS) == len(ingredients())


@pytest.mark.parametrize("bought", INGREDIENTS.values(), ids=lambda bought: bought.name)
def test_ingredient_is_usable(bought: Ingredient) -> None:
    assert 0 < bought.net_yield <= 1
    assert bought.soaking_yield == 1 or (bought.storage == "dry" and bought.soaking_yield > 1)
    assert bought.grams_per_base_unit() > 0
    assert bought.price_yuan > 0
    assert bought.pack_size > 0
    assert bought.shelf_life_days >= 1
    assert bought.storage in STORAGE
    assert bought.allergens <= ALLERGENS
    assert bought.supplier_key in {supplier.key for supplier in suppliers()}


@pytest.mark.parametrize("dish", DISHES, ids=lambda dish: dish.name)
def test_recipe_weighs_what_the_portion_does(dish: Dish) -> None:
    cooked = sum(line.cooked_g for line in dish.recipe) + dish.water_g
    assert dish.recipe
    assert abs(cooked - dish.portion_g) <= dish.portion_g * Decimal("0.08")


@pytest.mark.parametrize("dish", DISHES, ids=lambda dish: dish.name)
def test_recipe_is_plausible(dish: Dish) -> None:
    by_name = {INGREDIENTS[line.ingredient_code].name: line.net_g for line in dish.recipe}
    assert len(by_name) == len(dish.recipe)
    assert by_name.get("食盐", 0) <= 2
    assert sum(by_name.get(oil, 0) for oil in ("菜籽油", "猪油", "辣椒油")) <= 16
    assert 0 < dish.take_rate < 1
    for line in dish.recipe:
        heavier = INGREDIENTS[line.ingredient_code].category in TAKES_UP_WATER
        assert 0 < line.cook_yield <= (Decimal("2.8") if heavier else Decimal("1.3"))


def test_potato_portion_is_that_of_the_worked_example() -> None:
    """STANDARDS 2.10: 608 portions of 120 g cooked potato take 81.70 kg raw."""
    potato = named("家常土豆丝").recipe[0]
    assert INGREDIENTS[potato.ingredient_code].name == "土豆"
    assert potato.cooked_g.quantize(Decimal("0.01")) == 120
    assert (608 * raw_g(potato) / 1000).quantize(Decimal("0.01")) == Decimal("81.70")


def test_dish_has_the_allergens_of_what_is_in_it() -> None:
    assert named("番茄炒蛋").allergens == {"egg"}
    assert named("宫保鸡丁").allergens == {"gluten", "peanut", "soybean"}


def test_ingredient_without_weight_is_refused() -> None:
    egg = next(bought for bought in INGREDIENTS.values() if bought.base_unit == "piece")
    fields = {name: getattr(egg, name) for name in egg.__slots__}
    with pytest.raises(CannotWeigh) as refusal:
        Ingredient(**{**fields, "grams_per_piece": None}).grams_per_base_unit()
    assert refusal.value.ingredient == egg.name


def test_supplier_can_bring_short_lived_food_in_time() -> None:
    longest_wait = {}
    for supplier in suppliers():
        days = [*supplier.delivery_weekdays, supplier.delivery_weekdays[0] + 7]
        gaps = [later - day for day, later in pairwise(days)]
        longest_wait[supplier.key] = max(gaps)
    for bought in INGREDIENTS.values():
        if bought.category not in ("aquatic", "fruit"):  # bought for the days of delivery
            assert bought.shelf_life_days >= longest_wait[bought.supplier_key], bought.name


def test_there_are_33_units_and_1742_people() -> None:
    assert len(units()) == 33
    assert sum(unit.headcount for unit in units()) == 1742
    assert sum(unit.is_contractor for unit in units()) == 2
    assert {unit.archetype for unit in units()} == set(archetypes())


def test_rooms_are_about_500_each_with_at_most_one_occupant_at_a_time() -> None:
    standing = estate()
    assert 450 <= len(standing.rooms) <= 550
    assert len({room.number for room in standing.rooms}) == len(standing.rooms)
    now = Counter(held.room_number for held in standing.occupancies if held.until is None)
    assert max(now.values()) == 1
    assert set(now) <= {room.number for room in standing.rooms}
    assert {held.unit_code for held in standing.occupancies} == {unit.code for unit in units()}


def test_each_unit_has_rooms_on_its_floors() -> None:
    standing = estate()
    place = {room.number: (room.building, room.floor) for room in standing.rooms}
    for unit in units():
        held = {place[o.room_number] for o in standing.occupancies if o.unit_code == unit.code}
        assert {(unit.building, floor) for floor in unit.floors} <= held
