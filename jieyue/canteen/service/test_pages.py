import io
import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from jieyue.canteen.factories import make_canteen, make_meal_period
from jieyue.canteen.menus.factories import make_dish, make_menu
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.service import actions
from jieyue.canteen.service.factories import (
    make_booking,
    make_meal_account,
    make_price,
    make_till,
    serving,
)
from jieyue.canteen.service.models import AccountEntry, MealAccount, MealPrice, Till
from jieyue.canteen.service.rules import key_digest
from jieyue.kit.actor import Scope, system
from jieyue.people.factories import make_account, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db

PAGES = {
    "canteen:till": CanteenPermission.SERVICE_SELL,
    "canteen:meals_served": CanteenPermission.SERVICE_READ,
    "canteen:sales": CanteenPermission.SERVICE_READ,
    "canteen:accounts": CanteenPermission.ACCOUNTS_READ,
    "canteen:account_new": CanteenPermission.ACCOUNTS_EDIT,
    "canteen:accounts_import": CanteenPermission.ACCOUNTS_EDIT,
    "canteen:service_setup": CanteenPermission.SERVICE_CONFIGURE,
}
OFFICE = {
    CanteenPermission.ACCOUNTS_EDIT: Scope.COMPLEX,
    CanteenPermission.ACCOUNTS_READ: Scope.COMPLEX,
    CanteenPermission.SERVICE_CONFIGURE: Scope.COMPLEX,
    CanteenPermission.SERVICE_READ: Scope.COMPLEX,
    CanteenPermission.SERVICE_SELL: Scope.COMPLEX,
}


@pytest.fixture
def canteen():
    found = make_canteen()
    make_meal_period(canteen=found)
    make_price(canteen=found)
    return found


@pytest.fixture
def office(canteen, sign_in):
    return sign_in(make_account(site=canteen.site, grants=OFFICE))


def sell(canteen, **fields):
    at = timezone.now()
    wanted = serving(canteen=canteen, happened_at=at, already_served=True, **fields)
    actor = system("tests", site_id=canteen.site_id)
    return actions.sell(serving=wanted, actor=actor, at=at).sale


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_every_role_opens_what_it_may_and_nothing_else(canteen, sign_in, role):
    grants = role_grants(role)
    client = sign_in(make_account(site=canteen.site, grants=grants))
    wide = {page: grants.get(str(right)) is Scope.COMPLEX for page, right in PAGES.items()}

    answers = {page: client.get(reverse(page)).status_code for page in PAGES}
    assert answers == {page: 200 if may else 403 for page, may in wide.items()}


def test_the_till_has_what_it_needs_in_the_page(office, canteen):
    dish = make_dish(site=canteen.site, name="红烧狮子头")
    make_menu(canteen=canteen, day=timezone.localdate(), dishes=[dish])
    till = make_till(canteen=canteen, name="一号窗口")
    page = office.get(reverse("canteen:till"), {"till": till.id}).content.decode()

    assert "data-offline-page" in page
    content = re.search(r'<script id="till-catalogue"[^>]*>(.*?)</script>', page, re.DOTALL)[1]
    assert json.loads(content)["meals"][0]["dishes"][0]["name"] == "红烧狮子头"
    assert f'<option value="{till.id}" selected>' in page


def test_a_meal_served_shows_halves_by_till(office, canteen):
    dish = make_dish(site=canteen.site, name="清蒸鲈鱼")
    make_menu(canteen=canteen, day=timezone.localdate(), dishes=[dish])
    till = make_till(canteen=canteen, name="一号窗口")
    for _ in range(3):
        sell(canteen, portions={dish.id: Decimal("0.5")}, till_id=till.id)
    page = office.get(reverse("canteen:meals_served"), {"meal": "lunch"}).content.decode()

    assert "清蒸鲈鱼" in page
    assert '<td class="number">1.5</td>' in page
    assert "一号窗口" in page


def test_the_list_of_sales_does_not_grow_in_queries(office, canteen, assert_query_budget):
    for number in range(12):
        account = make_meal_account(person=make_person(site=canteen.site), card=f"card{number}")
        sell(canteen, card_number=account.card_number)
    with assert_query_budget(12):
        page = office.get(reverse("canteen:sales"))
    assert page.status_code == 200


def test_a_sale_is_taken_back_on_the_page_and_the_second_is_told(office, canteen):
    account = make_meal_account(person=make_person(site=canteen.site), card="0011", balance="20")
    sale = sell(canteen, card_number="0011")
    typed = {"client_id": str(sale.client_id), "reason": "重复刷卡"}

    office.post(reverse("canteen:sale_cancel"), typed)
    account.refresh_from_db()
    assert account.balance_yuan == Decimal("20.00")
    second = office.post(reverse("canteen:sale_cancel"), typed, follow=True)
    assert "已" in second.content.decode()
    assert AccountEntry.objects.count() == 2


def test_the_months_statement_and_its_excel(office, canteen):
    today = timezone.localdate()
    unit = make_unit(site=canteen.site, name="市档案馆")
    booking = make_booking(canteen=canteen, unit=unit, day=today, at=timezone.now())
    sell(canteen, guest_booking_id=booking.id, diners=3)
    make_meal_account(person=make_person(unit=unit), card="0011", balance="20")
    sell(canteen, card_number="0011")

    file = office.get(reverse("canteen:meal_statement"), {"export": "xlsx"})
    rows = list(load_workbook(io.BytesIO(file.content)).active.values)
    line = next(row for row in rows if row[0] == "市档案馆")
    assert [Decimal(str(value)) for value in line[1:]] == [
        Decimal(value) for value in ("3", "45.00", "1", "10.00", "5.00", "55.00")
    ]


def test_an_employee_sees_the_own_account_and_no_other(canteen, sign_in):
    person, other = make_person(site=canteen.site), make_person(site=canteen.site)
    make_meal_account(person=person, card="0011", balance="43.21")
    others = make_meal_account(person=other, card="0022", balance="98.76")
    client = sign_in(make_account(person=person, grants=role_grants("employee")))

    page = client.get(reverse("canteen:my_account")).content.decode()
    assert "43.21" in page
    assert client.get(reverse("canteen:account", args=[others.id])).status_code == 404
    assert client.get(reverse("canteen:accounts")).status_code == 403


def test_topping_up_keeps_what_was_typed_when_it_is_refused(office, canteen):
    account = make_meal_account(person=make_person(site=canteen.site))
    url = reverse("canteen:account_credit", args=[account.id])

    refused = office.post(url, {"kind": "top_up", "amount_yuan": "50000", "note": "十二月"})
    assert refused.status_code == 422
    assert "50000" in refused.content.decode()
    assert not AccountEntry.objects.exists()
    office.post(url, {"kind": "top_up", "amount_yuan": "50", "note": "十二月"})
    account.refresh_from_db()
    assert account.balance_yuan == Decimal("50.00")


def test_another_sites_account_is_not_there(office):
    stranger = make_meal_account(person=make_person(site=make_site()))
    assert office.get(reverse("canteen:account", args=[stranger.id])).status_code == 404
    for name in ("account_credit", "account_pay_out", "account_block"):
        typed = {"kind": "top_up", "amount_yuan": "1", "note": "x", "reason": "x", "block": "yes"}
        assert office.post(reverse(f"canteen:{name}", args=[stranger.id]), typed).status_code == 404


def test_opening_an_account_for_somebody_unknown(office, canteen):
    url = reverse("canteen:account_new")
    assert office.post(url, {"staff_no": "nobody"}).status_code == 422
    person = make_person(site=canteen.site)
    office.post(url, {"staff_no": person.staff_no, "card_number": "0099"})
    assert MealAccount.objects.get(person=person).card_number == "0099"
    again = office.post(url, {"staff_no": person.staff_no})
    assert again.status_code == 422


def test_a_till_is_registered_with_a_key_that_is_shown_once(office, canteen):
    typed = {"canteen": canteen.id, "code": "W1", "name": "一号窗口"}
    page = office.post(reverse("canteen:till_register"), typed).content.decode()
    key = re.search(r"jyt_[\w-]{20,}", page)[0]

    till = Till.objects.get()
    assert till.key_digest == key_digest(key)
    assert key not in office.get(reverse("canteen:service_setup")).content.decode()
    assert office.post(reverse("canteen:till_register"), typed).status_code == 422
    office.post(reverse("canteen:till_switch", args=[till.id]), {"active": "no"})
    till.refresh_from_db()
    assert not till.is_active


def test_a_price_begins_on_a_day_to_come(office, canteen):
    today = timezone.localdate()
    typed = {
        "canteen": canteen.id,
        "meal": "lunch",
        "dish": "",
        "effective_on": today,
        "price_yuan": "16",
        "subsidy_yuan": "10",
    }
    url = reverse("canteen:price_set")
    assert office.post(url, typed).status_code == 422  # lunch was sold at a price today
    assert office.post(url, {**typed, "subsidy_yuan": "17"}).status_code == 422
    tomorrow = {**typed, "effective_on": today + timedelta(days=1)}
    assert office.post(url, tomorrow).status_code == 302
    assert MealPrice.objects.count() == 2
