from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from jieyue.canteen.balance.factories import make_kitchen_day
from jieyue.canteen.balance.models import BalanceCheck
from jieyue.canteen.books.refusals import MonthClosed, MonthNotOver
from jieyue.canteen.costs import actions, refusals
from jieyue.canteen.costs.account import month_account, store_account
from jieyue.canteen.costs.dishes import day_cost
from jieyue.canteen.costs.models import CostEntry
from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.factories import make_canteen
from jieyue.canteen.kitchen.models import BatchLot, IssueSlip, ProductionBatch
from jieyue.canteen.stock import movements
from jieyue.canteen.stock.factories import AT, MONDAY, make_lot
from jieyue.canteen.stock.models import Stocktake
from jieyue.canteen.waste.factories import make_hauler
from jieyue.canteen.waste.hauling import Taken, haul, pour_oil
from jieyue.canteen.waste.leftovers import Left, register
from jieyue.canteen.waste.weighings import Weighed, check_plates, weigh
from jieyue.kit.actor import NotAllowed, system
from jieyue.people.factories import make_actor, make_person, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
AFTER = datetime(2026, 4, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def canteen(db):
    return make_canteen()


@pytest.fixture
def manager(canteen):
    person = make_person(site=canteen.site)
    return make_actor(person=person, grants=role_grants("canteen_manager"))


@pytest.fixture
def nobody(canteen):
    return system("test", site_id=canteen.site_id)


def counted(canteen, *, at=datetime(2026, 3, 31, 9, 0, tzinfo=UTC)):
    Stocktake.objects.create(
        site_id=canteen.site_id, number=f"ST-{at:%m%d}", canteen=canteen, status="approved",
        started_at=at, started_by="库管",
    )  # fmt: skip


def close(canteen, manager, *, seen=None, at=AFTER):
    if seen is None:
        account = month_account(manager, canteen_id=canteen.id, month=MARCH)
        seen = str(account.store.closing_yuan)
    return actions.close_month(
        canteen_id=canteen.id, month=MARCH, seen_closing_yuan=seen, actor=manager, at=at
    )


def enter(canteen, manager, *, day=MONDAY, kind="labour", amount="1200", at=AFTER):
    return actions.enter(
        canteen_id=canteen.id,
        day=day,
        kind=kind,
        amount_yuan=Decimal(amount),
        text="临时工",
        actor=manager,
        at=at,
    )


def test_the_months_account_balances_to_the_fen(canteen, manager, nobody):
    day = make_kitchen_day(canteen=canteen)  # 50 kg for 200, 37.5 drawn
    witness = make_person(site=canteen.site)
    movements.give_back(
        lot_id=day.lot.id, quantity=Decimal("0.333"), document=day.slip.number, reason="多领",
        actor=nobody, at=AT,
    )  # fmt: skip
    movements.spoil(
        lot_id=day.lot.id, quantity=Decimal("1.111"), reason="腐烂", witness_person_id=witness.id,
        actor=nobody, at=AT,
    )  # fmt: skip
    day.lot.refresh_from_db()
    store = month_account(manager, canteen_id=canteen.id, month=MARCH).store
    assert (store.opening_yuan, store.purchases_yuan) == (0, 200)
    assert store.closing_yuan == day.lot.value_yuan
    assert store.issued_yuan + store.spoiled_yuan == 200 - day.lot.value_yuan
    april = store_account(canteen_id=canteen.id, first=APRIL, until=date(2026, 5, 1))
    assert (april.opening_yuan, april.closing_yuan) == (store.closing_yuan, store.closing_yuan)


def test_costs_stand_against_their_budget(canteen, manager):
    make_kitchen_day(canteen=canteen)
    actions.set_budget(
        canteen_id=canteen.id, month=MARCH, kind="labour", amount_yuan=Decimal(1000),
        actor=manager, at=AT,
    )  # fmt: skip
    entry = enter(canteen, manager)
    account = month_account(manager, canteen_id=canteen.id, month=MARCH)
    labour = next(row for row in account.kinds if row.kind == "labour")
    assert (labour.actual_yuan, labour.left_yuan) == (1200, -200)
    assert (account.total_yuan, account.diners) == (1350, 500)
    actions.cancel(entry_id=entry.id, actor=manager, at=AFTER)
    with pytest.raises(refusals.AlreadyCancelled):
        actions.cancel(entry_id=entry.id, actor=manager, at=AFTER)
    assert month_account(manager, canteen_id=canteen.id, month=MARCH).total_yuan == 150


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"amount": "0"}, refusals.BadAmount),
        ({"amount": "-5"}, refusals.BadAmount),
        ({"amount": "NaN"}, refusals.BadAmount),
        ({"kind": "food"}, refusals.WrongKind),
        ({"kind": "bribes"}, refusals.WrongKind),
        ({"day": date(2026, 4, 4)}, refusals.FutureCost),
    ],
)
def test_impossible_costs(canteen, manager, changes, error):
    with pytest.raises(error):
        enter(canteen, manager, **changes)
    assert not CostEntry.objects.exists()


def test_a_month_in_order_is_closed_with_its_figures(canteen, manager):
    make_kitchen_day(canteen=canteen)
    counted(canteen)
    closing = close(canteen, manager)
    assert closing.figures["purchases_yuan"] == "200.00"
    assert (closing.figures["issued_yuan"], closing.figures["diners"]) == ("150.00", "500")
    assert closing.parameters_used


@pytest.mark.parametrize("trouble", ["draft", "uncounted", "gap", "counting", "ledger"])
def test_what_is_unfinished_hinders_the_closing(canteen, manager, trouble):
    day = make_kitchen_day(canteen=canteen)
    codes = {
        "draft": "issue_slips_unfinished",
        "uncounted": "store_uncounted",
        "gap": "balance_checks_open",
        "counting": "stocktake_unfinished",
        "ledger": "ledger_off",
    }
    if trouble != "uncounted":
        counted(canteen)
    if trouble == "draft":
        IssueSlip.objects.filter(id=day.slip.id).update(status="draft")
    if trouble == "gap":
        BalanceCheck.objects.create(
            site_id=canteen.site_id, canteen=canteen, day=MONDAY, group="pork",
            unexplained_kg=5, sigma_kg=1, unexplained_yuan=80, opened_at=AT,
        )  # fmt: skip
    if trouble == "counting":
        Stocktake.objects.update(status="submitted")
        counted(canteen, at=datetime(2026, 3, 30, 9, 0, tzinfo=UTC))
    if trouble == "ledger":
        type(day.lot).objects.filter(id=day.lot.id).update(value_yuan="49.99")
    with pytest.raises(refusals.NotReadyToClose) as caught:
        close(canteen, manager)
    assert [str(code) for code in caught.value.codes] == [codes[trouble]]


def test_what_was_seen_is_what_is_closed(canteen, manager):
    make_kitchen_day(canteen=canteen)
    counted(canteen)
    with pytest.raises(refusals.FiguresChanged):
        close(canteen, manager, seen="49.00")
    with pytest.raises(MonthNotOver):
        close(canteen, manager, at=AT)


def test_after_the_close_costs_and_budgets_of_the_month_stay(canteen, manager):
    make_kitchen_day(canteen=canteen)
    counted(canteen)
    entry = enter(canteen, manager)
    close(canteen, manager)
    with pytest.raises(MonthClosed):
        enter(canteen, manager, day=date(2026, 3, 31))
    with pytest.raises(MonthClosed):
        actions.cancel(entry_id=entry.id, actor=manager, at=AFTER)
    with pytest.raises(MonthClosed):
        actions.set_budget(
            canteen_id=canteen.id, month=MARCH, kind="food", amount_yuan=Decimal(1),
            actor=manager, at=AFTER,
        )  # fmt: skip
    assert enter(canteen, manager, day=APRIL)


def test_after_the_close_no_kind_of_write_reaches_the_month(canteen, manager, nobody):
    day = make_kitchen_day(canteen=canteen)
    counted(canteen)
    hauler = make_hauler(site=canteen.site, takes_oil=True)
    close(canteen, manager)
    late = AT + timedelta(days=20)  # still in March
    sent = {"client_id": uuid4(), "happened_at": late, "actor": nobody, "at": AFTER}
    moved = {"lot_id": day.lot.id, "quantity": Decimal(1), "actor": nobody, "at": late}
    one_kg = {"canteen_id": canteen.id, "mass_kg": Decimal(1)}
    writes = [
        lambda: movements.issue(**moved),
        lambda: movements.give_back(**moved, document=day.slip.number, reason="x"),
        lambda: movements.spoil(
            **moved, reason="x", witness_person_id=make_person(site=canteen.site).id
        ),
        lambda: make_lot(canteen=canteen, ingredient=day.lot.ingredient, at=late),
        lambda: weigh(
            weighed=Weighed(canteen_id=canteen.id, stage="plate", gross_kg=Decimal(1)), **sent
        ),
        lambda: register(
            left=Left(**one_kg, meal="lunch", fate="kept", dish_id=day.dish.id), **sent
        ),
        lambda: check_plates(canteen_id=canteen.id, meal="lunch", inspected=100, clean=90, **sent),
        lambda: pour_oil(**one_kg, source="", **sent),
        lambda: haul(
            taken=Taken(**one_kg, hauler_id=hauler.id, kind="oil", vehicle="川T", taken_by="王"),
            actor=nobody,
            at=late,
        ),
    ]
    for write in writes:
        with pytest.raises(MonthClosed):
            write()


def test_dishes_cost_what_their_lots_cost(canteen, manager):
    day = make_kitchen_day(canteen=canteen)
    batch = ProductionBatch.objects.get()
    BatchLot.objects.create(
        site_id=canteen.site_id, batch=batch, lot=day.lot, quantity=Decimal("37.5")
    )
    found = day_cost(manager, canteen_id=canteen.id, day=MONDAY)
    ((dish,),) = [meal.dishes for meal in found.meals]
    assert (dish.actual_yuan, dish.cooked_portions, dish.per_portion_yuan) == (
        150,
        300,
        Decimal("0.54"),
    )
    assert (found.issued_yuan, found.unassigned_yuan, found.per_diner_yuan) == (
        150,
        0,
        Decimal("0.30"),
    )


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_read_enter_and_close(canteen, role):
    actor = make_actor(site=canteen.site, grants=role_grants(role))
    reads = role in ("canteen_manager", "food_safety_officer", "leader")
    calls = [
        (reads, lambda: month_account(actor, canteen_id=canteen.id, month=MARCH)),
        (reads, lambda: day_cost(actor, canteen_id=canteen.id, day=MONDAY)),
        (role == "canteen_manager", lambda: enter(canteen, actor)),
        (role == "canteen_manager", lambda: close(canteen, actor, seen="0")),
    ]
    for may, call in calls:
        try:
            call()
        except NotAllowed:
            assert not may
        except refusals.FiguresChanged:
            assert may
        else:
            assert may


def test_another_sites_money_does_not_exist(canteen, manager):
    entry = enter(canteen, manager)
    stranger = make_actor(site=make_site(), grants=role_grants("canteen_manager"))
    with pytest.raises(Canteen.DoesNotExist):
        month_account(stranger, canteen_id=canteen.id, month=MARCH)
    with pytest.raises(CostEntry.DoesNotExist):
        actions.cancel(entry_id=entry.id, actor=stranger, at=AFTER)
    with pytest.raises(Canteen.DoesNotExist):
        close(canteen, stranger, seen="0.00", at=AFTER + timedelta(days=1))
