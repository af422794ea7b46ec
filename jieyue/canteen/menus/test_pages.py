import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import (
    make_dish,
    make_ingredient,
    make_menu,
    make_recipe_line,
)
from jieyue.canteen.menus.models import Dish, Ingredient, MenuDish, RecipeLine, ServedCount
from jieyue.canteen.permissions import CanteenPermission
from jieyue.people.factories import make_account, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def canteen():
    return make_canteen()


@pytest.fixture
def cook(canteen, sign_in):
    grants = {
        CanteenPermission.MENUS_EDIT: "complex",
        CanteenPermission.MENUS_READ: "complex",
    }
    return sign_in(make_account(site=canteen.site, grants=grants))


def sheet(header, *rows):
    """A workbook as somebody uploads it."""
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("sheet.xlsx", content.getvalue())


def take_in(client, name, file):
    """Check the sheet, then import it; returns the check's context."""
    address = reverse("canteen:menus_import", args=[name])
    checked = client.post(address, {"step": "check", "file": file})
    client.post(address, {"step": "import", "token": checked.context["token"]})
    return checked.context


def test_the_list_of_dishes_names_cost_allergens_and_missing_recipes(canteen, cook):
    egg = make_ingredient(site=canteen.site, name="鸡蛋", price_yuan="10", allergens=["egg"])
    dish = make_dish(site=canteen.site, name="炒蛋")
    make_recipe_line(dish=dish, ingredient=egg)
    make_dish(site=canteen.site, name="新菜")
    rows = {
        row.record.name: row.record for row in cook.get("/canteen/dishes/").context["table"].rows
    }
    assert rows["炒蛋"].cost_yuan == Decimal("1.00")
    assert rows["炒蛋"].allergens
    assert (rows["新菜"].cost_yuan, rows["新菜"].has_recipe) == (None, False)
    found = cook.get("/canteen/dishes/", {"without_recipe": "on"}).context["table"].rows
    assert [row.record.name for row in found] == ["新菜"]


def test_the_lists_make_as_many_queries_for_many_rows(canteen, cook, assert_query_budget):
    for _ in range(30):
        make_recipe_line(dish=make_dish(site=canteen.site))
    for address in ("/canteen/dishes/", "/canteen/ingredients/"):
        cook.get(address)
        with assert_query_budget(14):
            assert len(cook.get(address).context["table"].rows) == 30


def test_the_page_of_a_dish_shows_recipe_and_evidence(canteen, cook):
    potato = make_ingredient(
        site=canteen.site, name="土豆", price_yuan="3.20", net_yield=Decimal("0.94")
    )
    dish = make_dish(site=canteen.site, name="土豆丝")
    make_recipe_line(
        dish=dish, ingredient=potato, quantity="120", weighed="cooked", cook_yield="0.95"
    )
    ServedCount.objects.create(
        site=canteen.site,
        canteen=canteen,
        day=timezone.localdate() - timedelta(days=1),
        meal="lunch",
        dish=dish,
        diners=980,
        taken=608,
    )
    shown = cook.get(reverse("canteen:dish", args=[dish.code])).content.decode()
    for expected in ("土豆丝", "0.1344", "¥0.43", "608", "62.0"):
        assert expected in shown


def test_a_recipe_that_does_not_convert_is_said_on_the_dish(canteen, cook):
    ginger = make_ingredient(site=canteen.site, name="老姜")
    dish = make_dish(site=canteen.site)
    make_recipe_line(dish=dish, ingredient=ginger, quantity="2", unit="piece")
    page = cook.get(reverse("canteen:dish", args=[dish.code]))
    assert "老姜" in page.context["problem"]


def test_the_calendar_warns_of_a_dish_without_recipe(canteen, cook, assert_query_budget):
    today = timezone.localdate()
    bare = make_dish(site=canteen.site, name="无方菜")
    for n in range(20):
        make_menu(canteen=canteen, day=today.replace(day=n + 1), dishes=[bare])
    page = cook.get(reverse("canteen:menus"))
    assert page.context["without_recipe"] == ["无方菜"]
    with assert_query_budget(14):
        cook.get(reverse("canteen:menus"), {"month": f"{today:%Y-%m}"})


def test_a_menu_is_chosen_on_its_page(canteen, cook):
    first, second = (make_dish(site=canteen.site) for _ in range(2))
    address = reverse("canteen:menu", args=[canteen.code, timezone.localdate(), "lunch"])
    assert first.name in cook.get(address).content.decode()
    cook.post(address, {"dish": [second.id]})
    assert [row.dish for row in MenuDish.objects.all()] == [second]


@pytest.mark.parametrize(
    "address", ["/canteen/menus/?month=2026-13", "/canteen/menus/?canteen=none"]
)
def test_an_impossible_month_or_canteen_is_no_page(canteen, cook, address):
    assert cook.get(address).status_code == 404


def test_sheets_bring_ingredients_dishes_and_recipes_in(canteen, cook):
    ingredient = ("A1", "土豆", "kg", "3.20", 0.94)
    header = ("code", "name", "base_unit", "price_yuan", "net_yield")
    take_in(cook, "ingredients", sheet(header, ingredient))
    take_in(
        cook,
        "dishes",
        sheet(("code", "name", "course", "prior_take_rate"), ("M1", "土豆丝", "vegetable", 0.62)),
    )
    lines = ("dish", "ingredient", "quantity", "unit", "weighed", "cook_yield")
    take_in(cook, "recipes", sheet(lines, ("土豆丝", "A1", 120, "g", "cooked", 0.95)))
    assert Ingredient.objects.get().prices.get().price_yuan == Decimal("3.2")
    assert Dish.objects.get().prior_take_rate == Decimal("0.62")
    assert RecipeLine.objects.get().weighed == "cooked"

    again = take_in(cook, "ingredients", sheet(header, ingredient))
    assert (again["good"], again["bad"]) == (1, 0)
    assert Ingredient.objects.get().prices.count() == 1


@pytest.mark.parametrize(
    ("name", "header", "row"),
    [
        ("ingredients", ("code", "name", "base_unit"), ("A2", "土豆", "kg")),  # the name is A1's
        ("ingredients", ("code", "name", "base_unit"), ("A1", "土豆", "bushel")),
        ("ingredients", ("code", "name", "base_unit", "allergens"), ("A1", "土豆", "kg", "moon")),
        ("recipes", ("dish", "ingredient", "quantity", "unit"), ("无", "土豆", 1, "g")),
        ("recipes", ("dish", "ingredient", "quantity", "unit"), ("M1", "无", 1, "g")),
        ("recipes", ("dish", "ingredient", "quantity", "unit"), ("M1", "土豆", 1, "piece")),
        ("dishes", ("code", "name", "course", "prior_take_rate"), ("M2", "新", "main", 1.5)),
    ],
)
def test_a_bad_row_is_named_and_changes_nothing(canteen, cook, name, header, row):
    make_ingredient(site=canteen.site, code="A1", name="土豆")
    make_dish(site=canteen.site, code="M1", name="土豆丝")
    found = take_in(cook, name, sheet(header, row))
    assert (found["good"], found["bad"]) == (0, 1)
    assert found["problems"][0].line == 2
    assert (Ingredient.objects.count(), Dish.objects.count()) == (1, 1)
    assert not RecipeLine.objects.exists()


def test_menus_are_for_who_may_read_them_and_of_ones_own_site(canteen, sign_in):
    dish = make_dish(site=canteen.site)
    nobody = sign_in(make_account(site=canteen.site))
    assert nobody.get("/canteen/dishes/").status_code == 403
    elsewhere = make_site()
    stranger = sign_in(
        make_account(site=elsewhere, grants={CanteenPermission.MENUS_READ: "complex"})
    )
    assert stranger.get(reverse("canteen:dish", args=[dish.code])).status_code == 404
    assert len(stranger.get("/canteen/dishes/").context["table"].rows) == 0


def test_a_reader_edits_nothing(canteen, sign_in):
    reader = sign_in(
        make_account(site=canteen.site, grants={CanteenPermission.MENUS_READ: "complex"})
    )
    menu = reverse("canteen:menu", args=[canteen.code, timezone.localdate(), "lunch"])
    assert reader.get(menu).status_code == 403
    assert reader.post(menu, {}).status_code == 403
    assert reader.get(reverse("canteen:menus_import", args=["dishes"])).status_code == 403
