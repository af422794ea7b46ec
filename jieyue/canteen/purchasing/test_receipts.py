from datetime import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.purchasing import receipts
from jieyue.canteen.purchasing.factories import make_on_order, make_order, make_order_line
from jieyue.canteen.purchasing.models import OnOrder, OrderLine, OrderStatus
from jieyue.canteen.purchasing.refusals import NegativeQuantity, OrderNotOpen
from jieyue.kit.actor import system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_site

AT = timezone.make_aware(datetime(2026, 3, 3, 7))


@pytest.fixture
def site(db):
    return make_site()


@pytest.fixture
def order(site):
    return make_order(canteen=make_canteen(site=site))


def book(line, accepted):
    actor = system("test", site_id=line.site_id)
    receipts.book(order_line_id=line.id, accepted=Decimal(accepted), actor=actor, at=AT)
    line.refresh_from_db()
    line.order.refresh_from_db()


def awaited():
    return [
        (row.quantity - row.received_quantity, row.received_at is not None)
        for row in OnOrder.objects.order_by("id")
    ]


def test_part_deliveries_add_up_until_everything_came(site, order):
    line = make_order_line(order=order, ingredient=make_ingredient(site=site), quantity="10")
    book(line, "4")
    assert (line.received_quantity, line.order.status) == (4, OrderStatus.PART_RECEIVED)
    assert awaited() == [(6, False)]
    book(line, "6")
    assert (line.received_quantity, line.order.status) == (10, OrderStatus.RECEIVED)
    assert awaited() == [(0, True)]
    assert Entry.objects.filter(name="canteen.purchasing.order_delivered").count() == 2


def test_an_order_waits_for_all_its_lines(site, order):
    first = make_order_line(order=order, ingredient=make_ingredient(site=site))
    make_order_line(order=order, ingredient=make_ingredient(site=site))
    book(first, "10")
    assert first.order.status == OrderStatus.PART_RECEIVED


def test_weighed_goods_within_the_tolerance_are_complete(site, order):
    line = make_order_line(order=order, ingredient=make_ingredient(site=site), quantity="100")
    book(line, "96.9")
    assert line.order.status == OrderStatus.PART_RECEIVED
    book(line, "0.1")
    assert line.order.status == OrderStatus.RECEIVED
    assert awaited() == [(3, True)]


def test_more_than_ordered_is_booked_and_awaited_goods_are_met_once(site, order):
    line = make_order_line(order=order, ingredient=make_ingredient(site=site), quantity="10")
    make_on_order(
        canteen=order.canteen,
        ingredient=line.ingredient,
        quantity="5",
        arrives_on=order.deliver_on,
        request_line=line.request_line,
    )
    book(line, "18")
    assert line.received_quantity == 18
    assert awaited() == [(0, True), (0, True)]
    assert Entry.objects.get(name="canteen.purchasing.order_delivered").data["over"] == "8.000"


def test_nothing_accepted_leaves_the_order_as_it_was(site, order):
    line = make_order_line(order=order, ingredient=make_ingredient(site=site))
    book(line, "0")
    assert (line.received_quantity, line.order.status) == (0, OrderStatus.SENT)


@pytest.mark.parametrize("status", [OrderStatus.CLOSED, OrderStatus.CANCELLED])
def test_nothing_comes_on_an_order_that_is_over(site, order, status):
    line = make_order_line(order=order, ingredient=make_ingredient(site=site))
    order.status = status
    order.save()
    with pytest.raises(OrderNotOpen):
        book(line, "1")


def test_less_than_nothing_and_another_sites_order_are_refused(site, order):
    line = make_order_line(order=order, ingredient=make_ingredient(site=site))
    with pytest.raises(NegativeQuantity):
        book(line, "-1")
    stranger = system("test", site_id=make_site().id)
    with pytest.raises(OrderLine.DoesNotExist):
        receipts.book(order_line_id=line.id, accepted=Decimal(1), actor=stranger, at=AT)
