"""The canteen's goods, recipes and menus."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal

from jieyue.canteen.diners import actions as diners
from jieyue.canteen.diners.models import Canteen, MealPeriod
from jieyue.canteen.menus.models import (
    CycleDish,
    CycleMenu,
    Dish,
    Ingredient,
    IngredientPrice,
    MenuDay,
    MenuDish,
    RecipeLine,
)
from jieyue.canteen.suppliers.models import Supplier, SupplyTerms
from jieyue.kit.money import yuan
from jieyue.kit.quantities import parse_unit
from simulator import food
from simulator.days import WORKED, kind_of
from simulator.food import Dish as SimulatedDish
from simulator.loading.stage import MENU_DAYS_AHEAD, Stage
from simulator.menu_cycle import MEALS, WEEKS, duty_lunch, meal_on, week_of

TIMES = {
    "breakfast": (time(7, 20), time(8, 50)),
    "lunch": (time(11, 40), time(13, 0)),
    "dinner": (time(17, 40), time(18, 50)),
}
CATEGORIES = {
    "aquatic": "水产",
    "beef_mutton": "牛羊肉",
    "dried": "干货",
    "egg_dairy": "蛋奶",
    "fruit": "水果",
    "fruit_vegetable": "瓜果茄豆",
    "grain": "粮食",
    "leaf_vegetable": "叶菜",
    "mushroom": "菌菇",
    "oil": "食用油",
    "pickle": "腌菜",
    "pork": "猪肉",
    "poultry": "禽肉",
    "prepared": "半成品",
    "root_vegetable": "根茎",
    "seasoning": "调味品",
    "soy_product": "豆制品",
}
BUDGET_LINE = "食堂食材"
CYCLE_NAMES = {"summer": "夏季循环菜单（5—10 月）", "winter": "冬季循环菜单（11—4 月）"}
KEPT_IN_STORE_DAYS = 20  # what keeps so long is bought for weeks and lies in the store


def open_canteen(stage: Stage) -> Canteen:
    """The complex's one canteen; lunch is served every day, the rest on workdays."""
    canteen = diners.open_canteen(
        code="main", name="机关食堂", kind="集中供餐", actor=stage.actor, at=stage.at
    )
    for meal in MEALS:
        period = diners.serve_meal(
            canteen_id=canteen.id,
            meal=meal,
            workdays_only=meal != "lunch",
            actor=stage.actor,
            at=stage.at,
        )
        opens, closes = TIMES[meal]
        MealPeriod.objects.filter(id=period.id).update(opens=opens, closes=closes)
    return canteen


def load_goods(stage: Stage) -> dict[str, Ingredient]:
    """Suppliers, ingredients, their prices and terms; ingredients by code."""
    suppliers = {
        s.key: Supplier(
            site_id=stage.site_id,
            code=s.key,
            name=s.name,
            minimum_order_yuan=s.minimum_order_yuan,
            delivery_weekdays="".join(map(str, s.delivery_weekdays)),
        )
        for s in food.suppliers()
    }
    Supplier.objects.bulk_create(suppliers.values())
    bought = food.ingredients()
    rows = {item.code: _ingredient(stage, item) for item in bought}
    Ingredient.objects.bulk_create(rows.values())
    IngredientPrice.objects.bulk_create(
        IngredientPrice(
            site_id=stage.site_id,
            ingredient=rows[item.code],
            price_yuan=item.price_yuan,
            effective_on=stage.first_day,
            source="演示数据",
        )
        for item in bought
    )
    SupplyTerms.objects.bulk_create(
        SupplyTerms(
            site_id=stage.site_id,
            supplier=suppliers[item.supplier_key],
            ingredient=rows[item.code],
            pack_name=item.pack_name,
            pack_quantity=item.pack_size,
            price_yuan=yuan(item.price_yuan * item.pack_size),
            lead_days=item.lead_days,
            budget_line=BUDGET_LINE,
        )
        for item in bought
    )
    return rows


def _ingredient(stage: Stage, item: food.Ingredient) -> Ingredient:
    return Ingredient(
        site_id=stage.site_id,
        code=item.code,
        name=item.name,
        name_en=item.name_en,
        category=CATEGORIES[item.category],
        base_unit=parse_unit(item.base_unit),
        net_yield=item.net_yield,
        soaking_yield=item.soaking_yield,
        density_kg_per_l=item.density_kg_per_l,
        grams_per_piece=item.grams_per_piece,
        shelf_life_days=item.shelf_life_days,
        storage=item.storage,
        allergens=sorted(item.allergens),
    )


def load_dishes(stage: Stage, ingredients: Mapping[str, Ingredient]) -> dict[str, Dish]:
    """Dishes with their recipes, by code."""
    simulated = list(stage.world.dishes.values())
    dishes = {dish.code: _dish(stage, dish) for dish in simulated}
    Dish.objects.bulk_create(dishes.values())
    RecipeLine.objects.bulk_create(
        [
            RecipeLine(
                site_id=stage.site_id,
                dish=dishes[dish.code],
                ingredient=ingredients[line.ingredient_code],
                position=position,
                quantity=line.net_g,
                unit="g",
                weighed="net",
                cook_yield=line.cook_yield,
            )
            for dish in simulated
            for position, line in enumerate(dish.recipe)
        ],
        batch_size=1000,
    )
    return dishes


def _dish(stage: Stage, dish: SimulatedDish) -> Dish:
    return Dish(
        site_id=stage.site_id,
        code=dish.code,
        name=dish.name,
        name_en=dish.name_en,
        course=dish.course,
        spiciness=dish.spiciness,
        portion_g=int(dish.portion_g),
        prior_take_rate=Decimal(str(dish.take_rate)),
        cook_minutes=dish.cook_minutes,
        holding_minutes=dish.holding_minutes,
        may_cook_twice=dish.batchable,
        season=dish.season,
    )


def load_cycles(stage: Stage, canteen: Canteen, dishes: Mapping[str, Dish]) -> None:
    """The two cycles the menus are taken from, as the manager edits them."""
    monday = stage.first_day
    while monday.isoweekday() != 1 or week_of(monday) != 1:
        monday += timedelta(days=1)
    cycles = {
        season: CycleMenu(
            site_id=stage.site_id, canteen=canteen, name=name, weeks=WEEKS, starts_on=monday
        )
        for season, name in CYCLE_NAMES.items()
    }
    CycleMenu.objects.bulk_create(cycles.values())
    CycleDish.objects.bulk_create(
        [
            CycleDish(
                site_id=stage.site_id,
                cycle=cycles[meal.season],
                week=meal.week,
                weekday=meal.weekday,
                meal=meal.meal,
                dish=dishes[code],
                position=position,
            )
            for meal in stage.world.cycle.values()
            for position, code in enumerate(meal.dish_codes)
        ],
        batch_size=1000,
    )


def load_menus(
    stage: Stage, canteen: Canteen, dishes: Mapping[str, Dish], *, first: date, last: date
) -> None:
    """What is offered on [first, last]; days that have a menu keep it."""
    known = set(
        MenuDay.objects.filter(canteen=canteen, day__gte=first).values_list("day", flat=True)
    )
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    offered = {
        (day, meal): codes
        for day in days
        if day not in known
        for meal, codes in menus_on(stage, day).items()
    }
    menus = {
        key: MenuDay(site_id=stage.site_id, canteen=canteen, day=key[0], meal=key[1])
        for key in offered
    }
    MenuDay.objects.bulk_create(menus.values(), batch_size=1000)
    MenuDish.objects.bulk_create(
        [
            MenuDish(site_id=stage.site_id, menu=menus[key], dish=dishes[code], position=position)
            for key, codes in offered.items()
            for position, code in enumerate(codes)
        ],
        batch_size=1000,
    )


def menus_on(stage: Stage, day: date) -> dict[str, tuple[str, ...]]:
    """Dish codes of each meal served on a day."""
    world = stage.world
    if kind_of(world.calendar, day) in WORKED:
        return {meal: meal_on(world.cycle, day, meal).dish_codes for meal in MEALS}
    courses = {code: dish.course for code, dish in world.dishes.items()}
    return {"lunch": duty_lunch(meal_on(world.cycle, day, "lunch"), courses)}


def last_menu_day(stage: Stage) -> date:
    return min(stage.today + timedelta(days=MENU_DAYS_AHEAD), date(stage.world.years[-1], 12, 31))
