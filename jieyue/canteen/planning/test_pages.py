from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.factories import (
    make_attendance,
    make_canteen,
    make_forecast,
    make_meal_period,
)
from jieyue.canteen.menus.factories import (
    make_dish,
    make_ingredient,
    make_menu,
    make_recipe_line,
)
from jieyue.canteen.menus.models import ServedCount
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.planning import actions
from jieyue.canteen.planning.factories import make_supplier, make_terms
from jieyue.canteen.planning.models import Plan, PlanDish, PlanMeal, PlanStatus
from jieyue.kit.actor import system
from jieyue.people.factories import make_account, make_site

pytestmark = pytest.mark.django_db

PLANNING = [
    CanteenPermission.PLANNING_CONFIRM,
    CanteenPermission.PLANNING_EDIT,
    CanteenPermission.PLANNING_READ,
    CanteenPermission.PLANNING_RELEASE,
]


@pytest.fixture
def canteen():
    canteen = make_canteen(name="机关食堂")
    make_meal_period(canteen=canteen, workdays_only=False)
    return canteen


@pytest.fixture
def manager(canteen, sign_in):
    grants = dict.fromkeys(PLANNING, "complex")
    return sign_in(make_account(site=canteen.site, grants=grants))


@pytest.fixture
def day():
    return timezone.localdate() + timedelta(days=1)


def offer(canteen, day, *, dishes=1, name="土豆丝"):
    """Menu, recipes, terms and forecast for one lunch."""
    supplier = make_supplier(site=canteen.site, minimum="100000")
    made = []
    for n in range(dishes):
        potato = make_ingredient(site=canteen.site, name=f"土豆{n}")
        dish = make_dish(site=canteen.site, name=f"{name}{n}", may_cook_twice=True)
        make_recipe_line(dish=dish, ingredient=potato)
        make_terms(ingredient=potato, supplier=supplier)
        made.append(dish)
    make_menu(canteen=canteen, day=day, dishes=made)
    make_forecast(canteen=canteen, day=day)
    return made


def drafted(canteen, day):
    actor = system("test", site_id=canteen.site_id)
    [plan_id] = actions.draft(
        canteen_id=canteen.id, first_on=day, days=1, actor=actor, at=timezone.now()
    )
    return Plan.objects.get(id=plan_id)


def confirmed(canteen, day):
    plan = drafted(canteen, day)
    actor = system("test", site_id=canteen.site_id)
    actions.confirm(number=plan.number, seen_revision=plan.revision, actor=actor, at=timezone.now())
    return plan


def page_of(canteen, day, name="plan"):
    return reverse(f"canteen:{name}", args=[canteen.code, day])


def test_the_way_from_an_empty_day_to_a_confirmed_plan(canteen, manager, day):
    offer(canteen, day)
    address = manager.get(reverse("canteen:plans"))["Location"]
    assert address == page_of(canteen, day)
    empty = manager.get(address)
    assert page_of(canteen, day, "plan_draft") in empty.content.decode()

    manager.post(page_of(canteen, day, "plan_draft"))
    plan = Plan.objects.get(day=day)
    shown = manager.get(address).content.decode()
    for expected in ("土豆丝0", "土豆0", plan.number, "900"):
        assert expected in shown

    confirm = reverse("canteen:plan_confirm", args=[plan.number])
    manager.post(confirm, {"revision": plan.revision})
    plan.refresh_from_db()
    assert plan.status == PlanStatus.CONFIRMED


def test_who_confirms_second_or_an_old_revision_is_told_so(canteen, manager, day):
    offer(canteen, day)
    plan = drafted(canteen, day)
    confirm = reverse("canteen:plan_confirm", args=[plan.number])
    stale = manager.post(confirm, {"revision": 99}, follow=True)
    assert [m.level_tag for m in stale.context["messages"]] == ["error"]
    manager.post(confirm, {"revision": 1}, follow=True)
    second = manager.post(confirm, {"revision": 1}, follow=True)
    assert [m.level_tag for m in second.context["messages"]] == ["error"]


@pytest.mark.parametrize(
    ("typed", "reason", "level"),
    [
        ("95 %", "检查", "0.950"),
        ("", "", None),
        ("abc", "检查", None),
        ("120", "检查", None),
        ("NaN", "检查", None),
        ("1e999", "检查", None),
    ],
)
def test_the_service_level_is_typed_in_percent(canteen, manager, day, typed, reason, level):
    offer(canteen, day)
    plan = drafted(canteen, day)
    asked = plan.meals.get().level_from_costs
    address = reverse("canteen:plan_level", args=[plan.number])
    manager.post(address, {"meal": "lunch", "level": typed, "reason": reason})
    assert plan.meals.get().service_level == (Decimal(level) if level else asked)


def test_the_page_makes_few_queries_whatever_the_dishes(canteen, manager, day, assert_query_budget):
    offer(canteen, day, dishes=12)
    drafted(canteen, day)
    manager.get(page_of(canteen, day))
    with assert_query_budget(16):
        manager.get(page_of(canteen, day))


def test_the_kitchens_sheet_has_portions_and_room_to_sign(canteen, manager, day):
    offer(canteen, day)
    assert manager.get(page_of(canteen, day, "plan_print")).status_code == 404
    plan = drafted(canteen, day)
    dish = PlanDish.objects.get(plan_meal__plan=plan)
    sheet = manager.get(page_of(canteen, day, "plan_print")).content.decode()
    assert "size: A4" in sheet
    assert f">{dish.first}<" in sheet


def test_a_supplier_below_the_minimum_order_is_marked(canteen, manager, day):
    offer(canteen, day)
    drafted(canteen, day)
    plan = manager.get(page_of(canteen, day)).context["plan"]
    [proposal] = plan.proposals
    assert proposal.below_minimum_yuan == Decimal(100000) - proposal.amount_yuan
    assert plan.budget == (("食材", proposal.amount_yuan),)


def test_the_second_batch_is_advised_and_released(canteen, manager):
    today = timezone.localdate()
    offer(canteen, today)
    plan = confirmed(canteen, today)
    meal = PlanMeal.objects.get(plan=plan)
    ask = reverse("canteen:plan_advice", args=[meal.id])
    assert manager.get(ask, {"come": "300"}).status_code == 200
    assert manager.get(ask, {"come": "viele"}).status_code == 422

    dish = PlanDish.objects.get(plan_meal=meal)
    release = reverse("canteen:plan_release", args=[dish.id])
    manager.post(release, {"portions": "-5"})
    dish.refresh_from_db()
    assert dish.released is None
    manager.post(release, {"portions": "35"})
    dish.refresh_from_db()
    assert dish.released == 35


def test_plan_and_eaten_are_compared_day_by_day_and_dish_by_dish(canteen, manager):
    today = timezone.localdate()
    [dish] = offer(canteen, today)
    plan = confirmed(canteen, today)
    make_attendance(canteen=canteen, day=today, served=880)
    ServedCount.objects.create(
        site=canteen.site,
        canteen=canteen,
        day=today,
        meal="lunch",
        dish=dish,
        diners=880,
        taken=400,
    )
    context = manager.get(reverse("canteen:plans_eaten")).context
    [row], [compared] = context["rows"], context["dishes"]
    assert (row.expected, row.eaten, row.over) == (900, 880, row.planned_for - 880)
    assert context["totals"].short == 0
    first = PlanDish.objects.get(plan_meal__plan=plan).first
    assert (compared.cooked, compared.taken) == (first, 400)
    assert compared.deviation == pytest.approx(abs(first - 400) / first)


def test_pages_are_for_who_may_read_and_for_ones_own_site(canteen, manager, day, sign_in, client):
    offer(canteen, day)
    plan = drafted(canteen, day)
    addresses = [
        page_of(canteen, day),
        page_of(canteen, day, "plan_print"),
        reverse("canteen:plans_eaten"),
    ]
    nobody = sign_in(make_account(site=canteen.site))
    assert [nobody.get(address).status_code for address in addresses] == [403, 403, 403]

    elsewhere = make_site()
    make_canteen(site=elsewhere)
    stranger = sign_in(make_account(site=elsewhere, grants=dict.fromkeys(PLANNING, "complex")))
    assert stranger.get(addresses[0]).status_code == 404
    confirm = reverse("canteen:plan_confirm", args=[plan.number])
    assert stranger.post(confirm, {"revision": 1}).status_code == 404
    meal = PlanMeal.objects.get(plan=plan)
    advice = reverse("canteen:plan_advice", args=[meal.id])
    assert stranger.get(advice, {"come": "1"}).status_code == 404
    dish = PlanDish.objects.get(plan_meal=meal)
    release = reverse("canteen:plan_release", args=[dish.id])
    assert stranger.post(release, {"portions": "1"}).status_code == 404


def test_a_reader_gets_no_buttons(canteen, sign_in, day):
    offer(canteen, day)
    plan = drafted(canteen, day)
    reader = sign_in(
        make_account(site=canteen.site, grants={CanteenPermission.PLANNING_READ: "complex"})
    )
    shown = reader.get(page_of(canteen, day)).content.decode()
    assert reverse("canteen:plan_confirm", args=[plan.number]) not in shown
    assert reverse("canteen:plan_level", args=[plan.number]) not in shown


def test_an_impossible_day_is_no_page(manager, canteen):
    assert manager.get(f"/canteen/plans/{canteen.code}/2026-02-30/").status_code == 404
