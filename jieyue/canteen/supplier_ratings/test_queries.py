from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.purchasing.factories import make_order, make_order_line
from jieyue.canteen.purchasing.models import OrderStatus
from jieyue.canteen.receiving.models import Receipt, ReceiptLine
from jieyue.canteen.supplier_ratings import queries
from jieyue.canteen.supplier_ratings.rules import Part
from jieyue.canteen.suppliers import incidents
from jieyue.canteen.suppliers.factories import make_papers, make_supplier
from jieyue.kit import parameters
from jieyue.kit.actor import NotAllowed, system
from jieyue.people.factories import make_account, make_actor, make_site, role_grants

MARCH = date(2026, 3, 1)
TODAY = date(2026, 4, 2)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def canteen(site):
    return make_canteen(site=site)


@pytest.fixture
def supplier(site):
    return make_supplier(site=site)


def deliver(line, *, came_on, accepted="10", rejected="0"):
    """The line of an order arrives on a day."""
    order, at = line.order, timezone.make_aware(datetime.combine(came_on, datetime.min.time()))
    receipt = Receipt.objects.create(
        site_id=order.site_id,
        number=f"GR-{line.id}",
        client_id=uuid4(),
        order=order,
        canteen=order.canteen,
        supplier=order.supplier,
        happened_at=at,
        received_at=at,
        accepted_by="验收员",
    )
    ReceiptLine.objects.create(
        site_id=order.site_id,
        receipt=receipt,
        order_line=line,
        ingredient=line.ingredient,
        gross=Decimal(accepted) + Decimal(rejected),
        accepted_quantity=Decimal(accepted),
        rejected_quantity=Decimal(rejected),
        unit_price_yuan=line.unit_price_yuan,
        amount_yuan=Decimal(accepted) * line.unit_price_yuan,
        result="accepted",
    )
    line.received_quantity += Decimal(accepted)
    line.save()


def ordered(canteen, supplier, day, *, price="4", surveyed=None):
    order = make_order(canteen=canteen, supplier=supplier, deliver_on=day)
    ingredient = make_ingredient(site=canteen.site)
    line = make_order_line(order=order, ingredient=ingredient, price=price)
    line.request_line.survey_price_yuan = surveyed
    line.request_line.save()
    return line


def rated(site, *months, **narrower):
    actor = make_actor(site=site, grants=role_grants("leader"))
    return queries.ratings(actor, months=months or [MARCH], today=TODAY, **narrower)


def test_a_month_is_rated_by_what_was_promised(site, canteen, supplier):
    make_papers(supplier)
    deliver(ordered(canteen, supplier, date(2026, 3, 3), surveyed=4), came_on=date(2026, 3, 3))
    deliver(
        ordered(canteen, supplier, date(2026, 3, 4), price="4.6", surveyed=4),
        came_on=date(2026, 3, 5),
        accepted="5",
        rejected="5",
    )
    [row] = rated(site)
    parts = {part: round(share, 3) for part, share in row.rating.parts.items()}
    assert parts == {
        Part.ON_TIME: Decimal("0.5"),
        Part.QUANTITY: Decimal("0.75"),
        Part.ACCEPTED: round(Decimal(63) / 86, 3),
        Part.PRICE: Decimal("0.75"),
        Part.PAPERS: 1,
    }
    assert (row.month, row.orders) == (MARCH, 2)
    assert row.rating.score == round(
        Decimal(25) / 2 + 15 + 25 * Decimal(63) / 86 + Decimal("11.25") + 15, 1
    )


def test_incidents_take_points_off_the_month_they_happened_in(site, canteen, supplier):
    deliver(ordered(canteen, supplier, date(2026, 3, 3)), came_on=date(2026, 3, 3))
    before = rated(site)[0].rating.score
    incidents.note(
        supplier_id=supplier.id,
        kind="failed_test",
        happened_on=date(2026, 3, 9),
        text="",
        source="t:1",
        actor=system("test", site_id=site.id),
        at=timezone.now(),
    )
    assert rated(site)[0].rating.score == before - 20


def test_an_order_that_never_came_is_late_and_one_not_due_or_cancelled_does_not_count(
    site, canteen, supplier
):
    ordered(canteen, supplier, date(2026, 3, 31))
    ordered(canteen, supplier, TODAY)
    cancelled = ordered(canteen, supplier, date(2026, 3, 10)).order
    cancelled.status = OrderStatus.CANCELLED
    cancelled.save()
    [row] = rated(site, MARCH, date(2026, 4, 1))
    assert (row.month, row.orders, row.rating.parts[Part.ON_TIME]) == (MARCH, 1, 0)
    assert row.rating.parts[Part.ACCEPTED] is None


def test_another_sites_suppliers_are_not_rated_and_readers_need_the_right(site, canteen, supplier):
    ordered(canteen, supplier, date(2026, 3, 3))
    assert rated(make_site()) == []
    assert rated(site, codes=["none"]) == []
    cook = make_actor(site=site, grants=role_grants("kitchen"))
    with pytest.raises(NotAllowed):
        queries.ratings(cook, months=[MARCH], today=TODAY)


def test_months_go_back_over_the_year():
    found = queries.months_back(date(2026, 1, 31), count=3)
    assert found == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]


def test_a_suppliers_year_is_drawn_in_few_queries(
    site, canteen, supplier, sign_in, assert_query_budget
):
    last_month = queries.months_back(timezone.localdate(), count=2)[0]
    for _place in range(8):
        deliver(ordered(canteen, supplier, last_month), came_on=last_month)
    client = sign_in(make_account(site=site, grants=role_grants("buyer")))
    parameters.read(site_id=site.id, on=timezone.localdate())
    url = reverse("canteen:supplier_rating", args=[supplier.code])
    assert f"{last_month:%Y-%m}" in client.get(url).content.decode()
    with assert_query_budget(20):
        client.get(url)
    page = client.get(reverse("canteen:supplier_ratings")).content.decode()
    assert supplier.name in page
