"""A month is closed while it is being written: the one or the other, never both."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Event
from uuid import uuid4

import pytest
from django.db import connection, transaction

from jieyue.canteen.books import actions as books
from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.books.queries import check_open
from jieyue.canteen.books.refusals import AlreadyClosed, MonthClosed
from jieyue.canteen.costs import actions as costs
from jieyue.canteen.costs.account import month_account
from jieyue.canteen.factories import make_canteen
from jieyue.canteen.kitchen import actions as cooking
from jieyue.canteen.kitchen import issuing, slips
from jieyue.canteen.kitchen.issuing import Handed
from jieyue.canteen.kitchen.models import IssueSlip, ProductionBatch
from jieyue.canteen.kitchen.proposing import Wanted
from jieyue.canteen.menus.factories import make_dish, make_ingredient
from jieyue.canteen.purchasing.factories import make_order, make_order_line
from jieyue.canteen.receiving import actions as receiving
from jieyue.canteen.receiving.factories import delivery_of, line_of
from jieyue.canteen.receiving.models import Receipt
from jieyue.canteen.residue_tests import decisions
from jieyue.canteen.residue_tests.models import Disposal, ResidueMethod, ResidueTest
from jieyue.canteen.service import actions as service
from jieyue.canteen.service.factories import make_price, serving
from jieyue.canteen.service.models import Sale
from jieyue.canteen.stock import movements, stocktakes
from jieyue.canteen.stock.factories import make_lot
from jieyue.canteen.stock.models import Movement, Stocktake
from jieyue.canteen.suppliers.factories import make_papers, make_supplier
from jieyue.canteen.waste.models import WasteWeighing
from jieyue.canteen.waste.weighings import Weighed, weigh
from jieyue.kit.actor import Actor, system
from jieyue.people.factories import make_actor, make_person, make_unit, role_grants

MARCH = date(2026, 3, 1)
LAST = date(2026, 3, 31)
EVENING = datetime(2026, 3, 31, 11, 0, tzinfo=UTC)  # 19:00 local on the last day of March
AFTER = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
WAITING = """
    SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE NOT granted AND datname = current_database()
"""


class Month:
    """A canteen on the last evening of March, and one write of each kind, set up but not done."""

    def __init__(self) -> None:
        self.canteen = make_canteen()
        self.site = self.canteen.site
        self.actor = system("员工", site_id=self.site.id)
        self.who = {"actor": self.actor, "at": EVENING}
        self.potato = make_ingredient(site=self.site, storage="dry", category="杂货")
        self.supplier = make_supplier(site=self.site)
        make_papers(self.supplier)
        self.lot = make_lot(
            canteen=self.canteen, ingredient=self.potato, quantity="100", supplier=self.supplier
        )
        make_price(canteen=self.canteen)
        self.witness = make_person(unit=make_unit(site=self.site))
        self.manager = make_actor(
            person=make_person(site=self.site), grants=role_grants("canteen_manager")
        )

    def movement(self) -> Callable[[], object]:
        return lambda: movements.issue(lot_id=self.lot.id, quantity=Decimal(1), **self.who)

    def receipt(self) -> Callable[[], object]:
        order = make_order(canteen=self.canteen, supplier=self.supplier)
        line = line_of(make_order_line(order=order, ingredient=self.potato), "4", "0")
        came = delivery_of(order, [line], witness_id=self.witness.id, happened_at=EVENING)
        return lambda: receiving.receive(came, **self.who)

    def sale(self) -> Callable[[], object]:
        person = make_person(site=self.site)
        served = serving(
            canteen=self.canteen, happened_at=EVENING, person_id=person.id, already_served=True
        )
        return lambda: service.sell(serving=served, **self.who)

    def weighing(self) -> Callable[[], object]:
        weighed = Weighed(
            canteen_id=self.canteen.id, meal="dinner", stage="plate", gross_kg=Decimal(12),
            tare_kg=Decimal(2),
        )  # fmt: skip
        return lambda: weigh(weighed=weighed, client_id=uuid4(), happened_at=EVENING, **self.who)

    def batch(self) -> Callable[[], object]:
        meal = slips.MealOf(canteen_id=self.canteen.id, day=LAST, meal="dinner")
        pot = cooking.Pot(dish_id=make_dish(site=self.site).id, portions=50, finished_at=EVENING)
        return lambda: cooking.record(meal=meal, pot=pot, **self.who)

    def slip(self) -> Callable[[], object]:
        slip = slips.draw_up_by_hand(
            meal=slips.MealOf(canteen_id=self.canteen.id, day=LAST, meal="dinner"),
            goods=[Wanted(ingredient_id=self.potato.id, quantity=Decimal(8))],
            reason="试菜",
            **self.who,
        )
        line = slip.lines.get()
        handed = [Handed(line_id=line.id, lot_id=line.lot_id, quantity=line.quantity)]
        return lambda: issuing.issue(number=slip.number, handed=handed, **self.who)

    def stocktake(self) -> Callable[[], object]:
        made = stocktakes.start(canteen_id=self.canteen.id, **self.who)
        stocktakes.count(
            line_id=made.lines.get().id, counted=Decimal(99), reason="损耗", **self.who
        )
        stocktakes.submit(number=made.number, **self.who)
        return lambda: stocktakes.approve(number=made.number, **self.who)

    def disposal(self) -> Callable[[], object]:
        method = ResidueMethod.objects.create(
            site=self.site, code="X", name="酶抑制率法", threshold_pct=50
        )
        test = ResidueTest.objects.create(
            site=self.site, number="RT-1", lot=self.lot, method=method, threshold_pct=50,
            sampled_at=EVENING, sampled_by="检测员", state="failed",
        )  # fmt: skip
        return lambda: decisions.dispose(
            number=test.number, disposal=Disposal.DESTROYED, reason="农残超标",
            witness_person_id=self.witness.id, **self.who,
        )  # fmt: skip

    def close(self) -> ClosedMonth:
        return books.close(
            canteen_id=self.canteen.id, month=MARCH, figures={}, parameters_used={},
            actor=system("会计", site_id=self.site.id), at=AFTER,
        )  # fmt: skip

    def written(self) -> tuple[int, ...]:
        """What lies in the tables a month's figures come from."""
        statuses = (
            Stocktake.objects.filter(status="approved"),
            IssueSlip.objects.filter(status="issued"),
        )
        tables = (Movement, Receipt, Sale, WasteWeighing, ProductionBatch)
        return (
            *(table.objects.count() for table in tables),
            *(rows.count() for rows in statuses),
        )


WRITES = (
    "movement", "receipt", "sale", "weighing", "batch", "slip", "stocktake", "disposal",
)  # fmt: skip


@pytest.fixture
def month(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, so nobody waits for a closing")
    return Month()


def elsewhere(pool: ThreadPoolExecutor, act: Callable[[], object]):
    """`act` on a connection of its own; its future."""

    def run() -> object:
        try:
            return act()
        finally:
            connection.close()

    return pool.submit(run)


def wait_for_waiting(count: int = 1) -> None:
    for _ in range(1500):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= count:
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    pytest.fail("nobody waited for the other")


@pytest.mark.parametrize("write", WRITES)
def test_a_write_under_way_is_in_the_month_that_closes_after_it(month, write):
    act = getattr(month, write)()
    before = month.written()
    seen: list[tuple[int, ...]] = []

    def closing() -> None:
        with transaction.atomic():
            month.close()
            seen.append(month.written())

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            act()
            future = elsewhere(pool, closing)
            wait_for_waiting()
            assert not future.done()
        future.result(timeout=20)
    assert seen == [month.written()]
    assert seen != [before]


@pytest.mark.parametrize("write", WRITES)
def test_a_write_behind_a_closing_is_told_that_the_month_is_closed(month, write):
    act = getattr(month, write)()
    before = month.written()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            month.close()
            future = elsewhere(pool, act)
            wait_for_waiting()
        with pytest.raises(MonthClosed) as refusal:
            future.result(timeout=20)
    assert refusal.value.month == MARCH
    assert month.written() == before


@pytest.mark.parametrize("write", WRITES)
def test_a_closing_between_two_writers_keeps_neither_for_ever(month, write):
    """A second writer waits behind a closing that waits for the first."""
    act = getattr(month, write)()
    begun, go = Event(), Event()

    def first() -> None:
        with transaction.atomic():
            check_open(canteen_id=month.canteen.id, on=LAST)
            begun.set()
            go.wait(timeout=20)
            movements.receive(
                canteen_id=month.canteen.id, ingredient_id=month.potato.id,
                quantity=Decimal(1), amount_yuan=Decimal(4), **month.who,
            )  # fmt: skip

    with ThreadPoolExecutor(3) as pool:
        holder = elsewhere(pool, first)
        begun.wait(timeout=20)
        closer = elsewhere(pool, month.close)
        wait_for_waiting()
        writer = elsewhere(pool, act)
        wait_for_waiting(2)
        go.set()
        holder.result(timeout=20)  # a deadlock would raise here, or below
        closer.result(timeout=20)
        with suppress(MonthClosed):
            writer.result(timeout=20)
    assert ClosedMonth.objects.count() == 1


def test_of_two_who_close_a_month_the_second_is_told_who_and_when(month, at_once):
    def close(name: str) -> Actor:
        actor = system(name, site_id=month.site.id)
        books.close(
            canteen_id=month.canteen.id, month=MARCH, figures={}, parameters_used={},
            actor=actor, at=AFTER,
        )  # fmt: skip
        return actor

    answers = at_once(lambda: close("甲"), lambda: close("乙"))

    [refused] = [each for each in answers if isinstance(each, AlreadyClosed)]
    closing = ClosedMonth.objects.get()
    assert (refused.closed_by, refused.closed_at) == (closing.closed_by, AFTER)


def test_a_month_closes_only_at_the_figures_that_were_seen(month, at_once):
    Stocktake.objects.create(
        site=month.site, number="ST-0331", canteen=month.canteen, status="approved",
        started_at=EVENING, started_by="库管",
    )  # fmt: skip
    account = month_account(month.manager, canteen_id=month.canteen.id, month=MARCH)

    def close() -> ClosedMonth:
        return costs.close_month(
            canteen_id=month.canteen.id, month=MARCH,
            seen_closing_yuan=str(account.store.closing_yuan), actor=month.manager, at=AFTER,
        )  # fmt: skip

    closing, movement = at_once(close, month.movement())

    assert isinstance(closing, ClosedMonth) != isinstance(movement, Movement)
    refused = movement if isinstance(closing, ClosedMonth) else closing
    assert type(refused).__name__ in ("MonthClosed", "FiguresChanged")
