import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.factories import make_canteen, make_forecast
from jieyue.canteen.menus.factories import (
    make_dish,
    make_ingredient,
    make_menu,
    make_recipe_line,
)
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.planning import actions, nightly, queries, refusals
from jieyue.canteen.planning.factories import make_lot, make_on_order, make_terms
from jieyue.canteen.planning.models import Plan, PlanDish, PlanNeed, PlanStatus
from jieyue.canteen.planning.rules.service_level import ServiceLevelOutOfRange
from jieyue.canteen.purchasing.models import OnOrder
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site

MONDAY = date(2026, 3, 2)
AT = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)  # 10:30 local on the Sunday before
TUESDAY = MONDAY + timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def canteen():
    return make_canteen()


@pytest.fixture
def chef(canteen):
    everything = [code for code in CanteenPermission if code.startswith("canteen.planning.")]
    return make_actor(site=canteen.site, grants=dict.fromkeys(everything, "complex"))


@pytest.fixture
def potatoes(canteen):
    """土豆丝 for a Monday and a Tuesday lunch of 900 diners, sold in packs of 10 kg."""
    potato = make_ingredient(site=canteen.site, name="土豆", net_yield=Decimal("0.94"))
    dish = make_dish(site=canteen.site, name="土豆丝", take_rate="0.62", may_cook_twice=True)
    make_recipe_line(
        dish=dish, ingredient=potato, quantity="120", weighed="cooked", cook_yield="0.95"
    )
    make_terms(ingredient=potato, pack="10", price="32")
    for day in (MONDAY, TUESDAY):
        make_menu(canteen=canteen, day=day, dishes=[dish])
        make_forecast(canteen=canteen, day=day, expected=900)
    return potato


def drafted(canteen, chef, *, days=2, **changes):
    ids = actions.draft(
        canteen_id=canteen.id, first_on=MONDAY, days=days, actor=chef, at=AT, **changes
    )
    return [Plan.objects.get(id=plan_id) for plan_id in ids]


def need_of(plan):
    return PlanNeed.objects.get(plan_meal__plan=plan)


def test_a_draft_goes_from_the_forecast_to_packs(canteen, chef, potatoes):
    plan, _ = drafted(canteen, chef)
    meal = plan.meals.get()
    dish = meal.dishes.get()
    need = need_of(plan)
    assert (meal.expected, meal.forecast_version, plan.problems) == (900, "test", [])
    assert dish.first < dish.expected < dish.first + dish.second
    per_portion = Decimal("0.120") / (Decimal("0.95") * Decimal("0.94"))
    portions = dish.first + dish.second
    assert need.needed == round(per_portion * portions, 3)
    assert need.shares == [[dish.dish_id, portions, str(need.needed)]]
    assert need.packs == math.ceil(need.needed / 10)
    assert (need.deliver_on, need.order_by) == (MONDAY, MONDAY - timedelta(days=1))
    assert plan.parameters_used


def test_the_level_follows_the_costs_of_both_mistakes(canteen, chef, potatoes):
    meal = drafted(canteen, chef)[0].meals.get()
    assert meal.missing_yuan == 12
    assert meal.thrown_away_yuan == Decimal("1.04")  # 0.54 of potato, 0.50 of handling
    assert meal.service_level == meal.level_from_costs == Decimal("0.920")


def test_stock_and_orders_are_used_once_in_date_order(canteen, chef, potatoes):
    lot = make_lot(
        canteen=canteen, ingredient=potatoes, quantity="120", received_on=MONDAY, expires_on=TUESDAY
    )
    order = make_on_order(canteen=canteen, ingredient=potatoes, quantity="15", arrives_on=TUESDAY)
    monday, tuesday = (need_of(plan) for plan in drafted(canteen, chef))
    assert [draw[0] for draw in monday.stock] == [lot.id]
    assert monday.net == 0
    used = sum(Decimal(draw[1]) for draw in (*monday.stock, *tuesday.stock))
    assert used == 120
    assert [draw[:2] for draw in tuesday.on_order] == [[order.id, "15.000"]]
    assert tuesday.needed == Decimal(tuesday.stock[0][1]) + 15 + tuesday.net


def test_drafting_again_keeps_the_number_and_the_level_a_person_set(canteen, chef, potatoes):
    plan = drafted(canteen, chef)[0]
    actions.set_service_level(
        number=plan.number,
        meal="lunch",
        level=Decimal("0.99"),
        reason="上级检查",
        actor=chef,
        at=AT,
    )
    before = PlanDish.objects.get(plan_meal__plan=plan)
    again = drafted(canteen, chef)[0]
    meal = again.meals.get()
    assert (again.id, again.number) == (plan.id, plan.number)
    assert again.revision == plan.revision + 2
    assert (meal.service_level, meal.level_reason) == (Decimal("0.990"), "上级检查")
    assert meal.level_from_costs == Decimal("0.920")
    assert meal.dishes.get().second == before.second


def test_a_level_goes_back_to_the_costs(canteen, chef, potatoes):
    plan = drafted(canteen, chef)[0]
    level = {"number": plan.number, "meal": "lunch", "actor": chef, "at": AT}
    actions.set_service_level(level=Decimal("0.6"), reason="试验", **level)
    actions.set_service_level(level=None, reason="", **level)
    meal = plan.meals.get()
    assert (meal.service_level, meal.level_set_by) == (meal.level_from_costs, "")
    facts = Entry.objects.filter(name="canteen.planning.service_level_set").order_by("id")
    assert [fact.data["new"] for fact in facts] == ["0.6", None]


@pytest.mark.parametrize(
    ("level", "reason", "error"),
    [("0.9", " ", refusals.ReasonMissing), ("1.2", "多备", ServiceLevelOutOfRange)],
)
def test_a_level_needs_a_reason_and_a_range(canteen, chef, potatoes, level, reason, error):
    plan = drafted(canteen, chef)[0]
    with pytest.raises(error):
        actions.set_service_level(
            number=plan.number,
            meal="lunch",
            level=Decimal(level),
            reason=reason,
            actor=chef,
            at=AT,
        )


def test_of_two_people_the_second_is_told_who_confirmed(canteen, chef, potatoes):
    plan = drafted(canteen, chef)[0]
    actions.confirm(number=plan.number, seen_revision=plan.revision, actor=chef, at=AT)
    with pytest.raises(refusals.PlanAlreadyConfirmed) as refusal:
        actions.confirm(number=plan.number, seen_revision=plan.revision, actor=chef, at=AT)
    assert (refusal.value.confirmed_by, refusal.value.confirmed_at) == (chef.name, AT)
    assert OnOrder.objects.filter(plan=plan).count() == 1


def test_a_plan_computed_anew_since_it_was_seen_is_not_confirmed(canteen, chef, potatoes):
    seen = drafted(canteen, chef)[0]
    drafted(canteen, chef)
    with pytest.raises(refusals.PlanChanged) as refusal:
        actions.confirm(number=seen.number, seen_revision=seen.revision, actor=chef, at=AT)
    assert (refusal.value.seen, refusal.value.revision) == (1, 2)
    assert not OnOrder.objects.exists()


def test_a_confirmed_plan_orders_what_later_drafts_count_on(canteen, chef, potatoes):
    monday, tuesday = drafted(canteen, chef)
    before = need_of(tuesday)
    actions.confirm(number=monday.number, seen_revision=1, actor=chef, at=AT)
    ordered = OnOrder.objects.get()
    assert ordered.quantity == need_of(monday).packs * 10
    assert (ordered.arrives_on, ordered.expires_on) == (MONDAY, MONDAY + timedelta(days=5))

    [redrafted] = drafted(canteen, chef)
    after = need_of(redrafted)
    assert redrafted.day == TUESDAY
    rest = ordered.quantity - need_of(monday).needed
    assert sum(Decimal(draw[1]) for draw in after.on_order) == rest == before.from_earlier_packs
    assert after.packs == before.packs


def test_planning_a_confirmed_day_again_supersedes_it_on_confirmation(canteen, chef, potatoes):
    first = drafted(canteen, chef, days=1)[0]
    actions.confirm(number=first.number, seen_revision=1, actor=chef, at=AT)
    assert drafted(canteen, chef, days=1) == []
    [second] = drafted(canteen, chef, days=1, again=True)
    assert second.number != first.number
    assert need_of(second).packs == need_of(first).packs  # nobody requested the first's goods
    actions.confirm(number=second.number, seen_revision=1, actor=chef, at=AT)
    first.refresh_from_db()
    assert first.status == PlanStatus.SUPERSEDED
    assert OnOrder.objects.get(plan=first).cancelled_at == AT
    assert OnOrder.objects.get(plan=second).cancelled_at is None


def test_what_is_missing_is_named_and_the_rest_is_planned(canteen, chef, potatoes):
    bare = make_dish(site=canteen.site, name="新菜")
    odd = make_dish(site=canteen.site, name="煮蛋")
    egg = make_ingredient(site=canteen.site, name="鸡蛋")
    make_recipe_line(dish=odd, ingredient=egg, quantity="1", unit="piece")
    make_menu(canteen=canteen, day=MONDAY, meal="dinner", dishes=[bare])
    make_menu(canteen=canteen, day=MONDAY, meal="breakfast", dishes=[bare, odd])
    make_forecast(canteen=canteen, day=MONDAY, meal="breakfast", expected=300)
    plan = drafted(canteen, chef, days=1)[0]
    assert [(p["code"], p["meal"], p.get("dish", "")) for p in plan.problems] == [
        ("no_recipe", "breakfast", "新菜"),
        ("unit", "breakfast", "煮蛋"),
        ("no_forecast", "dinner", ""),
        ("no_recipe", "dinner", "新菜"),
    ]
    assert plan.problems[1]["missing"] == "g_per_piece"
    assert [meal.meal for meal in plan.meals.all()] == ["breakfast", "lunch"]
    assert need_of(plan).ingredient == potatoes


def test_an_empty_plan_is_not_confirmed_and_a_past_day_not_planned(canteen, chef):
    plan = drafted(canteen, chef, days=1)[0]
    with pytest.raises(refusals.PlanHasNoMeals):
        actions.confirm(number=plan.number, seen_revision=1, actor=chef, at=AT)
    with pytest.raises(refusals.DayIsPast):
        actions.draft(canteen_id=canteen.id, first_on=date(2026, 2, 28), days=1, actor=chef, at=AT)


def test_a_second_batch_is_released_once_and_only_in_force(canteen, chef, potatoes):
    plan = drafted(canteen, chef, days=1)[0]
    dish = PlanDish.objects.get(plan_meal__plan=plan)
    release = {"plan_dish_id": dish.id, "portions": 40, "actor": chef, "at": AT}
    with pytest.raises(refusals.PlanNotInForce):
        actions.release_second_batch(**release)
    actions.confirm(number=plan.number, seen_revision=1, actor=chef, at=AT)
    actions.release_second_batch(**release)
    with pytest.raises(refusals.AlreadyReleased) as refusal:
        actions.release_second_batch(**release)
    assert (refusal.value.portions, refusal.value.released_by) == (40, chef.name)


def test_a_later_day_whose_goods_are_due_today_is_pointed_out(canteen, chef):
    salt = make_ingredient(site=canteen.site)
    dish = make_dish(site=canteen.site)
    make_recipe_line(dish=dish, ingredient=salt)
    make_terms(ingredient=salt, lead_days=2)
    make_menu(canteen=canteen, day=TUESDAY, dishes=[dish])
    make_forecast(canteen=canteen, day=TUESDAY)
    drafted(canteen, chef)
    sunday = MONDAY - timedelta(days=1)
    due = {"canteen_id": canteen.id, "day": MONDAY}
    [found] = queries.due_elsewhere(chef, by=sunday, **due)
    assert (found.day, found.ingredients, found.order_by) == (TUESDAY, 1, sunday)
    assert queries.due_elsewhere(chef, by=sunday - timedelta(days=1), **due) == []


def test_the_night_drafts_from_tomorrow_on(canteen, potatoes):
    nightly.draft_ahead(site_id=canteen.site_id, at=AT)
    days = list(Plan.objects.order_by("day").values_list("day", flat=True))
    assert (days[0], len(days)) == (MONDAY, 7)


def test_each_action_asks_its_permission(canteen, chef, potatoes):
    plan = drafted(canteen, chef, days=1)[0]
    dish = PlanDish.objects.get(plan_meal__plan=plan)
    reader = make_actor(site=canteen.site, grants={CanteenPermission.PLANNING_READ: "complex"})
    by_reader = {"actor": reader, "at": AT}
    calls = [
        lambda: actions.draft(canteen_id=canteen.id, first_on=MONDAY, **by_reader),
        lambda: actions.set_service_level(
            number=plan.number, meal="lunch", level=None, reason="", **by_reader
        ),
        lambda: actions.confirm(number=plan.number, seen_revision=1, **by_reader),
        lambda: actions.release_second_batch(plan_dish_id=dish.id, portions=1, **by_reader),
    ]
    for call in calls:
        with pytest.raises(NotAllowed):
            call()


def test_another_site_neither_sees_nor_uses_anything(canteen, chef, potatoes):
    plan = drafted(canteen, chef, days=1)[0]
    everything = [code for code in CanteenPermission if code.startswith("canteen.planning.")]
    stranger = make_actor(site=make_site(), grants=dict.fromkeys(everything, "complex"))
    with pytest.raises(Plan.DoesNotExist):
        actions.confirm(number=plan.number, seen_revision=1, actor=stranger, at=AT)
    with pytest.raises(type(canteen).DoesNotExist):
        actions.draft(canteen_id=canteen.id, first_on=MONDAY, actor=stranger, at=AT)
