"""The buyer's desk, requests, orders and prices, through the client."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.planning.models import Plan
from jieyue.canteen.purchasing.factories import make_on_order, make_order, make_order_line
from jieyue.canteen.purchasing.models import (
    OnOrder,
    OrderStatus,
    PurchaseOrder,
    PurchaseRequest,
    RequestLine,
)
from jieyue.canteen.suppliers.factories import (
    make_contract_price,
    make_papers,
    make_supplier,
    make_survey,
    make_terms,
)
from jieyue.kit import journal, parameters
from jieyue.people.approvals import actions as approvals
from jieyue.people.factories import make_account, make_actor, make_person, make_site, role_grants

pytestmark = pytest.mark.django_db
DESK = "canteen:purchasing"


@pytest.fixture
def site():
    site = make_site()
    parameters.read(site_id=site.id, on=timezone.localdate())
    return site


@pytest.fixture
def canteen(site):
    return make_canteen(site=site, name="机关食堂")


@pytest.fixture
def seller(site):
    return make_supplier(site=site, name="蔬菜公司")


@pytest.fixture
def potato(site, seller):
    """土豆 in packs of 10 kg for 42 yuan, so 4.20 yuan a kilogram."""
    ingredient = make_ingredient(site=site, name="土豆")
    make_terms(ingredient=ingredient, supplier=seller, pack="10", price="42")
    return ingredient


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def propose(canteen, seller, ingredient, day, quantity="30"):
    """Goods that a plan of the day wants."""
    now = timezone.now()
    plan, _ = Plan.objects.get_or_create(
        site_id=canteen.site_id,
        canteen=canteen,
        day=day,
        defaults={"number": "CP-1", "status": "confirmed", "made_at": now, "confirmed_at": now},
    )
    return make_on_order(
        canteen=canteen,
        ingredient=ingredient,
        quantity=quantity,
        arrives_on=day,
        supplier=seller,
        plan=plan,
    )


def key_of(row):
    return f"{row.supplier_id}-{row.ingredient_id}-{row.arrives_on}"


def signed_in(sign_in, site, role):
    return sign_in(make_account(site=site, grants=role_grants(role)))


def test_the_desk_holds_prices_against_contract_and_market(
    site, canteen, seller, potato, tomorrow, sign_in
):
    propose(canteen, seller, potato, tomorrow)
    make_contract_price(supplier=seller, ingredient=potato, price="4.00")
    make_survey(ingredient=potato, on=timezone.localdate(), price="3.70")
    page = signed_in(sign_in, site, "buyer").get(reverse(DESK)).content.decode()
    for text in ("蔬菜公司", "土豆", "¥4.20", "¥4.00", "¥3.70", "¥126.00"):
        assert text in page
    assert page.count("高于") == 2  # contract and market
    make_papers(seller)
    assert "checked" not in page  # nothing can be received from a supplier without papers


def test_ticked_lines_become_one_request(site, canteen, seller, potato, tomorrow, sign_in):
    row = propose(canteen, seller, potato, tomorrow)
    client, key = signed_in(sign_in, site, "buyer"), key_of(row)
    posted = {
        "take": [key],
        f"seen-{key}": "30.000",
        f"packs-{key}": "4",
        f"price-{key}": "41.50",
        "reason": "",
    }
    reply = client.post(reverse(DESK), posted, follow=True)
    request = PurchaseRequest.objects.get()
    assert reply.redirect_chain == [
        (reverse("canteen:purchase_request", args=[request.number]), 302)
    ]
    line = RequestLine.objects.get()
    assert (line.quantity, line.unit_price_yuan) == (40, Decimal("4.15"))
    assert request.amount_yuan == 166


def test_who_comes_second_reads_who_was_first(site, canteen, seller, potato, tomorrow, sign_in):
    plan_row = propose(canteen, seller, potato, tomorrow)
    key = key_of(plan_row)
    posted = {"take": [key], f"seen-{key}": "30.000", f"packs-{key}": "3", f"price-{key}": "42"}
    client = signed_in(sign_in, site, "buyer")
    client.post(reverse(DESK), posted)
    reply = client.post(reverse(DESK), posted)
    assert reply.status_code == 422
    assert PurchaseRequest.objects.count() == 1
    assert PurchaseRequest.objects.get().number in reply.content.decode()


@pytest.mark.parametrize(("packs", "price"), [("1.5", "42"), ("0", "42"), ("x", "42"), ("3", "-1")])
def test_what_was_typed_wrongly_stands_there_again(
    site, canteen, seller, potato, tomorrow, sign_in, packs, price
):
    key = key_of(propose(canteen, seller, potato, tomorrow))
    posted = {"take": [key], f"seen-{key}": "30", f"packs-{key}": packs, f"price-{key}": price}
    reply = signed_in(sign_in, site, "buyer").post(reverse(DESK), posted)
    assert reply.status_code == 422
    assert f'value="{packs}"' in reply.content.decode()
    assert not PurchaseRequest.objects.exists()


def test_a_proposal_is_dropped_on_the_desk(site, canteen, seller, potato, tomorrow, sign_in):
    row = propose(canteen, seller, potato, tomorrow)
    client = signed_in(sign_in, site, "buyer")
    url = f"{reverse('canteen:purchase_drop')}?canteen={canteen.code}"
    client.post(url, {"key": key_of(row), "reason": ""})
    assert OnOrder.objects.get().cancelled_at is None
    client.post(url, {"key": key_of(row), "reason": "库存够"})
    assert OnOrder.objects.get().cancelled_at is not None
    assert client.post(url, {"key": "x-y"}).status_code == 404


def test_a_purchase_by_hand_needs_its_reason(site, canteen, seller, potato, tomorrow, sign_in):
    client = signed_in(sign_in, site, "buyer")
    posted = {
        "canteen": canteen.id,
        "deliver_on": tomorrow.isoformat(),
        "is_emergency": "on",
        "reason": "",
        "line0-supplier": seller.id,
        "line0-ingredient": potato.id,
        "line0-quantity": "25",
        "line0-unit_price_yuan": "4.5",
    }
    url = reverse("canteen:purchase_by_hand")
    assert client.get(url).status_code == 200
    assert client.post(url, posted).status_code == 422
    half = posted | {"reason": "停电", "line0-quantity": ""}
    assert client.post(url, half).status_code == 422
    assert client.post(url, posted | {"reason": "停电"}).status_code == 302
    request = PurchaseRequest.objects.get()
    assert (request.is_emergency, request.reason, request.amount_yuan) == (
        True, "停电", Decimal("112.5"),
    )  # fmt: skip


def test_a_request_is_approved_and_its_order_passed_on(
    site, canteen, seller, potato, tomorrow, sign_in
):
    client = signed_in(sign_in, site, "buyer")
    key = key_of(propose(canteen, seller, potato, tomorrow))
    client.post(
        reverse(DESK),
        {"take": [key], f"seen-{key}": "30", f"packs-{key}": "3", f"price-{key}": "42"},
    )
    request = PurchaseRequest.objects.get()
    page = client.get(reverse("canteen:purchase_request", args=[request.number]))
    withdraw = reverse("people:approval_withdraw", args=[request.approval_id])
    assert withdraw in page.content.decode()
    manager = make_actor(
        site=site, person=make_person(site=site), grants=role_grants("canteen_manager")
    )
    approvals.decide(
        approval_id=request.approval_id,
        position=1,
        is_agreed=True,
        reason="",
        actor=manager,
        at=timezone.now(),
    )
    journal.deliver_all(now=timezone.now())
    order = PurchaseOrder.objects.get()
    page = client.get(reverse("canteen:purchase_order", args=[order.number])).content.decode()
    assert "1. 土豆 30" in page
    paper = client.get(reverse("canteen:purchase_order_print", args=[order.number]))
    assert "¥126.00" in paper.content.decode()


def test_an_order_is_closed_and_cancelled_with_a_reason(site, canteen, potato, sign_in):
    client = signed_in(sign_in, site, "buyer")
    first, second = make_order(canteen=canteen), make_order(canteen=canteen)
    for order in (first, second):
        make_order_line(order=order, ingredient=potato)
    close = reverse("canteen:purchase_order_close", args=[first.number])
    assert client.post(close, {"reason": ""}).status_code == 422
    assert client.post(close, {"reason": "缺货"}).status_code == 302
    again = client.post(close, {"reason": "缺货"})
    assert again.status_code == 422
    cancel = reverse("canteen:purchase_order_cancel", args=[second.number])
    assert client.post(cancel, {"reason": "停业"}).status_code == 302
    statuses = PurchaseOrder.objects.order_by("id").values_list("status", flat=True)
    assert list(statuses) == [OrderStatus.CLOSED, OrderStatus.CANCELLED]


def test_prices_of_a_year_are_drawn(site, seller, potato, sign_in):
    make_contract_price(supplier=seller, ingredient=potato, price="4.00")
    make_survey(ingredient=potato, on=timezone.localdate(), price="3.70")
    page = signed_in(sign_in, site, "leader").get(reverse("canteen:prices")).content.decode()
    assert "土豆" in page
    assert "3.7" in page


LISTS = [DESK, "canteen:purchase_requests", "canteen:purchase_orders", "canteen:prices"]
READERS = {"leader", "canteen_manager", "buyer", "acceptor", "storekeeper", "food_safety_officer"}


@pytest.mark.parametrize("url", LISTS[:3])
@pytest.mark.parametrize("role", ["buyer", "acceptor", "kitchen", "till", "employee", "leader"])
def test_pages_open_for_who_may_read_purchases(site, canteen, sign_in, url, role):
    status = 200 if role in READERS else 403
    assert signed_in(sign_in, site, role).get(reverse(url)).status_code == status


def test_a_reader_gets_no_buttons(site, canteen, seller, potato, tomorrow, sign_in):
    propose(canteen, seller, potato, tomorrow)
    order = make_order(canteen=canteen)
    client = signed_in(sign_in, site, "acceptor")
    assert 'name="take"' not in client.get(reverse(DESK)).content.decode()
    page = client.get(reverse("canteen:purchase_order", args=[order.number])).content.decode()
    assert reverse("canteen:purchase_order_close", args=[order.number]) not in page


def test_another_sites_purchases_are_not_found(canteen, potato, sign_in):
    order = make_order(canteen=canteen)
    client = signed_in(sign_in, make_site(), "canteen_manager")
    pages = [
        ("canteen:purchase_order", order.number),
        ("canteen:purchase_order_print", order.number),
        ("canteen:purchase_request", order.request.number),
    ]
    for name, number in pages:
        assert client.get(reverse(name, args=[number])).status_code == 404
    close = reverse("canteen:purchase_order_close", args=[order.number])
    assert client.post(close, {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("url", LISTS)
def test_lists_make_few_queries_whatever_they_hold(
    site, canteen, seller, tomorrow, sign_in, assert_query_budget, url
):
    client = signed_in(sign_in, site, "buyer")
    for _place in range(12):
        ingredient = make_ingredient(site=site)
        propose(canteen, make_supplier(site=site), ingredient, tomorrow)
        make_order_line(order=make_order(canteen=canteen), ingredient=ingredient)
    client.get(reverse(url))
    with assert_query_budget(20):
        client.get(reverse(url))
