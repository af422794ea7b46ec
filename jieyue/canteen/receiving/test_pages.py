"""The phone at the loading bay, its door, and the receipts."""

import base64
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.purchasing.factories import make_order, make_order_line
from jieyue.canteen.receiving.factories import make_receipt
from jieyue.canteen.receiving.models import Receipt, ReceiptLine
from jieyue.canteen.suppliers.factories import make_papers, make_supplier
from jieyue.canteen.suppliers.models import Certificate
from jieyue.people.factories import make_account, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
SENSES = {"colour": True, "smell": True, "package": True, "label": True}
PIXEL = "/9j/4AAQSkZJRgABAQAAAQABAAD/2Q=="


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def canteen():
    return make_canteen(name="机关食堂")


@pytest.fixture
def witness(canteen):
    return make_person(unit=make_unit(site=canteen.site), name="证人甲")


@pytest.fixture
def acceptor(canteen, sign_in):
    person = make_person(unit=make_unit(site=canteen.site), name="收货员")
    return sign_in(make_account(person=person, grants=role_grants("acceptor")))


def make_due_order(canteen, *, lines=1, name="土豆", category="杂货"):
    supplier = make_supplier(site=canteen.site)
    make_papers(supplier)
    order = make_order(canteen=canteen, supplier=supplier, deliver_on=timezone.localdate())
    for n in range(lines):
        ingredient = make_ingredient(
            site=canteen.site, name=f"{name}{order.id}-{n}", storage="dry", category=category
        )
        make_order_line(order=order, ingredient=ingredient)
    return order


def body_of(order, witness, **changes):
    """What the page's form sends, with a hole where a line did not come."""
    lines = [
        {
            "order_line_id": str(line.id),
            "came": True,
            "weighings": [{"gross": "10.5", "tare": "0.5"}, None],
            "senses": SENSES,
        }
        for line in order.lines.all()
    ]
    return {
        "client_id": str(uuid4()),
        "happened_at": timezone.now().isoformat(),
        "witness_id": str(witness.id),
        "seen_receipts": "0",
        "lines": [None, *lines],
    } | changes


def post(client, order, body, **headers):
    address = reverse(
        "api:canteen_receive", args=[order if isinstance(order, str) else order.number]
    )
    sent = {"X-Sent-At": timezone.now().isoformat(), **headers}
    return client.post(address, json.dumps(body), content_type="application/json", headers=sent)


def test_the_phone_shows_todays_orders_and_keeps_the_page(canteen, acceptor, witness):
    make_account(person=witness, grants=role_grants("storekeeper"))
    order = make_due_order(canteen)
    later = make_order(canteen=canteen, deliver_on=timezone.localdate() + timedelta(days=1))
    page = acceptor.get(reverse("canteen:receiving")).content.decode()
    assert "data-offline-page" in page
    assert order.number in page
    assert reverse("api:canteen_receive", args=[order.number]) in page
    assert "证人甲" in page
    assert later.number not in page


def test_a_delivery_is_received_once_however_often_it_is_sent(canteen, acceptor, witness):
    order = make_due_order(canteen)
    body = body_of(order, witness)
    key = {"Idempotency-Key": body["client_id"]}
    first, second = (post(acceptor, order, body, **key) for _ in range(2))
    assert (first.status_code, first.json()) == (201, second.json())
    without_key = post(acceptor, order, body)
    assert without_key.json()["number"] == first.json()["number"]
    assert Receipt.objects.count() == 1
    other = post(acceptor, order, body | {"note": "anders"})
    assert (other.status_code, other.json()["code"]) == (422, "KeyReused")
    [line] = first.json()["lines"]
    assert (line["accepted"], line["result"], line["flags"]) == ("10.000", "accepted", [])
    shown = acceptor.get(reverse("canteen:receiving")).content.decode()
    assert first.json()["number"] in shown


def test_a_photo_and_papers_of_the_whole_delivery_come_along(canteen, acceptor, witness):
    order = make_due_order(canteen, category="叶菜")
    body = body_of(order, witness)
    body["lines"][1]["photo"] = {"name": "菜.jpg", "data": PIXEL}
    refused = post(acceptor, order, body)
    assert refused.json()["code"] == "MustBeRejected"
    assert "承诺达标合格证" in refused.json()["detail"]
    body["papers"] = [{"kind": "produce_conformity", "number": "HG-7"}, {"kind": "purchase_slip"}]
    number = post(acceptor, order, body).json()["number"]
    page = acceptor.get(reverse("canteen:receipt", args=[number]))
    assert "HG-7" in page.content.decode()
    photo = ReceiptLine.objects.get().photo
    kept = acceptor.get(reverse("kit:file", args=[photo.id]))
    assert kept.getvalue() == base64.b64decode(PIXEL)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"witness_id": None}, 422, "WitnessMissing"),
        ({"lines": []}, 422, "NothingReceived"),
        ({"happened_at": "2026-03-02T06:30:00"}, 422, "ValidationError"),
        ({"client_id": "keine"}, 422, "ValidationError"),
        ({"weighing": {"gross": "-3"}}, 422, "NegativeWeight"),
        ({"weighing": {"gross": "3", "tare": "4"}}, 422, "TareAboveGross"),
        ({"weighing": {"gross": "30"}}, 422, "ReasonMissing"),
        ({"weighing": {"gross": "NaN"}}, 422, "ValidationError"),
    ],
)
def test_bad_input_is_told_in_words_and_stores_nothing(
    canteen, acceptor, witness, change, status, code
):
    order = make_due_order(canteen)
    body = body_of(order, witness)
    weighing = change.pop("weighing", None)
    body |= change
    if weighing:
        body["lines"][1]["weighings"] = [weighing]
    answer = post(acceptor, order, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]
    assert not Receipt.objects.exists()


def test_no_receipt_without_an_order(canteen, acceptor, witness):
    answer = post(acceptor, "PO-2026-99999", body_of(make_due_order(canteen), witness))
    assert (answer.status_code, answer.json()["code"]) == (404, "NoSuchOrder")
    assert "PO-2026-99999" in answer.json()["detail"]


def test_a_supplier_without_papers_is_blocked_on_the_screen_and_at_the_door(
    canteen, acceptor, witness
):
    order = make_due_order(canteen)
    Certificate.objects.all().delete()
    page = acceptor.get(reverse("canteen:receiving")).content.decode()
    assert reverse("api:canteen_receive", args=[order.number]) not in page
    answer = post(acceptor, order, body_of(order, witness))
    assert (answer.status_code, answer.json()["code"]) == (409, "SupplierPapersMissing")


def test_the_second_person_reads_who_was_first(canteen, acceptor, witness):
    order = make_due_order(canteen, lines=2)
    first = body_of(order, witness)
    first["lines"] = first["lines"][:2]
    assert post(acceptor, order, first).status_code == 201
    second = body_of(order, witness)
    second["lines"] = second["lines"][2:]
    answer = post(acceptor, order, second)
    assert (answer.status_code, answer.json()["code"]) == (409, "ReceivedMeanwhile")
    assert "收货员" in answer.json()["detail"]
    assert post(acceptor, order, second | {"seen_receipts": 1}).status_code == 201


def test_a_wrong_clock_shows_both_times(canteen, acceptor, witness):
    order = make_due_order(canteen)
    fast = timezone.now() + timedelta(hours=2)
    body = body_of(order, witness, happened_at=fast.isoformat())
    answer = post(acceptor, order, body, **{"X-Sent-At": fast.isoformat()}).json()
    assert answer["flags"] == ["clock_skew"]
    assert 7190 < answer["clock_skew_s"] < 7210
    page = acceptor.get(reverse("canteen:receipt", args=[answer["number"]])).content.decode()
    assert timezone.localtime(fast).strftime("%H:%M") in page


def test_the_receipt_has_a_page_a_print_and_a_line_in_the_list(canteen, acceptor):
    receipt = make_receipt(make_due_order(canteen))
    for name in ("receipt", "receipt_print"):
        page = acceptor.get(reverse(f"canteen:{name}", args=[receipt.number]))
        assert page.status_code == 200
        assert receipt.order.number in page.content.decode()
    assert "size: A4" in page.content.decode()
    assert receipt.number in acceptor.get(reverse("canteen:receipts")).content.decode()
    items = acceptor.get("/api/v1/canteen/receipts").json()["items"]
    assert [item["number"] for item in items] == [receipt.number]


def test_pages_make_few_queries_whatever_the_rows(canteen, acceptor, assert_query_budget):
    addresses = [(reverse("canteen:receiving"), 26), (reverse("canteen:receipts"), 18)]

    def look():
        for address, most in addresses:
            with assert_query_budget(most):
                assert acceptor.get(address).status_code == 200

    make_due_order(canteen)
    make_receipt(make_due_order(canteen, lines=1))
    for address, _ in addresses:
        acceptor.get(address)
    look()
    for _ in range(6):
        make_due_order(canteen, lines=5)
        make_receipt(make_due_order(canteen, lines=5))
    look()


READERS = (
    "acceptor", "buyer", "canteen_manager", "food_inspector", "food_safety_officer", "leader",
    "storekeeper",
)  # fmt: skip


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_read_and_who_may_receive(canteen, witness, sign_in, role):
    receipt = make_receipt(make_due_order(canteen))
    order = make_due_order(canteen)
    person = make_person(unit=make_unit(site=canteen.site))
    client = sign_in(make_account(person=person, grants=role_grants(role)))
    for name, arguments in (("receiving", []), ("receipts", []), ("receipt", [receipt.number])):
        page = client.get(reverse(f"canteen:{name}", args=arguments))
        assert page.status_code == (200 if role in READERS else 403)
    form = reverse("api:canteen_receive", args=[order.number])
    shown = client.get(reverse("canteen:receiving")).content.decode()
    may = role in ("acceptor", "canteen_manager")
    assert (form in shown) is may
    assert post(client, order, body_of(order, witness)).status_code == (201 if may else 403)


def test_another_sites_receipts_do_not_exist(canteen, sign_in, witness):
    receipt = make_receipt(make_due_order(canteen))
    order = make_due_order(canteen)
    site = make_site()
    make_canteen(site=site)
    stranger = sign_in(
        make_account(person=make_person(site=site), grants=role_grants("canteen_manager"))
    )
    for name in ("receipt", "receipt_print"):
        page = stranger.get(reverse(f"canteen:{name}", args=[receipt.number]))
        assert page.status_code == 404
    assert receipt.number not in stranger.get(reverse("canteen:receipts")).content.decode()
    assert post(stranger, order, body_of(order, witness)).status_code == 404
