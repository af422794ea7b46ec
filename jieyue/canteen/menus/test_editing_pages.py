"""The forms of dishes, recipes, ingredients, cycle menus and portions taken."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from jieyue.canteen.factories import make_attendance, make_canteen, make_meal_period
from jieyue.canteen.menus.factories import (
    make_dish,
    make_ingredient,
    make_menu,
    make_recipe_line,
)
from jieyue.canteen.menus.models import (
    CycleDish,
    CycleMenu,
    Dish,
    Ingredient,
    MenuDay,
    RecipeLine,
    ServedCount,
)
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.journal.models import Entry
from jieyue.kit.permissions import all_permissions
from jieyue.kit.unit_labels import label_of
from jieyue.people.factories import make_account, make_role, make_site
from jieyue.people.roles.built_in import BUILT_IN, grants_of

pytestmark = pytest.mark.django_db
EDITOR = {CanteenPermission.MENUS_EDIT: "complex", CanteenPermission.MENUS_READ: "complex"}
MONDAY = date(2026, 11, 30)
DISH = {
    "code": "M1",
    "name": "土豆丝",
    "course": "vegetable",
    "prior_take_rate": "0.62",
    "cook_minutes": "20",
    "holding_minutes": "60",
    "spiciness": "1",
    "is_active": "on",
    "recipe_portions": "2",
}
INGREDIENT = {
    "code": "A1",
    "name": "土豆",
    "base_unit": "kg",
    "net_yield": "0.94",
    "soaking_yield": "1",
    "is_active": "on",
}


def recipe(*rows):
    """Rows of ingredient, quantity and unit as a browser posts them."""
    return {
        "ingredient": [row[0] for row in rows],
        "quantity": [row[1] for row in rows],
        "unit": [row[2] for row in rows],
        "weighed": ["net"] * len(rows),
        "cook_yield": ["1"] * len(rows),
    }


@pytest.fixture
def canteen():
    canteen = make_canteen()
    for meal in ("lunch", "dinner"):
        make_meal_period(canteen=canteen, meal=meal, workdays_only=False)
    return canteen


@pytest.fixture
def cook(canteen, sign_in):
    return sign_in(make_account(site=canteen.site, grants=EDITOR))


@pytest.fixture
def cycle(canteen):
    return CycleMenu.objects.create(
        site=canteen.site, canteen=canteen, name="冬季", weeks=2, starts_on=MONDAY
    )


def facts():
    return list(Entry.objects.order_by("id").values_list("name", flat=True))


def test_a_dish_and_its_recipe_are_written_together(canteen, cook):
    make_ingredient(site=canteen.site, name="土豆", price_yuan="4")
    form = DISH | recipe(("土豆", "200", "g"), ("", "", "g"))
    assert cook.post(reverse("canteen:dish_new"), form).status_code == 302
    dish = Dish.objects.get()
    assert (dish.name, dish.recipe_portions) == ("土豆丝", 2)
    assert [(line.ingredient.name, line.quantity) for line in dish.lines.all()] == [("土豆", 200)]
    assert facts() == ["canteen.menus.dish_set", "canteen.menus.recipe_set"]


def test_the_same_dish_again_records_nothing(canteen, cook):
    make_ingredient(site=canteen.site, name="土豆")
    form = DISH | recipe(("土豆", "200", "g"))
    cook.post(reverse("canteen:dish_new"), form)
    before = facts()
    cook.post(reverse("canteen:dish_edit", args=["M1"]), form)
    assert facts() == before


def test_how_a_line_is_weighed_is_a_change_the_journal_shows(canteen, cook):
    make_ingredient(site=canteen.site, name="土豆")
    form = DISH | recipe(("土豆", "200", "g"))
    cook.post(reverse("canteen:dish_new"), form)
    cook.post(reverse("canteen:dish_edit", args=["M1"]), form | {"weighed": ["gross"]})
    data = Entry.objects.latest("id").data
    assert (data["old"][0][3], data["new"][0][3]) == ("net", "gross")


def test_a_field_is_emptied_by_emptying_it(canteen, cook):
    make_dish(site=canteen.site, code="M1", name="土豆丝", season="冬", portion_g=150)
    cook.post(reverse("canteen:dish_edit", args=["M1"]), DISH)
    dish = Dish.objects.get()
    assert (dish.season, dish.portion_g) == ("", None)


def test_rows_come_and_go_and_keep_what_was_typed(canteen, cook):
    make_ingredient(site=canteen.site, name="土豆")
    form = DISH | recipe(("土豆", "abc", "g"), ("醋", "5", "ml"))
    htmx = {"HTTP_HX_REQUEST": "true"}
    added = cook.post(reverse("canteen:dish_new"), form | {"step": "add"}, **htmx)
    assert added.status_code == 200
    assert [row.typed["quantity"] for _n, row in added.context["rows"]] == ["abc", "5", ""]
    assert b"<html" not in added.content
    fewer = cook.post(reverse("canteen:dish_new"), form | {"step": "remove-0"}, **htmx)
    assert [row.typed["ingredient"] for _n, row in fewer.context["rows"]] == ["醋"]
    whole = cook.post(reverse("canteen:dish_new"), form | {"step": "add"})  # without HTMX
    assert 'value="土豆丝"' in whole.content.decode()
    assert not Dish.objects.exists()


def test_cost_and_allergens_follow_what_is_typed(canteen, cook):
    make_ingredient(site=canteen.site, name="鸡蛋", price_yuan="10", allergens=["egg"])
    page = cook.post(
        reverse("canteen:dish_new"),
        DISH | recipe(("鸡蛋", "300", "g")) | {"step": "count"},
        HTTP_HX_REQUEST="true",
    )
    assert page.context["sum"].cost_yuan == Decimal("1.50")
    assert page.context["sum"].allergens
    assert "¥1.50" in page.content.decode()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("豆油", "5", "g"), "豆油"),  # bought by the litre, its density unknown
        (("无", "5", "g"), "无"),
        (("土豆", "", "g"), ""),
        (("土豆", "-1", "g"), ""),
        (("土豆", "5", "bushel"), "bushel"),
    ],
)
def test_a_line_that_cannot_be_keeps_the_dish_from_being_saved(canteen, cook, row, said):
    make_ingredient(site=canteen.site, name="土豆")
    make_ingredient(site=canteen.site, name="豆油", base_unit="l")
    page = cook.post(reverse("canteen:dish_new"), DISH | recipe(("土豆", "1", "g"), row))
    assert page.status_code == 422
    errors = [each.errors for _n, each in page.context["rows"]]
    assert errors[0] == []
    assert said in errors[1][0]
    assert f'value="{row[0]}"' in page.content.decode()
    assert not Dish.objects.exists()


def test_a_unit_that_does_not_convert_names_what_would(canteen, cook):
    make_ingredient(site=canteen.site, name="豆油", base_unit="l")
    page = cook.post(reverse("canteen:dish_new"), DISH | recipe(("豆油", "5", "g")))
    (_n, row) = page.context["rows"][0]
    with translation.override(page.wsgi_request.LANGUAGE_CODE):
        known = [label_of("ml"), label_of("l"), str(gettext("the density"))]
    assert all(each in row.errors[0] for each in ["豆油", *known])


@pytest.mark.parametrize("taken", [{"code": "M9"}, {"name": "土豆丝", "code": "M2"}])
def test_a_code_or_name_in_use_is_refused(canteen, cook, taken):
    make_dish(site=canteen.site, code="M9", name="土豆丝")
    page = cook.post(reverse("canteen:dish_new"), DISH | taken)
    assert page.status_code == 422
    assert Dish.objects.count() == 1


def test_an_ingredient_and_its_price_from_a_day_on(canteen, cook):
    later = timezone.localdate() + timedelta(days=7)
    form = INGREDIENT | {"price_yuan": "3.20", "price_from": later, "allergens": ["egg", "milk"]}
    assert cook.post(reverse("canteen:ingredient_new"), form).status_code == 302
    row = Ingredient.objects.get()
    assert row.allergens == ["egg", "milk"]
    assert row.prices.values_list("effective_on", "price_yuan").get() == (later, Decimal("3.2"))
    cook.post(reverse("canteen:ingredient", args=["A1"]), form)
    assert facts() == ["canteen.menus.ingredient_set"]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"base_unit": "l"}, "base_unit"),
        ({"price_yuan": "5", "price_from": "2020-01-02"}, "price_from"),
        ({"grams_per_piece": ""}, "__all__"),  # a recipe counts pieces
        ({"name": "白菜"}, "name"),
        ({"net_yield": "0"}, "net_yield"),
    ],
)
def test_what_would_break_prices_or_recipes_is_refused(canteen, cook, change, name):
    make_ingredient(site=canteen.site, name="白菜")
    egg = make_ingredient(site=canteen.site, code="A1", name="土豆", grams_per_piece=50)
    make_recipe_line(dish=make_dish(site=canteen.site), ingredient=egg, unit="piece")
    form = INGREDIENT | {"grams_per_piece": "50", "price_from": timezone.localdate()} | change
    page = cook.post(reverse("canteen:ingredient", args=["A1"]), form)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [name]
    egg.refresh_from_db()
    assert (egg.base_unit, egg.grams_per_piece, egg.name) == ("kg", 50, "土豆")


def test_a_cycle_is_set_up_filled_copied_and_applied(canteen, cook):
    first, second = (make_dish(site=canteen.site) for _ in range(2))
    start = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    new = {"canteen": canteen.id, "name": "冬季", "weeks": 2, "starts_on": start}
    assert cook.post(reverse("canteen:cycles"), new).status_code == 302
    cycle = CycleMenu.objects.get()
    meal = reverse("canteen:cycle_meal", args=[cycle.id, 1, 1, "lunch"])
    cook.post(meal, {"dish": [second.id, first.id]})
    assert CycleDish.objects.filter(week=1, weekday=1, meal="lunch").count() == 2
    cook.post(reverse("canteen:cycle_copy", args=[cycle.id]), {"from": "1", "to": "2"})
    assert CycleDish.objects.filter(week=2, weekday=1, meal="lunch").count() == 2
    days = {"first": start, "last": start + timedelta(days=13)}
    cook.post(reverse("canteen:cycle", args=[cycle.id]), days)
    assert list(MenuDay.objects.values_list("day", flat=True)) == [
        start,
        start + timedelta(days=7),
    ]
    assert facts() == [
        "canteen.menus.cycle_set",
        "canteen.menus.cycle_meal_set",
        "canteen.menus.cycle_week_copied",
        "canteen.menus.cycle_applied",
    ]


def test_a_copied_week_replaces_what_stood_there(canteen, cook, cycle):
    old, new = (make_dish(site=canteen.site) for _ in range(2))
    for week, dish in ((1, new), (2, old)):
        CycleDish.objects.create(
            site=canteen.site, cycle=cycle, week=week, weekday=3, meal="dinner", dish=dish
        )
    cook.post(reverse("canteen:cycle_copy", args=[cycle.id]), {"from": "1", "to": "2"})
    assert [row.dish for row in CycleDish.objects.filter(week=2)] == [new]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"starts_on": "2026-12-01"}, "starts_on"),
        ({"name": "冬季"}, "name"),
        ({"weeks": 0}, "weeks"),
    ],
)
def test_a_cycle_that_cannot_be_is_refused(canteen, cook, cycle, change, name):
    form = {"canteen": canteen.id, "name": "春季", "weeks": 4, "starts_on": MONDAY} | change
    page = cook.post(reverse("canteen:cycles"), form)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [name])
    assert CycleMenu.objects.count() == 1


def test_days_that_are_over_are_not_filled(canteen, cook, cycle):
    days = {"first": "2020-01-06", "last": "2020-01-12"}
    page = cook.post(reverse("canteen:cycle", args=[cycle.id]), days)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["first"])


def test_the_month_has_rows_of_seven_days_from_monday(canteen, cook):
    weeks = cook.get("/canteen/menus/?month=2026-11").context["weeks"]
    assert {len(week) for week in weeks} == {7}
    days = [day for week in weeks for day, _meals in week]
    assert days[6] == date(2026, 11, 1)  # a Sunday
    assert [day for day in days if day] == [date(2026, 11, 1) + timedelta(n) for n in range(30)]


def test_portions_taken_are_recorded_with_the_diners_of_the_meal(canteen, cook):
    today = timezone.localdate()
    first, second = (make_dish(site=canteen.site) for _ in range(2))
    make_menu(canteen=canteen, day=today, dishes=[first, second])
    make_attendance(canteen=canteen, day=today, served=940)
    address = reverse("canteen:served")
    assert cook.get(address).context["entry"].diners.text == "940"
    form = {
        "canteen": canteen.code,
        "day": today,
        "meal": "lunch",
        "diners": "940",
        f"taken-{first.id}": "600",
        f"sold-out-{first.id}": "on",
        f"taken-{second.id}": "",
    }
    assert cook.post(address, form).status_code == 302
    count = ServedCount.objects.get()
    assert (count.dish, count.diners, count.taken, count.sold_out) == (first, 940, 600, True)
    cook.post(address, form | {f"taken-{first.id}": "610"})
    assert ServedCount.objects.get().taken == 610
    assert facts() == ["canteen.menus.served_recorded"] * 2


@pytest.mark.parametrize(
    ("diners", "taken"), [("10", "11"), ("", "5"), ("10", "five"), ("-1", "0"), ("10", "-2")]
)
def test_a_count_that_cannot_be_is_said_and_stores_nothing(canteen, cook, diners, taken):
    dish = make_dish(site=canteen.site)
    make_menu(canteen=canteen, day=timezone.localdate(), dishes=[dish])
    form = {"canteen": canteen.code, "diners": diners, f"taken-{dish.id}": taken}
    page = cook.post(reverse("canteen:served"), form)
    assert page.status_code == 422
    assert page.context["entry"].has_errors
    assert page.context["entry"].dishes[0].taken.text == taken
    assert not ServedCount.objects.exists()


PAGES = ["dish_new", "ingredient_new", "dish_edit", "ingredient", "cycle_meal", "served"]


def address_of(page, canteen, cycle):
    arguments = {
        "dish_edit": ["M1"],
        "ingredient": ["A1"],
        "cycle": [cycle.id],
        "cycle_meal": [cycle.id, 1, 1, "lunch"],
    }
    return reverse(f"canteen:{page}", args=arguments.get(page, []))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", BUILT_IN, ids=lambda role: role.code)
def test_only_who_edits_menus_opens_the_forms(canteen, cycle, sign_in, role, page):
    make_dish(site=canteen.site, code="M1")
    make_ingredient(site=canteen.site, code="A1")
    grants = grants_of(role, list(all_permissions()))
    client = sign_in(
        make_account(site=canteen.site, role=make_role(site=canteen.site, grants=grants))
    )
    expected = 200 if role.code == "canteen_manager" else 403
    address = address_of(page, canteen, cycle)
    assert client.get(address).status_code == expected
    if expected == 403:
        assert client.post(address, {}).status_code == 403


@pytest.mark.parametrize("page", ["dish_edit", "ingredient", "cycle", "cycle_meal"])
def test_another_sites_rows_are_no_pages(canteen, cycle, sign_in, page):
    make_dish(site=canteen.site, code="M1")
    make_ingredient(site=canteen.site, code="A1")
    stranger = sign_in(make_account(site=make_site(), grants=EDITOR))
    assert stranger.get(address_of(page, canteen, cycle)).status_code == 404
    copy = reverse("canteen:cycle_copy", args=[cycle.id])
    assert stranger.post(copy, {"from": "1", "to": "2"}).status_code == 404


def test_another_sites_ingredient_and_dish_cannot_be_written_in(canteen, cycle, cook):
    elsewhere = make_site()
    make_ingredient(site=elsewhere, name="外来")
    page = cook.post(reverse("canteen:dish_new"), DISH | recipe(("外来", "5", "g")))
    assert page.status_code == 422
    foreign = make_dish(site=elsewhere)
    meal = reverse("canteen:cycle_meal", args=[cycle.id, 1, 1, "lunch"])
    cook.post(meal, {"dish": [foreign.id]})
    assert not RecipeLine.objects.exists()
    assert not CycleDish.objects.exists()


def test_a_reader_sees_a_cycle_and_changes_nothing(canteen, cycle, sign_in):
    grants = {CanteenPermission.MENUS_READ: "complex"}
    reader = sign_in(make_account(site=canteen.site, grants=grants))
    page = reverse("canteen:cycle", args=[cycle.id])
    assert reader.get(page).status_code == 200
    assert reader.post(page, {"first": MONDAY, "last": MONDAY}).status_code == 403
    assert reader.post(reverse("canteen:cycles"), {}).status_code == 403


@pytest.mark.parametrize("page", [*PAGES, "cycle", "cycles", "menus"])
def test_pages_cost_as_many_queries_whatever_the_rows(
    canteen, cycle, cook, assert_query_budget, page
):
    dish = make_dish(site=canteen.site, code="M1")
    make_ingredient(site=canteen.site, code="A1")
    others = [make_dish(site=canteen.site) for _ in range(20)]
    for each in others:
        make_recipe_line(dish=dish)
        CycleDish.objects.create(
            site=canteen.site, cycle=cycle, week=1, weekday=1, meal="lunch", dish=each
        )
    make_menu(canteen=canteen, day=timezone.localdate(), dishes=others)
    address = address_of(page, canteen, cycle)
    cook.get(address)
    with assert_query_budget(14 if page == "menus" else 10):
        assert cook.get(address).status_code == 200
