"""Suppliers, their papers and prices, through the client."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.suppliers.factories import (
    make_certificate,
    make_contract_price,
    make_papers,
    make_supplier,
    make_terms,
)
from jieyue.canteen.suppliers.models import Certificate, ContractPrice, PriceSurvey, Supplier
from jieyue.kit import parameters
from jieyue.people.factories import make_account, make_site, role_grants

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def site():
    site = make_site()
    parameters.read(site_id=site.id, on=timezone.localdate())
    return site


@pytest.fixture
def supplier(site):
    return make_supplier(site=site, name="蔬菜公司", phone="13800000000")


def signed_in(sign_in, site, role):
    return sign_in(make_account(site=site, grants=role_grants(role)))


def test_a_supplier_without_papers_is_marked_until_they_are_verified(site, supplier, sign_in):
    client = signed_in(sign_in, site, "buyer")
    url = reverse("canteen:supplier", args=[supplier.code])
    page = client.get(url)
    assert len(page.context["blocked_by"]) == 2
    posted = {
        "kind": "food_business",
        "number": "JY15118000000001",
        "valid_from": "2025-01-01",
        "valid_to": "",
        "scan": SimpleUploadedFile("许可证.pdf", b"%PDF-1.4"),
    }
    entered = reverse("canteen:certificate_new", args=[supplier.code])
    assert client.post(entered, posted).status_code == 302
    row = Certificate.objects.get()
    page = client.get(url).content.decode()
    assert reverse("kit:file", args=[row.scan_id]) in page
    verify = reverse("canteen:certificate_verify", args=[row.id])
    assert verify not in page  # a buyer does not verify
    inspector = signed_in(sign_in, site, "food_inspector")
    assert verify in inspector.get(url).content.decode()
    inspector.post(verify)
    assert len(inspector.get(url).context["blocked_by"]) == 1


def test_a_bad_scan_and_days_the_wrong_way_round_come_back_with_what_was_typed(
    site, supplier, sign_in
):
    client = signed_in(sign_in, site, "buyer")
    url = reverse("canteen:certificate_new", args=[supplier.code])
    posted = {"kind": "other", "number": "NR-7", "valid_from": "2026-01-01"}
    bad = SimpleUploadedFile("x.exe", b"MZ")
    for changes in ({"scan": bad}, {"valid_to": "2025-01-01"}, {"valid_from": "heute"}):
        reply = client.post(url, posted | changes)
        assert reply.status_code == 422
        assert "NR-7" in reply.content.decode()
    assert not Certificate.objects.exists()


def test_a_supplier_is_added_and_changed(site, sign_in):
    client = signed_in(sign_in, site, "buyer")
    posted = {
        "code": "GRAIN",
        "name": "粮油公司",
        "minimum_order_yuan": "300",
        "delivery_weekdays": "135",
        "is_active": "on",
    }
    new = reverse("canteen:supplier_new")
    assert client.get(new).status_code == 200
    assert client.post(new, posted).status_code == 302
    assert client.post(new, posted).status_code == 422  # the code is taken
    edit = reverse("canteen:supplier_edit", args=["GRAIN"])
    assert client.get(edit).status_code == 200
    assert client.post(edit, posted | {"delivery_weekdays": "9"}).status_code == 422
    assert client.post(edit, posted | {"name": "新粮油公司"}).status_code == 302
    found = Supplier.objects.get()
    assert (found.code, found.name, found.delivery_weekdays) == ("GRAIN", "新粮油公司", "135")


def test_a_contract_price_is_agreed_once_a_day(site, supplier, sign_in):
    client, potato = signed_in(sign_in, site, "buyer"), make_ingredient(site=site, name="土豆")
    url = reverse("canteen:contract_price_new", args=[supplier.code])
    posted = {"ingredient": potato.id, "price_yuan": "3.8", "effective_on": "2026-03-01"}
    assert client.post(url, posted).status_code == 302
    again = client.post(url, posted | {"price_yuan": "4.4"})
    assert again.status_code == 422
    assert "4.4" in again.content.decode()
    assert ContractPrice.objects.get().price_yuan == Decimal("3.8")


def test_prices_are_surveyed_on_the_phone(site, sign_in):
    potato = make_ingredient(site=site, name="土豆", category="蔬菜")
    make_ingredient(site=site, name="大米", category="粮油")
    client = signed_in(sign_in, site, "buyer")
    url = f"{reverse('canteen:price_survey')}?category=蔬菜"
    page = client.get(url).content.decode()
    assert "土豆" in page
    assert "大米" not in page
    today = timezone.localdate()
    posted = {"market": "城东市场", "surveyed_on": today.isoformat()}
    for typed in ("", "vier", "-1", "0"):
        reply = client.post(url, posted | {f"price-{potato.id}": typed})
        assert reply.status_code == 422
    future = posted | {"surveyed_on": (today + timedelta(days=1)).isoformat()}
    assert client.post(url, future | {f"price-{potato.id}": "3.5"}).status_code == 422
    assert not PriceSurvey.objects.exists()
    assert client.post(url, posted | {f"price-{potato.id}": "3.5"}).status_code == 302
    assert PriceSurvey.objects.get().price_yuan == Decimal("3.5")


PAGES = ["canteen:suppliers", "canteen:supplier_ratings"]


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("role", ["buyer", "acceptor", "food_inspector", "kitchen", "employee"])
def test_pages_open_for_who_may_read_suppliers(site, supplier, sign_in, url, role):
    status = 403 if role in ("kitchen", "employee") else 200
    assert signed_in(sign_in, site, role).get(reverse(url)).status_code == status


def test_a_reader_gets_no_buttons(site, supplier, sign_in):
    make_certificate(supplier=supplier, verified_at=None)
    client = signed_in(sign_in, site, "acceptor")
    page = client.get(reverse("canteen:supplier", args=[supplier.code])).content.decode()
    for name in ("certificate_new", "contract_price_new", "supplier_edit"):
        assert reverse(f"canteen:{name}", args=[supplier.code]) not in page
    assert client.get(reverse("canteen:supplier_new")).status_code == 403
    assert client.get(reverse("canteen:price_survey")).status_code == 403


def test_another_sites_supplier_is_not_found(supplier, sign_in):
    row = make_certificate(supplier=supplier, verified_at=None)
    client = signed_in(sign_in, make_site(), "canteen_manager")
    for name in ("supplier", "supplier_edit", "supplier_rating"):
        url = reverse(f"canteen:{name}", args=[supplier.code])
        assert client.get(url).status_code == 404
    for name in ("certificate_verify", "certificate_withdraw"):
        url = reverse(f"canteen:{name}", args=[row.id])
        assert client.post(url, {"reason": "x"}).status_code == 404
    posted = {"kind": "other", "number": "1", "valid_from": "2026-01-01"}
    url = reverse("canteen:certificate_new", args=[supplier.code])
    assert client.post(url, posted).status_code == 404


def test_list_and_page_make_few_queries_whatever_they_hold(
    site, supplier, sign_in, assert_query_budget
):
    client = signed_in(sign_in, site, "buyer")
    for _place in range(12):
        make_papers(make_supplier(site=site))
        ingredient = make_ingredient(site=site)
        make_terms(ingredient=ingredient, supplier=supplier)
        make_contract_price(supplier=supplier, ingredient=ingredient, price="3")
        make_certificate(supplier=supplier)
    pages = [
        reverse("canteen:suppliers"),
        reverse("canteen:supplier", args=[supplier.code]),
        reverse("canteen:supplier_ratings"),
        reverse("canteen:price_survey"),
    ]
    for url in pages:
        client.get(url)
        with assert_query_budget(20):
            assert client.get(url).status_code == 200
