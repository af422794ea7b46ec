from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from jieyue.canteen.balance import actions
from jieyue.canteen.balance.charts import flows, sankey
from jieyue.canteen.balance.factories import make_kitchen_day
from jieyue.canteen.balance.models import BalanceCheck
from jieyue.canteen.balance.queries import reckon
from jieyue.canteen.factories import make_canteen
from jieyue.canteen.stock.factories import MONDAY
from jieyue.kit.actor import system
from jieyue.people.factories import make_account, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

READERS = {"leader", "canteen_manager", "food_safety_officer"}
EVENING = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)


@pytest.fixture
def canteen(db):
    canteen = make_canteen()
    make_kitchen_day(canteen=canteen, issued="45")
    actor = system("test", site_id=canteen.site_id)
    actions.open_checks(canteen_id=canteen.id, day=MONDAY, actor=actor, at=EVENING)
    return canteen


def page(**query):
    return reverse("canteen:balance", query={"day": str(MONDAY), **query})


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_see_the_balance(canteen, sign_in, role):
    client = sign_in(make_account(site=canteen.site, grants=role_grants(role)))
    assert client.get(page()).status_code == (200 if role in READERS else 403)


def test_a_gap_is_shown_and_explained(canteen, sign_in):
    client = sign_in(make_account(site=canteen.site, grants=role_grants("canteen_manager")))
    assert "+7.50" in client.get(page()).content.decode()
    url = reverse("canteen:balance_explain", args=[BalanceCheck.objects.get().id])
    client.post(url, {"cause": "missing", "explanation": ""})
    assert BalanceCheck.objects.get().status == "open"
    client.post(url, {"cause": "missing", "explanation": "库管核对后确认"})
    assert "库管核对后确认" in client.get(page()).content.decode()


def test_what_flows_into_a_node_flows_out(canteen):
    day = reckon(canteen_id=canteen.id, site_id=canteen.site_id, day=MONDAY)
    came, went = {}, {}
    for source, target, kg, _yuan in flows(day):
        if kg > 0:
            went[source] = went.get(source, Decimal(0)) + kg
            came[target] = came.get(target, Decimal(0)) + kg
    inner = came.keys() & went.keys()
    assert len(inner) >= 4
    for node in inner:
        assert abs(came[node] - went[node]) < Decimal("0.001"), node
    option, table = sankey(day)
    assert len(option["series"][0]["links"]) == len(table.rows)


def test_another_site_has_no_such_check(canteen, sign_in):
    other = make_canteen(site=make_site())
    stranger = sign_in(make_account(site=other.site, grants=role_grants("canteen_manager")))
    url = reverse("canteen:balance_explain", args=[BalanceCheck.objects.get().id])
    assert stranger.post(url, {"cause": "missing", "explanation": "x"}).status_code == 404
    assert stranger.get(page(canteen=canteen.code)).status_code == 404


def test_an_empty_day_says_what_it_needs(canteen, sign_in):
    client = sign_in(make_account(site=canteen.site, grants=role_grants("leader")))
    assert client.get(page(day="2026-02-02")).status_code == 200
    assert client.get(page(day="gestern")).status_code == 404
