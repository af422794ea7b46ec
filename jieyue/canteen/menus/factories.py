"""Rows of dishes and menus for tests."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import count

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.menus.models import (
    Course,
    Dish,
    Ingredient,
    IngredientPrice,
    MenuDay,
    MenuDish,
    RecipeLine,
    Weighing,
)
from jieyue.kit.sites.models import Site

LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def make_ingredient(
    *, site: Site, name: str = "", price_yuan: str | None = "4.00", **fields: object
) -> Ingredient:
    """An ingredient by the kilogram; without a price when `price_yuan` is None."""
    number = next(_numbers)
    known = {"base_unit": "kg", "shelf_life_days": 5, "storage": "chilled"}
    values = {"code": f"I{number:04}", "name": name or f"食材{number}", **known, **fields}
    ingredient = Ingredient.objects.create(site=site, **values)
    if price_yuan is not None:
        IngredientPrice.objects.create(
            site=site,
            ingredient=ingredient,
            price_yuan=Decimal(price_yuan),
            effective_on=LONG_AGO,
        )
    return ingredient


def make_dish(*, site: Site, name: str = "", take_rate: str = "0.5", **fields: object) -> Dish:
    """A dish without a recipe; `make_recipe_line` gives it one."""
    number = next(_numbers)
    values = {"code": f"D{number:04}", "name": name or f"菜品{number}", "course": Course.MAIN}
    return Dish.objects.create(
        site=site, prior_take_rate=Decimal(take_rate), **{**values, **fields}
    )


def make_recipe_line(
    *,
    dish: Dish,
    ingredient: Ingredient | None = None,
    quantity: str = "100",
    unit: str = "g",
    weighed: str = Weighing.NET,
    cook_yield: str = "1",
) -> RecipeLine:
    return RecipeLine.objects.create(
        site_id=dish.site_id,
        dish=dish,
        ingredient=ingredient or make_ingredient(site=dish.site),
        quantity=Decimal(quantity),
        unit=unit,
        weighed=weighed,
        cook_yield=Decimal(cook_yield),
    )


def make_menu(
    *, canteen: Canteen, day: date, dishes: Sequence[Dish], meal: str = Meal.LUNCH
) -> MenuDay:
    menu = MenuDay.objects.create(site_id=canteen.site_id, canteen=canteen, day=day, meal=meal)
    for position, dish in enumerate(dishes):
        MenuDish.objects.create(site_id=canteen.site_id, menu=menu, dish=dish, position=position)
    return menu
