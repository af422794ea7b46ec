"""Two phones receive one order in the same moment; needs a server that locks rows."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.purchasing.factories import make_order, make_order_line
from jieyue.canteen.receiving import actions
from jieyue.canteen.receiving.factories import DELIVERED_AT, delivery_of, line_of
from jieyue.canteen.receiving.models import Receipt
from jieyue.canteen.receiving.refusals import ReceivedMeanwhile
from jieyue.canteen.stock.models import StockLot
from jieyue.canteen.suppliers.factories import make_papers, make_supplier
from jieyue.kit.actor import system
from jieyue.people.factories import make_person, make_unit

PEOPLE = "甲乙丙丁"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def delivery():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, so nobody can be second in the same moment")
    canteen = make_canteen()
    supplier = make_supplier(site=canteen.site)
    make_papers(supplier)
    order = make_order(canteen=canteen, supplier=supplier)
    potato = make_ingredient(site=canteen.site, storage="dry", category="杂货")
    line = make_order_line(order=order, ingredient=potato)
    witness = make_person(unit=make_unit(site=canteen.site))

    def made(client_id=None):
        came = [line_of(line, "4", "0")]
        return delivery_of(order, came, witness_id=witness.id, client_id=client_id)

    made.site_id = canteen.site_id
    return made


def at_once(work):
    """What each person's call gave back, all begun together."""
    together = Barrier(len(PEOPLE))

    def run(person):
        together.wait()
        try:
            return work(person)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(PEOPLE)) as pool:
        return list(pool.map(run, PEOPLE))


def test_one_receives_and_the_others_read_what_was_taken(delivery):
    def receive(person):
        actor = system(person, site_id=delivery.site_id)
        try:
            actions.receive(delivery(), actor=actor, at=DELIVERED_AT)
        except ReceivedMeanwhile as refusal:
            return refusal.accepted_by
        return ""

    answers = at_once(receive)
    first = Receipt.objects.get().accepted_by
    assert sorted(answers) == sorted(["", *[first] * (len(PEOPLE) - 1)])
    assert StockLot.objects.get().quantity == Decimal(4)


def test_one_delivery_sent_by_several_connections_is_one_receipt(delivery):
    same = delivery()

    def receive(_person):
        actor = system("手机", site_id=delivery.site_id)
        return actions.receive(same, actor=actor, at=DELIVERED_AT).number

    assert len(set(at_once(receive))) == 1
    assert StockLot.objects.count() == 1
