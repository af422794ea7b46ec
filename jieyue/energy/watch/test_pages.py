"""The board, one episode, wishes, settings and API: through the client, for every role."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from jieyue.energy.factories import make_meter
from jieyue.energy.watch.episodes import open_or_extend
from jieyue.energy.watch.models import (
    Duty,
    Episode,
    EpisodeKind,
    EpisodeStatus,
    Exemption,
    Severity,
    Subscription,
)
from jieyue.people.factories import make_account, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def unit():
    return make_unit()


def opened(unit, *, kind=EpisodeKind.DEAD, at=AT, of_unit=True):
    meter = make_meter(site=unit.site, unit=unit if of_unit else None)
    return open_or_extend(
        site_id=unit.site_id, kind=kind, meter_id=meter.id, started_at=at - timedelta(hours=3),
        seen_at=at, severity=Severity.MAJOR, yuan_per_day=Decimal("12.30"),
        size_per_hour=Decimal("0.6"), detail={"hours": 3, "meters": 1},
        source=f"{kind}:{meter.id}", parameters_used={}, at=at,
    )  # fmt: skip


@pytest.fixture
def sign(sign_in, unit):
    def sign(role, *, of=None):
        person = make_person(unit=of or unit)
        return sign_in(make_account(person=person, grants=role_grants(role)))

    return sign


SEES = {
    "energy_manager": "complex",
    "energy_statistician": "complex",
    "leader": "complex",
    "meter_reader": "complex",
    "office_administrator": "complex",
    "unit_energy_officer": "unit",
}


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_what_each_role_may_open(sign, unit, role):
    own, other = opened(unit), opened(unit, of_unit=False)
    client = sign(role)
    scope = SEES.get(role)
    board = client.get(reverse("energy:watch"))
    assert board.status_code == (403 if scope is None else 200)
    assert client.get(reverse("energy:watch_wishes")).status_code == board.status_code
    own_page = client.get(reverse("energy:episode", args=[own.number]))
    assert own_page.status_code == (404 if scope is None else 200)
    other_page = client.get(reverse("energy:episode", args=[other.number]))
    assert other_page.status_code == (200 if scope == "complex" else 404)
    settings = client.get(reverse("energy:watch_settings"))
    assert settings.status_code == (200 if role == "energy_manager" else 403)
    reply = client.get("/api/v1/energy/episodes")
    assert reply.status_code == (403 if scope is None else 200)
    if scope is not None:
        assert len(reply.json()["items"]) == (2 if scope == "complex" else 1)


@pytest.mark.parametrize("role", ["energy_statistician", "leader", "unit_energy_officer"])
def test_who_only_reads_cannot_act(sign, unit, role):
    episode = opened(unit)
    client = sign(role)
    address = reverse("energy:episode", args=[episode.number])
    assert "I take it on" not in client.get(address, headers={"accept-language": "en"}).text
    assert client.post(address, {"do": "acknowledge"}).status_code == 403
    bulk = client.post(reverse("energy:watch_bulk"), {"numbers": [episode.number]})
    assert bulk.status_code == 403
    assert Episode.objects.get().status == EpisodeStatus.OPEN


def test_another_sites_episode_does_not_exist(sign, unit):
    episode = opened(make_unit(site=make_site()))
    client = sign("energy_manager")
    address = reverse("energy:episode", args=[episode.number])
    assert client.get(address).status_code == 404
    assert client.post(address, {"do": "acknowledge"}).status_code == 404
    bulk = client.post(reverse("energy:watch_bulk"), {"numbers": [episode.number]})
    assert bulk.status_code == 404


def test_the_life_of_an_episode_on_its_page(sign, unit):
    episode = opened(unit)
    client = sign("meter_reader")
    address = reverse("energy:episode", args=[episode.number])
    for act, note, status in (
        ("acknowledge", "", "acknowledged"),
        ("take_on", "", "in_work"),
        ("resolve", "loose plug", "resolved"),
        ("reopen", "no, it is not", "open"),
    ):
        assert client.post(address, {"do": act, "note": note}).status_code == 302
        assert Episode.objects.get().status == status
    assert "loose plug" in client.get(address).text


def test_a_refusal_keeps_what_was_typed(sign, unit):
    leak = opened(unit, kind=EpisodeKind.LEAK)
    client = sign("energy_manager")
    address = reverse("energy:episode", args=[leak.number])
    reply = client.post(address, {"do": "resolve", "note": "valve closed by hand"})
    assert reply.status_code == 422
    assert "valve closed by hand" in reply.text
    assert client.post(address, {"do": "resolve", "note": ""}).status_code == 422
    assert client.post(address, {"do": "dance"}).status_code == 404


def test_the_second_with_an_old_screen_is_told(sign, unit):
    episode = opened(unit)
    client = sign("energy_manager")
    address = reverse("energy:episode", args=[episode.number])
    typed = {"do": "acknowledge", "seen": str(episode.revision)}
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 422


def test_the_board_filters(sign, unit):
    dead, leak = opened(unit), opened(unit, kind=EpisodeKind.LEAK)
    client = sign("energy_manager")
    board = reverse("energy:watch")
    Episode.objects.filter(id=dead.id).update(status="acknowledged", gone_at=AT)
    for query, shown in (
        ("", {dead, leak}),
        ("?state=open", {leak}),
        ("?state=going", {leak}),
        ("?state=resolved", set()),
        ("?kind=leak", {leak}),
        ("?severity=4", set()),
        (f"?q={dead.meter.number}", {dead}),
        (f"?unit={unit.short_name}", {dead, leak}),
        ("?mine=on", set()),
    ):
        text = client.get(board + query).text
        assert {each for each in (dead, leak) if f"/{each.number}/" in text} == shown, query


def test_the_boards_queries_do_not_grow(sign, unit, assert_query_budget):
    client = sign("energy_manager")
    opened(unit)
    client.get(reverse("energy:watch"))
    for _ in range(12):
        opened(unit)
    with assert_query_budget(16):
        assert client.get(reverse("energy:watch")).status_code == 200


def test_the_board_goes_out_to_excel(sign, unit):
    opened(unit)
    reply = sign("energy_manager").get(reverse("energy:watch") + "?export=xlsx")
    assert reply.status_code == 200
    assert "spreadsheet" in reply["Content-Type"]


def test_several_at_once(sign, unit):
    numbers = [opened(unit).number for _ in range(3)]
    client = sign("energy_manager")
    client.post(reverse("energy:watch_bulk"), {"numbers": numbers[:2], "do": "acknowledge"})
    assert Episode.objects.filter(status="acknowledged").count() == 2
    person = make_person(unit=unit)
    client.post(
        reverse("energy:watch_bulk"), {"numbers": numbers, "do": "assign", "person": person.id}
    )
    assert Episode.objects.filter(status="in_work", owner=person).count() == 3
    assert client.post(reverse("energy:watch_bulk"), {}).status_code == 302
    bad = {"numbers": numbers, "do": "assign", "person": "x"}
    assert client.post(reverse("energy:watch_bulk"), bad).status_code == 302
    assert Episode.objects.filter(owner=person).count() == 3


def test_ones_own_wishes(sign):
    client = sign("leader")
    address = reverse("energy:watch_wishes")
    typed = {"rest_how": "digest", "rest_least": "3", "leak_how": "at_once", "leak_least": "1"}
    assert client.post(address, typed).status_code == 302
    kept = set(Subscription.objects.values_list("kind", "least", "how"))
    assert kept == {("", 3, "digest"), ("leak", 1, "at_once")}
    assert client.get(address).status_code == 200
    assert client.post(address, {"rest_how": "shout"}).status_code == 422
    assert client.post(address, {}).status_code == 302
    assert not Subscription.objects.exists()


def test_duties_and_exemptions(sign, unit):
    client = sign("energy_manager")
    meter = make_meter(site=unit.site)
    me = make_person(unit=unit)
    make_account(person=me, grants=role_grants("meter_reader"))
    duty = {"kind": "leak", "unit": unit.id, "person": me.id}
    assert client.post(reverse("energy:watch_duty"), duty).status_code == 302
    assert opened(unit, kind=EpisodeKind.LEAK).owner_id == me.id
    assert client.post(reverse("energy:watch_duty"), duty | {"person": 0}).status_code == 422
    client.post(reverse("energy:watch_duty"), duty | {"do": "remove"})
    assert not Duty.objects.exists()
    exempt = {"meter_number": meter.number, "until_on": "2099-01-01", "reason": "works"}
    address = reverse("energy:watch_exempt")
    refused = client.post(address, exempt)
    assert refused.status_code == 422
    assert "works" in refused.text
    soon = (datetime.now(tz=UTC) + timedelta(days=9)).date().isoformat()
    assert client.post(address, exempt | {"meter_number": "none"}).status_code == 422
    assert client.post(address, exempt | {"until_on": soon}).status_code == 302
    kept = Exemption.objects.get()
    assert client.get(reverse("energy:watch_settings")).status_code == 200
    end = reverse("energy:watch_end_exemption", args=[kept.id])
    assert client.post(end).status_code == 302
    assert client.post(end).status_code == 404


def test_the_api_pages_through(sign, unit):
    for _ in range(3):
        opened(unit)
    client = sign("energy_manager")
    first = client.get("/api/v1/energy/episodes?size=2").json()
    rest = client.get(f"/api/v1/energy/episodes?size=2&cursor={first['next']}").json()
    numbers = [item["number"] for item in first["items"] + rest["items"]]
    assert len(set(numbers)) == 3
    assert json.dumps(first["items"][0]["yuan_per_day"]) == '"12.30"'
    assert client.get("/api/v1/energy/episodes?kind=none").json()["items"] == []
    assert client.get("/api/v1/energy/episodes?status=resolved").json()["items"] == []
