"""Buyers request the same goods, acceptors book on one line; needs a server that locks rows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.planning.models import Plan
from jieyue.canteen.purchasing import receipts, requests
from jieyue.canteen.purchasing.factories import make_on_order, make_order, make_order_line
from jieyue.canteen.purchasing.models import OnOrder, OrderLine, PurchaseOrder, PurchaseRequest
from jieyue.canteen.purchasing.refusals import AlreadyRequested
from jieyue.canteen.purchasing.requests import Wanted
from jieyue.canteen.suppliers.factories import make_supplier
from jieyue.kit import journal
from jieyue.kit.actor import system
from jieyue.kit.journal.models import Entry
from jieyue.kit.problems import say
from jieyue.people.approvals import actions as approvals
from jieyue.people.approvals.models import Step
from jieyue.people.approvals.rules import AlreadyDecided
from jieyue.people.factories import make_actor, make_person, role_grants

TUESDAY = date(2026, 3, 3)
AT = datetime(2026, 3, 1, 2, tzinfo=UTC)
PEOPLE = "abcd"


def all_at_once(act: Callable[[str], object]) -> list[object]:
    """What each person gets who does the same in the same moment."""
    together = Barrier(len(PEOPLE))

    def alone(person: str) -> object:
        together.wait()
        try:
            return act(person)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(PEOPLE)) as pool:
        return list(pool.map(alone, PEOPLE))


@pytest.fixture
def _locking(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, so nobody can be second in the same moment")


@pytest.mark.usefixtures("_locking")
def test_one_requests_and_the_others_are_told_who_did():
    canteen = make_canteen()
    supplier, potato = make_supplier(site=canteen.site), make_ingredient(site=canteen.site)
    plan = Plan.objects.create(
        site=canteen.site, number="CP-1", canteen=canteen, day=TUESDAY, made_at=AT
    )
    make_on_order(
        canteen=canteen, ingredient=potato, arrives_on=TUESDAY, supplier=supplier, plan=plan
    )
    line = Wanted(
        supplier_id=supplier.id,
        ingredient_id=potato.id,
        deliver_on=TUESDAY,
        quantity=Decimal(10),
        pack_quantity=Decimal(1),
        unit_price_yuan=Decimal(4),
        seen=Decimal(10),
    )

    def ask(person):
        try:
            requests.make(
                canteen_id=canteen.id,
                lines=[line],
                is_emergency=False,
                reason="",
                actor=system(person, site_id=canteen.site_id),
                at=AT,
            )
        except AlreadyRequested as refusal:
            return refusal.made_by if refusal.said_at in say(refusal) else None
        return ""

    answers = all_at_once(ask)
    first = PurchaseRequest.objects.get().made_by
    assert sorted(answers) == ["", first, first, first]
    assert OnOrder.objects.get().request_line.quantity == 10


@pytest.mark.usefixtures("_locking")
def test_deliveries_booked_in_the_same_moment_add_up():
    order = make_order(canteen=make_canteen())
    line = make_order_line(order=order, ingredient=make_ingredient(site=order.site), quantity="10")

    def book(person):
        receipts.book(
            order_line_id=line.id,
            accepted=Decimal("2.5"),
            actor=system(person, site_id=order.site_id),
            at=AT,
        )

    all_at_once(book)
    assert OrderLine.objects.get().received_quantity == 10
    assert PurchaseOrder.objects.get().status == "received"
    assert OnOrder.objects.get().received_quantity == 10


def test_of_two_who_decide_one_request_the_second_is_told_and_goods_are_ordered_once(at_once):
    canteen = make_canteen()
    supplier, potato = make_supplier(site=canteen.site), make_ingredient(site=canteen.site)
    line = Wanted(
        supplier_id=supplier.id,
        ingredient_id=potato.id,
        deliver_on=TUESDAY,
        quantity=Decimal(10),
        pack_quantity=Decimal(1),
        unit_price_yuan=Decimal(4),
    )
    made = requests.make(
        canteen_id=canteen.id,
        lines=[line],
        is_emergency=False,
        reason="试菜",
        actor=system("采购员", site_id=canteen.site_id),
        at=AT,
    )
    deciders = [
        make_actor(person=make_person(site=canteen.site), grants=role_grants(role))
        for role in ("canteen_manager", "leader")
    ]

    def decide(actor, is_agreed):
        return approvals.decide(
            approval_id=made.approval_id,
            position=1,
            is_agreed=is_agreed,
            reason="太贵",
            actor=actor,
            at=AT,
        )

    answers = at_once(lambda: decide(deciders[0], True), lambda: decide(deciders[1], False))

    [refusal] = [each for each in answers if isinstance(each, AlreadyDecided)]
    step = Step.objects.get()
    assert (refusal.by, refusal.at) == (step.decided_by.name, AT)
    assert refusal.said in say(refusal)
    names = {"people.approvals.granted", "people.approvals.refused"}
    assert Entry.objects.filter(name__in=names).count() == 1
    journal.deliver_all(now=AT)
    made.refresh_from_db()
    assert (made.status == "ordered") == (answers[1] is refusal)
    assert PurchaseOrder.objects.count() == (1 if answers[1] is refusal else 0)
