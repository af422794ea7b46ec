from datetime import timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.balance import actions
from jieyue.canteen.balance.factories import make_kitchen_day
from jieyue.canteen.balance.models import BalanceCheck
from jieyue.canteen.balance.queries import day_balance
from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.factories import make_canteen
from jieyue.canteen.kitchen.models import IssueSlip
from jieyue.canteen.menus.factories import make_ingredient, make_recipe_line
from jieyue.canteen.stock import movements
from jieyue.canteen.stock.factories import AT, MONDAY
from jieyue.canteen.waste.factories import make_weighing
from jieyue.canteen.waste.models import Leftover
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

TUESDAY = MONDAY + timedelta(days=1)
EVENING = AT + timedelta(hours=12)


@pytest.fixture
def canteen(db):
    return make_canteen()


@pytest.fixture
def nobody(canteen):
    return system("test", site_id=canteen.site_id)


@pytest.fixture
def manager(canteen):
    return make_actor(site=canteen.site, grants=role_grants("canteen_manager"))


def balance(canteen, actor, day=MONDAY):
    return day_balance(actor, canteen_id=canteen.id, day=day)


def open_checks(canteen, actor, day=MONDAY):
    return actions.open_checks(canteen_id=canteen.id, day=day, actor=actor, at=EVENING)


def test_exact_books_leave_nothing_and_open_nothing(canteen, nobody):
    make_kitchen_day(canteen=canteen)
    found = balance(canteen, nobody)
    (row,) = found.groups
    terms = row.balance.terms
    assert (terms.received_kg, terms.store_change_kg) == (50, Decimal("12.5"))
    assert (terms.cooked_kg, terms.trimmings_kg, terms.unexplained_kg) == (30, Decimal("7.5"), 0)
    assert (row.trimmings_weighed, row.yuan_per_kg, found.diners) == (True, 4, 500)
    assert open_checks(canteen, nobody) == 0


def test_what_was_taken_is_found_with_its_value(canteen, nobody):
    day = make_kitchen_day(canteen=canteen)
    movements.issue(
        lot_id=day.lot.id, quantity=Decimal(5), document=day.slip.number, actor=nobody, at=AT
    )
    assert open_checks(canteen, nobody) == 1
    check = BalanceCheck.objects.get()
    assert (check.unexplained_kg, check.unexplained_yuan, check.group) == (5, 20, "leaf_vegetable")
    assert check.sigma_kg < Decimal("1.1")
    assert open_checks(canteen, nobody) == 0  # once for a group and day
    assert Entry.objects.filter(name="canteen.balance.check_opened").count() == 1


def test_a_typing_error_in_the_trimmings_is_found(canteen, nobody):
    make_kitchen_day(canteen=canteen, trimmed="75")
    assert open_checks(canteen, nobody) == 1
    assert BalanceCheck.objects.get().unexplained_kg == Decimal("-67.5")


def test_what_comes_back_to_the_store_was_not_used(canteen, nobody):
    day = make_kitchen_day(canteen=canteen, issued="42.5")
    movements.give_back(
        lot_id=day.lot.id, quantity=Decimal(5), document=day.slip.number, reason="没用完",
        actor=nobody, at=AT + timedelta(hours=3),
    )  # fmt: skip
    assert balance(canteen, nobody).terms.unexplained_kg == 0


def test_goods_drawn_for_tomorrow_belong_to_tomorrow(canteen, nobody):
    day = make_kitchen_day(canteen=canteen)
    slip = IssueSlip.objects.create(
        site_id=canteen.site_id, number="SLIP-NEXT", canteen=canteen, day=TUESDAY,
        meal="breakfast", made_by="厨师", made_at=AT,
    )  # fmt: skip
    movements.issue(
        lot_id=day.lot.id, quantity=Decimal(4), document=slip.number, actor=nobody, at=AT
    )
    today, tomorrow = balance(canteen, nobody), balance(canteen, nobody, TUESDAY)
    assert (today.terms.drawn_ahead_kg, today.terms.unexplained_kg) == (4, 0)
    assert (tomorrow.terms.drawn_ahead_kg, tomorrow.terms.used_kg) == (-4, 4)


def test_spoiled_goods_are_accounted_for(canteen, nobody, manager):
    day = make_kitchen_day(canteen=canteen)
    witness = make_person(site=canteen.site)
    movements.spoil(
        lot_id=day.lot.id, quantity=Decimal(3), reason="腐烂", witness_person_id=witness.id,
        actor=nobody, at=AT,
    )  # fmt: skip
    found = balance(canteen, nobody)
    assert (found.terms.spoiled_kg, found.terms.unexplained_kg) == (3, 0)


def test_trimmings_nobody_weighed_are_estimated_with_a_larger_error(canteen, nobody):
    make_kitchen_day(canteen=canteen, trimmed=None)
    (row,) = balance(canteen, nobody).groups
    assert (row.trimmings_weighed, row.balance.unexplained_kg) == (False, 0)
    assert row.balance.sigma_kg > Decimal("1.7")  # a fifth of 7.5 kg


def test_trimmings_weighed_together_are_shared_by_what_was_expected(canteen, nobody):
    make_kitchen_day(canteen=canteen, trimmed=None)
    make_weighing(canteen=canteen, net_kg="7.5", stage="trimmings")
    (row,) = balance(canteen, nobody).groups
    assert (row.trimmings_weighed, row.balance.unexplained_kg) == (True, 0)


def test_raw_food_kept_in_the_kitchen_is_used_later(canteen, nobody):
    day = make_kitchen_day(canteen=canteen, issued="40")
    left = Leftover.objects.create(
        site_id=canteen.site_id, canteen=canteen, day=MONDAY, meal="lunch",
        ingredient=day.lot.ingredient, mass_kg=Decimal("2.5"), fate="kept", recorded_at=AT,
        recorded_by="厨师",
    )  # fmt: skip
    assert balance(canteen, nobody).terms.unexplained_kg == 0
    left.settled_as, left.settled_at = "used", AT + timedelta(days=1)
    left.save()
    assert balance(canteen, nobody, TUESDAY).terms.in_kitchen_kg == Decimal("-2.5")


def test_from_the_pot_to_the_plate(canteen, nobody):
    make_kitchen_day(canteen=canteen)
    serving = balance(canteen, nobody).serving
    assert (serving.cooked_kg, serving.served_kg, serving.unserved_kg) == (30, 28, 2)
    assert (serving.unexplained_kg, serving.eaten_kg) == (0, Decimal("26.5"))


def test_an_ingredient_without_a_mass_is_named(canteen, nobody):
    day = make_kitchen_day(canteen=canteen)
    egg = make_ingredient(site=canteen.site, name="鸡蛋", base_unit="piece")
    make_recipe_line(dish=day.dish, ingredient=egg, quantity="1", unit="piece")
    assert balance(canteen, nobody).unweighable == ("鸡蛋",)


def gap(canteen, nobody):
    day = make_kitchen_day(canteen=canteen, issued="45")
    open_checks(canteen, nobody)
    return day, BalanceCheck.objects.get()


def explain(check, actor, *, cause="missing", text="库管与厨师长核对,少 7 公斤"):
    actions.explain(check_id=check.id, cause=cause, explanation=text, actor=actor, at=EVENING)


def test_a_check_closes_with_words_and_the_second_is_told(canteen, nobody, manager):
    _, check = gap(canteen, nobody)
    for cause, text in (("missing", " "), ("", "有说明"), ("nonsense", "有说明")):
        with pytest.raises(actions.ExplanationMissing):
            explain(check, manager, cause=cause, text=text)
    explain(check, manager)
    with pytest.raises(actions.AlreadyExplained) as caught:
        explain(check, manager)
    assert caught.value.explained_by == manager.name
    assert open_checks(canteen, nobody) == 0  # it stays explained


def test_records_that_come_late_close_a_check(canteen, nobody):
    day, check = gap(canteen, nobody)
    make_weighing(canteen=canteen, net_kg="7.5", stage="trimmings", ingredient=day.lot.ingredient)
    open_checks(canteen, nobody)
    check.refresh_from_db()
    assert (check.status, check.explained_by) == ("explained", "test")


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_read_and_explain(canteen, nobody, role):
    _, check = gap(canteen, nobody)
    actor = make_actor(site=canteen.site, grants=role_grants(role))
    if role in ("canteen_manager", "food_safety_officer", "leader"):
        assert balance(canteen, actor).groups
    else:
        with pytest.raises(NotAllowed):
            balance(canteen, actor)
    if role == "canteen_manager":
        explain(check, actor)
    else:
        with pytest.raises(NotAllowed):
            explain(check, actor)


def test_another_sites_day_does_not_exist(canteen, nobody):
    _, check = gap(canteen, nobody)
    stranger = make_actor(site=make_site(), grants=role_grants("canteen_manager"))
    with pytest.raises(Canteen.DoesNotExist):
        balance(canteen, stranger)
    with pytest.raises(BalanceCheck.DoesNotExist):
        explain(check, stranger)


def test_a_day_costs_the_same_whatever_was_done(canteen, nobody, assert_query_budget):
    for _ in range(4):
        make_kitchen_day(canteen=canteen)
    balance(canteen, nobody)  # the site's parameters are written at the first look
    with assert_query_budget(20):
        balance(canteen, nobody)
