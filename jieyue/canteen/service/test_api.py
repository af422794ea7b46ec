from uuid import uuid4

import pytest
from django.utils import timezone

from jieyue.canteen.factories import make_canteen, make_meal_period
from jieyue.canteen.menus.factories import make_dish
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.service import tills
from jieyue.canteen.service.factories import make_meal_account, make_price, make_till
from jieyue.canteen.service.models import Sale, Till
from jieyue.canteen.service.rules import card_digest
from jieyue.kit.actor import Scope
from jieyue.people.factories import make_account, make_actor, make_person, make_site

pytestmark = pytest.mark.django_db

KEY = "jyt_secret"
SALES = "/api/v1/canteen/sales"


@pytest.fixture
def canteen():
    found = make_canteen()
    make_price(canteen=found)
    return found


@pytest.fixture
def till(canteen):
    return make_till(canteen=canteen, key=KEY)


def body(canteen, **fields):
    return {
        "client_id": str(uuid4()),
        "canteen_id": canteen.id,
        "meal": "lunch",
        "happened_at": timezone.now().isoformat(),
        **fields,
    }


def post(client, content, *, url=SALES, key=KEY, **headers):
    headers = {"Authorization": f"Bearer {key}", **headers} if key else headers
    return client.post(url, content, content_type="application/json", headers=headers)


def test_a_till_sells_with_its_key(client, canteen, till):
    person = make_person(site=canteen.site, name="李文静")
    make_meal_account(person=person, card="0011", balance="20.00")
    dish = make_dish(site=canteen.site)
    content = body(canteen, card_number="0011", dishes=[{"dish_id": dish.id, "portions": "0.5"}])

    reply = post(client, content)
    assert reply.status_code == 201, reply.content
    said = reply.json()
    assert (said["name"], said["own_share_yuan"], said["balance_yuan"]) == (
        "李文静",
        "5.00",
        "15.00",
    )
    assert Sale.objects.get().till == till
    assert post(client, content).status_code == 200  # known already
    assert Sale.objects.count() == 1


def test_a_wrong_old_or_switched_off_key_is_no_sign_in(client, canteen, till):
    assert post(client, body(canteen), key="jyt_other").status_code == 401
    configuring = make_actor(
        site=canteen.site,
        grants={
            CanteenPermission.SERVICE_CONFIGURE: Scope.COMPLEX,
            CanteenPermission.SERVICE_READ: Scope.COMPLEX,
        },
    )
    new = tills.renew_key(till_id=till.id, actor=configuring, at=timezone.now())
    assert post(client, body(canteen)).status_code == 401
    assert post(client, body(canteen), key=new.key).status_code == 201
    Till.objects.update(is_active=False)
    assert post(client, body(canteen), key=new.key).status_code == 401


def test_a_refusal_says_what_would_allow_it(client, canteen, till):
    make_meal_account(person=make_person(site=canteen.site, name="李文静"), card="1", balance="2")
    reply = post(client, body(canteen, card_number="1"), **{"Accept-Language": "en"})

    assert (reply.status_code, reply.json()["code"]) == (409, "NotEnoughMoney")
    assert "Top it up by at least 3.00" in reply.json()["detail"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"happened_at": "2026-11-23T12:00:00"},
        {"meal": "brunch"},
        {"diners": 0},
        {"dishes": [{"dish_id": 1, "portions": "0.7"}]},
        {"dishes": [{"dish_id": 999_999, "portions": "1"}]},
    ],
)
def test_bad_input_is_said_and_nothing_is_stored(client, canteen, till, wrong):
    assert post(client, body(canteen, **wrong)).status_code == 422
    assert not Sale.objects.exists()


def test_the_device_clock_at_sending_corrects_what_happened(client, canteen, till):
    now = timezone.now()
    ahead = now + timezone.timedelta(hours=30)
    content = body(canteen, happened_at=ahead.isoformat())

    post(client, content, **{"X-Sent-At": ahead.isoformat()})
    sale = Sale.objects.get()
    assert abs((sale.happened_at - now).total_seconds()) < 60
    assert sale.flags == ["clock_off"]


def test_a_person_sells_from_the_page_with_the_csrf_token(canteen, sign_in):
    from django.test import Client

    account = make_account(
        site=canteen.site, grants={CanteenPermission.SERVICE_SELL: Scope.COMPLEX}
    )
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)
    assert post(client, body(canteen), key="").status_code == 403

    client.get("/canteen/tills/")
    token = client.cookies["csrftoken"].value
    assert post(client, body(canteen), key="", **{"X-CSRFToken": token}).status_code == 201


def test_taking_back_by_api(client, canteen, till):
    content = body(canteen, diners=3)
    post(client, content)
    url = f"{SALES}/{content['client_id']}/cancel"

    assert post(client, {"reason": "打错"}, url=url).status_code == 200
    assert post(client, {"reason": "打错"}, url=url).status_code == 409
    assert post(client, {"reason": "x"}, url=f"{SALES}/{uuid4()}/cancel").status_code == 404


def test_a_till_learns_prices_and_cards_but_no_number_and_no_name(client, canteen, till):
    make_meal_period(canteen=canteen)
    person = make_person(site=canteen.site, name="李文静")
    make_meal_account(person=person, card="0011223344", balance="20.00")
    make_meal_account(person=make_person(site=make_site()), card="55667788", balance="1")
    reply = client.get(
        "/api/v1/canteen/tills/catalogue",
        {"canteen_id": canteen.id},
        headers={"Authorization": f"Bearer {KEY}"},
    )

    said = reply.json()
    assert said["meals"][0]["price"] == "15.00"
    assert said["cards"]["cards"] == {card_digest("0011223344", salt=said["cards"]["salt"]): "ok"}
    assert "0011223344" not in reply.content.decode()
    assert "李文静" not in reply.content.decode()


def test_a_forged_list_of_cards_is_flagged(client, canteen, till):
    reply = client.get(
        "/api/v1/canteen/tills/catalogue",
        {"canteen_id": canteen.id},
        headers={"Authorization": f"Bearer {KEY}"},
    )
    signature = reply.json()["cards"]["signature"]

    assert post(client, body(canteen, card_list=signature)).json()["flags"] == []
    forged = signature[:-2] + "xx"
    assert post(client, body(canteen, card_list=forged)).json()["flags"] == ["old_card_list"]


def test_another_sites_canteen_is_not_there(client, canteen, till):
    assert post(client, body(make_canteen(site=make_site()))).status_code == 404


def test_a_sale_needs_few_queries(client, canteen, till, assert_query_budget):
    person = make_person(site=canteen.site)
    make_meal_account(person=person, card="0011", balance="20.00")
    dishes = [{"dish_id": make_dish(site=canteen.site).id} for _ in range(4)]
    post(client, body(canteen))
    with assert_query_budget(22):
        post(client, body(canteen, card_number="0011", dishes=dishes))
