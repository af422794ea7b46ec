from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.factories import make_canteen, make_meal_period
from jieyue.canteen.menus import actions, nightly, queries
from jieyue.canteen.menus.actions import DishCount, UnknownDishes, UnknownIngredients
from jieyue.canteen.menus.factories import (
    make_dish,
    make_ingredient,
    make_menu,
    make_recipe_line,
)
from jieyue.canteen.menus.models import CycleDish, CycleMenu, IngredientPrice, MenuDay, TakeRate
from jieyue.canteen.menus.rules.recipes import RecipeLine, RecipeUnitDoesNotConvert
from jieyue.canteen.menus.rules.take_rates import BadServedCount
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site

MONDAY = date(2026, 3, 2)
AT = datetime(2026, 3, 1, 11, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def cook(site):
    return make_actor(
        site=site,
        grants={CanteenPermission.MENUS_EDIT: "complex", CanteenPermission.MENUS_READ: "complex"},
    )


def test_a_menu_is_set_replaced_and_removed():
    canteen = make_canteen()
    soup, rice = make_dish(site=canteen.site), make_dish(site=canteen.site)
    meal = {"canteen_id": canteen.id, "day": MONDAY, "meal": "lunch"}
    actor = cook(canteen.site)

    actions.set_menu(dish_ids=[rice.id, soup.id, rice.id], actor=actor, at=AT, **meal)
    [cell] = queries.calendar(actor, canteen_id=canteen.id, first=MONDAY, last=MONDAY)
    assert cell.dishes == (rice.name, soup.name)
    assert cell.without_recipe == (rice.name, soup.name)

    actions.set_menu(dish_ids=[], actor=actor, at=AT, **meal)
    assert not MenuDay.objects.exists()
    facts = Entry.objects.filter(name="canteen.menus.set").order_by("id")
    assert [(f.data["old"], f.data["new"]) for f in facts] == [
        ([], [rice.id, soup.id]),
        ([rice.id, soup.id], []),
    ]


def test_a_menu_takes_only_dishes_of_its_own_site():
    canteen = make_canteen()
    foreign = make_dish(site=make_site())
    with pytest.raises(UnknownDishes) as refusal:
        actions.set_menu(
            canteen_id=canteen.id,
            day=MONDAY,
            meal="lunch",
            dish_ids=[foreign.id],
            actor=cook(canteen.site),
            at=AT,
        )
    assert refusal.value.dish_ids == (foreign.id,)


def test_who_may_only_read_sets_no_menu():
    canteen = make_canteen()
    reader = make_actor(site=canteen.site, grants={CanteenPermission.MENUS_READ: "complex"})
    with pytest.raises(NotAllowed):
        actions.set_menu(
            canteen_id=canteen.id, day=MONDAY, meal="lunch", dish_ids=[], actor=reader, at=AT
        )


def test_a_cycle_fills_the_days_served_that_have_no_menu():
    canteen = make_canteen()
    make_meal_period(canteen=canteen, workdays_only=False)
    first, second, own = (make_dish(site=canteen.site) for _ in range(3))
    cycle = CycleMenu.objects.create(
        site=canteen.site, canteen=canteen, name="两周", weeks=2, starts_on=MONDAY
    )
    for week, dish in ((1, first), (2, second)):
        for weekday in (1, 2):
            CycleDish.objects.create(
                site=canteen.site, cycle=cycle, week=week, weekday=weekday, meal="lunch", dish=dish
            )
    make_menu(canteen=canteen, day=MONDAY, dishes=[own])
    actor = cook(canteen.site)

    filled = actions.apply_cycle(
        cycle_id=cycle.id, first=MONDAY, last=MONDAY + timedelta(days=15), actor=actor, at=AT
    )

    cells = queries.calendar(
        actor, canteen_id=canteen.id, first=MONDAY, last=MONDAY + timedelta(days=20)
    )
    assert filled == 5
    assert [(cell.day.day, cell.dishes[0]) for cell in cells] == [
        (2, own.name),
        (3, first.name),
        (9, second.name),
        (10, second.name),
        (16, first.name),
        (17, first.name),
    ]


def test_a_recipe_that_does_not_convert_changes_nothing():
    site = make_site()
    dish = make_dish(site=site)
    kept = make_recipe_line(dish=dish)
    ginger = make_ingredient(site=site, name="姜")
    bad = RecipeLine(ingredient_id=ginger.id, quantity=Decimal(2), unit="piece")
    with pytest.raises(RecipeUnitDoesNotConvert) as refusal:
        actions.set_recipe(
            dish_id=dish.id, portions=Decimal(1), lines=[bad], actor=cook(site), at=AT
        )
    assert (refusal.value.ingredient, refusal.value.missing) == ("姜", ("g_per_piece",))
    assert list(dish.lines.all()) == [kept]


def test_a_recipe_is_replaced_and_costs_what_its_ingredients_cost_that_day():
    site = make_site()
    dish = make_dish(site=site)
    make_recipe_line(dish=dish)
    potato = make_ingredient(site=site, name="土豆", price_yuan="3.20", net_yield=Decimal("0.94"))
    IngredientPrice.objects.create(
        site=site, ingredient=potato, price_yuan=Decimal("6.40"), effective_on=MONDAY
    )
    line = RecipeLine(ingredient_id=potato.id, quantity=Decimal(1200), unit="g")
    actions.set_recipe(dish_id=dish.id, portions=Decimal(10), lines=[line], actor=cook(site), at=AT)

    before = queries.portions_of(site_id=site.id, dish_ids=[dish.id], on=AT.date())[dish.id]
    after = queries.portions_of(site_id=site.id, dish_ids=[dish.id], on=MONDAY)[dish.id]
    assert round(before.raw[potato.id], 6) == Decimal("0.127660")
    assert (before.cost_yuan, after.cost_yuan) == (Decimal("0.41"), Decimal("0.82"))


def test_a_recipe_takes_only_ingredients_of_its_own_site():
    site = make_site()
    foreign = make_ingredient(site=make_site())
    line = RecipeLine(ingredient_id=foreign.id, quantity=Decimal(1), unit="kg")
    with pytest.raises(UnknownIngredients):
        actions.set_recipe(
            dish_id=make_dish(site=site).id,
            portions=Decimal(1),
            lines=[line],
            actor=cook(site),
            at=AT,
        )


def test_dishes_without_recipe_or_price_are_named():
    site = make_site()
    bare, priced = make_dish(site=site), make_dish(site=site)
    gift = make_ingredient(site=site, name="自种葱", price_yuan=None)
    make_recipe_line(dish=priced, ingredient=gift)
    found = queries.portions_of(site_id=site.id, dish_ids=[bare.id, priced.id], on=MONDAY)
    assert found[bare.id].problem.code == "no_recipe"
    assert found[priced.id].unpriced == ("自种葱",)


def test_take_rates_are_learnt_from_counts_and_kept_by_meal():
    canteen = make_canteen()
    dish = make_dish(site=canteen.site, take_rate="0.3")
    actor = system("test", site_id=canteen.site_id)
    counts = [
        DishCount(
            day=MONDAY - timedelta(days=ago), meal="lunch", dish_id=dish.id, diners=1000, taken=600
        )
        for ago in range(2, 40)
    ]
    actions.record_served(canteen_id=canteen.id, counts=counts, actor=actor, at=AT)
    actions.record_served(canteen_id=canteen.id, counts=counts, actor=actor, at=AT)
    assert actions.learn_take_rates(canteen_id=canteen.id, actor=actor, at=AT) == 1

    learnt = queries.take_rates(canteen_id=canteen.id)["lunch", dish.id]
    assert learnt.days == 38
    assert learnt.mean == pytest.approx(0.6, abs=0.01)
    assert TakeRate.objects.get().parameters_used


def test_every_canteen_of_the_site_learns_at_night():
    canteen = make_canteen()
    dish = make_dish(site=canteen.site)
    count = DishCount(
        day=AT.date() - timedelta(days=1), meal="lunch", dish_id=dish.id, diners=10, taken=5
    )
    actions.record_served(canteen_id=canteen.id, counts=[count], actor=cook(canteen.site), at=AT)
    nightly.learn(site_id=canteen.site_id, at=AT)
    assert TakeRate.objects.get().days == 1


def test_one_impossible_count_stores_none():
    canteen = make_canteen()
    dish = make_dish(site=canteen.site)
    good = DishCount(day=MONDAY, meal="lunch", dish_id=dish.id, diners=10, taken=5)
    bad = DishCount(day=MONDAY, meal="dinner", dish_id=dish.id, diners=10, taken=11)
    with pytest.raises(BadServedCount):
        actions.record_served(
            canteen_id=canteen.id, counts=[good, bad], actor=cook(canteen.site), at=AT
        )
    assert not dish.served_counts.exists()
