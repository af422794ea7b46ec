"""Two years of the canteen's whole loop, from the supplier to the barrel, straight into tables.

What was cooked and served is given; from it follows what was drawn, bought, delivered, tested,
counted and thrown away, so that all of it fits together.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.models import Dish, Ingredient
from jieyue.canteen.stock.models import Store
from jieyue.canteen.suppliers.models import Supplier
from simulator import food
from simulator.appetite import MealKey, Meals, drawn_for, gross_recipes, meals_of
from simulator.kitchen import DishServed
from simulator.loading import kitchen_history, money, residue, safety, store, supply, tills, waste
from simulator.loading.loop import Loop, hands, meal_name, numbering
from simulator.loading.stage import Stage
from simulator.prices import contract_price, quarter_of
from simulator.scraps import scraps
from simulator.store import Movement, Shelf, Span, walk

CYCLE = timedelta(days=28)  # the menu's; what lies ahead is guessed from it
HALF_PORTIONS_BEFORE_TODAY = timedelta(days=150)

Drawn = Mapping[MealKey, Mapping[str, Mapping[str, int]]]
Progress = Callable[[int], object]
STEPS = 12


def make_loop(stage: Stage, canteen: Canteen) -> Loop:
    """The canteen as it is loaded, with its goods, dishes and suppliers."""
    ingredients = Ingredient.objects.filter(site_id=stage.site_id)
    dishes = Dish.objects.filter(site_id=stage.site_id)
    suppliers = Supplier.objects.filter(site_id=stage.site_id)
    return Loop(
        stage=stage,
        canteen_id=canteen.pk,
        goods={item.code: item for item in food.ingredients()},
        ingredient_ids=dict(ingredients.values_list("code", "id")),
        dish_ids=dict(dishes.values_list("code", "id")),
        supplier_ids=dict(suppliers.values_list("code", "id")),
        hands=hands(stage.site_id),
        numbering=numbering(stage.site_id),
    )


def load(
    loop: Loop,
    served: Sequence[DishServed],
    diners: Mapping[tuple[date, str], int],
    *,
    first: date,
    last: date,
    progress: Progress,
) -> None:
    """Everything of [first, last]. `diners` is who came to each meal."""
    meals = meals_of(served)
    recipes = gross_recipes(loop.dishes.values(), loop.goods)
    drawn = {key: drawn_for(cooked, recipes) for key, cooked in meals.items()}
    progress(1)
    shelves = walk_all(loop, drawn, first=first, last=last)
    progress(1)
    _begin(loop, [code for code, shelf in shelves.items() if shelf.lots], first=first, last=last)
    progress(1)
    moved = movements_of(shelves.values())
    lots = [lot for shelf in shelves.values() for lot in shelf.lots]
    store.load_lots(loop, lots)
    progress(1)
    load_slips(loop, moved, plan_numbers={})
    progress(1)
    load_pots(loop, meals, drawn, moved)
    progress(1)
    store.load_averages(loop, shelves)
    store.load_counts(loop, (count for shelf in shelves.values() for count in shelf.counts))
    store.load_fridges(loop, first=first, last=last)
    progress(1)
    supply.load_purchases(loop, (order for shelf in shelves.values() for order in shelf.deliveries))
    progress(1)
    residue.load_tests(loop, lots)
    progress(1)
    load_waste(loop, meals, moved, {key: diners[key.day, meal_name(key)] for key in meals})
    progress(1)
    money.load_budgets(loop, first=first)
    money.load_other_costs(loop, first=first, last=last)
    money.close_months(loop, first=first, moved=moved, diners=diners)
    tills.open_tills(loop, on=last + timedelta(days=1))
    loop.numbering.keep()
    progress(1)
    safety.begin(loop, first=first)
    safety.load(loop, first=first, last=last)
    progress(1)


def walk_all(loop: Loop, drawn: Drawn, *, first: date, last: date) -> dict[str, Shelf]:
    """Each ingredient's way through the store."""
    demand: dict[str, dict[tuple[date, int], int]] = defaultdict(dict)
    for key, by_ingredient in drawn.items():
        for code, by_dish in by_ingredient.items():
            demand[code][key.day, key.slot] = sum(by_dish.values())
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    span = Span(first, last, frozenset(d for d in days if (d + timedelta(days=1)).day == 1))
    weekdays = {s.key: s.delivery_weekdays for s in food.suppliers()}
    shelves = {}
    for code, item in loop.goods.items():
        wanted = demand.get(code, {})
        ahead = {(day + CYCLE, slot): n for (day, slot), n in wanted.items() if day + CYCLE > last}
        shelves[code] = walk(
            item,
            {**wanted, **ahead},
            prices=_prices(loop, item, days),
            weekdays=weekdays[item.supplier_key],
            span=span,
            seed=loop.stage.world.seed,
        )
    return shelves


def _prices(loop: Loop, item: food.Ingredient, days: Sequence[date]) -> dict[date, int]:
    by_quarter = {
        start: contract_price(item, start, seed=loop.stage.world.seed)
        for start in {quarter_of(day) for day in days}
    }
    return {day: by_quarter[quarter_of(day)] for day in days}


def _begin(loop: Loop, bought: Sequence[str], *, first: date, last: date) -> None:
    Store.objects.get_or_create(site_id=loop.site_id, canteen_id=loop.canteen_id)
    store.open_places(loop)
    supply.load_papers(loop)
    supply.load_prices(loop, bought, first=first, last=last)
    waste.open_yard(loop)
    kitchen_history.report_an_illness(loop)


def movements_of(shelves: Iterable[Shelf]) -> list[Movement]:
    """All movements in order of time."""
    return sorted(
        (row for shelf in shelves for row in shelf.movements),
        key=lambda row: (row.day, row.minute, row.slot, row.lot.ingredient),
    )


def load_slips(loop: Loop, moved: Sequence[Movement], *, plan_numbers: Mapping[date, str]) -> None:
    """All movements, and for those of meals the slips that drew them."""
    keys = {MealKey(row.day, row.slot) for row in moved if row.slot >= 0}
    slips = kitchen_history.load_slips(loop, keys, plan_numbers)
    ids = store.load_movements(loop, moved, {key: number for key, (_, number) in slips.items()})
    kitchen_history.load_slip_lines(loop, moved, ids, slips)


def load_pots(loop: Loop, meals: Meals, drawn: Drawn, moved: Sequence[Movement]) -> None:
    """The pots of the meals, what went into them, and the samples."""
    batches = kitchen_history.load_batches(loop, meals)
    kitchen_history.load_batch_lots(loop, moved, batches, drawn)
    kitchen_history.load_samples(loop, meals)


def load_waste(
    loop: Loop, meals: Meals, moved: Sequence[Movement], ate: Mapping[MealKey, int]
) -> None:
    """What was thrown away or left of meals of which the store gave `moved`."""
    issued: dict[MealKey, Counter[str]] = defaultdict(Counter)
    for row in moved:
        if row.slot >= 0:
            issued[MealKey(row.day, row.slot)][row.lot.ingredient] -= row.quantity
    found = {
        key: scraps(
            key,
            cooked,
            issued[key],
            diners=ate[key],
            dishes=loop.dishes,
            goods=loop.goods,
            half_portions_from=loop.stage.today - HALF_PORTIONS_BEFORE_TODAY,
            first_day=loop.stage.first_day,
            seed=loop.stage.world.seed,
        )
        for key, cooked in meals.items()
    }
    waste.load_waste(loop, found, ate)
