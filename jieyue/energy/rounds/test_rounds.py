"""Rounds: planned, walked, finished; what the phone gets, and who may do what."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.energy.factories import make_instrument, make_meter
from jieyue.energy.readings import storage
from jieyue.energy.readings.models import Quality
from jieyue.energy.readings.series import Series
from jieyue.energy.rounds import actions, progress, queries, refusals
from jieyue.energy.rounds.actions import Planned
from jieyue.energy.rounds.models import Round, RoundPlan, UnreadMeter
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_actor, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def manager(site):
    return make_actor(site=site, grants=role_grants("energy_manager"))


@pytest.fixture
def meters(site):
    return [
        make_meter(site=site, number=f"W-{n}", medium="water", interval_s=None) for n in range(1, 4)
    ]


@pytest.fixture
def walk(manager, meters):
    return actions.start(plan_id=planned(manager).id, actor=manager, at=AT)


def planned(actor, *numbers, plan_id=None, **more):
    values = {"name": "月末抄表", "every": "month", "due_day": 28} | more
    wanted = Planned(**values, numbers=numbers or ("W-2", "W-1", "W-3"))
    return actions.plan(planned=wanted, plan_id=plan_id, actor=actor, at=AT)


def read(meter, at, register, quality=Quality.HAND):
    one = Series(
        np.array([int(at.timestamp())], np.int64),
        np.array([int(Decimal(register) * 1000)], np.int64),
        np.array([quality], np.uint8),
    )
    storage.merge({meter.id: one}, site_id=meter.site_id)


def test_a_plan_keeps_the_walking_order_and_the_journal_tells_it(manager, meters):
    row = planned(manager)
    assert [stop.meter.number for stop in row.stops.all()] == ["W-2", "W-1", "W-3"]
    planned(manager, "W-3", plan_id=row.id, name="周抄表", every="week", due_day=5)
    assert [stop.meter.number for stop in row.stops.all()] == ["W-3"]
    assert Entry.objects.filter(name="energy.rounds.planned").count() == 2


@pytest.mark.parametrize(
    ("numbers", "more", "refused"),
    [
        ((" ",), {}, refusals.NoMeters),
        (("W-1", "W-9"), {}, refusals.NoSuchMeter),
        (("W-1", "W-2", "W-1"), {}, refusals.MeterNamedTwice),
        (("V",), {}, refusals.NoSuchMeter),  # nothing hangs at a virtual meter
        (("GONE",), {}, refusals.NoSuchMeter),
        (("OTHER",), {}, refusals.NoSuchMeter),
        (("W-1",), {"due_day": 29}, refusals.DueDayUnlike),
        (("W-1",), {"every": "week", "due_day": 8}, refusals.DueDayUnlike),
    ],
)
def test_a_plan_that_cannot_be_walked_is_refused(manager, meters, site, numbers, more, refused):
    make_meter(site=site, number="V", kind="virtual", formula="W-1")
    make_meter(site=site, number="GONE", status="stopped")
    make_meter(number="OTHER")
    with pytest.raises(refused):
        planned(manager, *numbers, **more)
    assert not RoundPlan.objects.exists()


def test_two_plans_cannot_have_one_name(manager, meters):
    planned(manager)
    with pytest.raises(refusals.PlanTaken):
        planned(manager)


def test_who_starts_second_walks_the_same_round(manager, walk):
    again = actions.start(plan_id=walk.plan_id, actor=manager, at=AT + timedelta(hours=1))
    assert again.id == walk.id
    assert str(walk.due_on) == "2026-11-28"


def test_progress_is_derived_from_hand_readings_since_the_round_began(manager, meters, walk):
    first, second, third = meters
    read(first, AT - timedelta(days=3), 5)  # before the round
    read(second, AT + timedelta(minutes=1), 7)
    read(third, AT + timedelta(minutes=2), 9, quality=Quality.DEVICE)  # nobody was there
    at = AT + timedelta(hours=1)
    assert progress.states([walk], at=at)[walk.id] == {"W-2": "read", "W-1": "", "W-3": ""}
    hinder(manager, "W-3")
    assert progress.states([walk], at=at)[walk.id]["W-3"] == "unread"


def hinder(actor, number, client_id=None):
    return actions.leave_unread(
        hindered=actions.Hindered(meter_number=number, reason="locked", note="门锁"),
        client_id=client_id or uuid4(),
        happened_at=AT + timedelta(minutes=5),
        actor=actor,
        at=AT + timedelta(minutes=9),
    )


def test_a_round_is_finished_when_each_meter_is_read_or_excused(manager, meters, walk):
    read(meters[0], AT + timedelta(minutes=1), 7)
    read(meters[1], AT + timedelta(minutes=2), 7)
    later = AT + timedelta(hours=1)
    with pytest.raises(refusals.RoundIncomplete) as caught:
        actions.finish(round_id=walk.id, actor=manager, at=later)
    assert caught.value.numbers == "W-3"
    hinder(manager, "W-3")
    actions.finish(round_id=walk.id, actor=manager, at=later)
    entry = Entry.objects.get(name="energy.rounds.finished")
    assert (entry.data["read"], entry.data["unread"]) == (2, 1)
    with pytest.raises(refusals.RoundOver) as caught:
        actions.finish(round_id=walk.id, actor=manager, at=later)
    assert caught.value.by == manager.name


def test_what_a_phone_sends_twice_is_kept_once(manager, meters):
    client_id = uuid4()
    assert hinder(manager, "W-1", client_id).id == hinder(manager, "W-1", client_id).id
    assert UnreadMeter.objects.count() == 1
    assert Entry.objects.filter(name="energy.rounds.unread").count() == 1


def test_a_stop_tells_the_last_register_and_the_usual_pace(manager, site):
    meter = make_meter(site=site, number="E-1", multiplier=Decimal(40), interval_s=None)
    for days, register in ((90, 100), (60, 400), (30, 700)):
        read(meter, AT - timedelta(days=days), register)
    (stop,) = queries.stops(manager, numbers=["E-1"], states={}, at=AT)
    assert (stop.last, stop.per_day, stop.multiplier) == ("700", "10", "40")
    assert stop.most_per_day == "600"  # 1000 kWh an hour through a multiplier of 40
    old = meter.instruments.get()
    old.removed_at, old.final_register = AT - timedelta(days=2), Decimal(720)
    old.save()
    make_instrument(meter=meter, installed_at=AT - timedelta(days=2), initial_register=Decimal(3))
    (stop,) = queries.stops(manager, numbers=["E-1"], states={}, at=AT)
    assert (stop.last, stop.per_day) == ("3", None)


def test_a_late_round_names_what_is_missing(manager, meters, walk):
    read(meters[0], AT + timedelta(minutes=1), 7)
    (row,) = queries.plans(manager, at=AT + timedelta(days=1))
    assert (row.is_late, row.late, row.done) == (False, [], 1)
    (row,) = queries.plans(manager, at=AT + timedelta(days=10))
    assert (row.is_late, row.late) == (True, ["W-2", "W-3"])


def test_the_walk_carries_all_that_judges_a_reading_without_network(sign_in, site, meters, walk):
    client = sign_in(make_account(site=site, grants=role_grants("meter_reader")))
    read(meters[0], timezone.now() - timedelta(days=1), 7)
    response = client.get(reverse("energy:round", args=[walk.id]))
    text = response.content.decode()
    assert "data-offline-page" in text
    told = {stop["number"]: stop for stop in response.context["known"]["stops"]}
    assert list(told) == ["W-2", "W-1", "W-3"]
    assert (told["W-1"]["last"], told["W-1"]["digits"]) == ("7", 6)
    assert json.dumps(response.context["known"])


def test_a_label_opens_the_stop_of_the_walked_round_or_the_meter_alone(
    sign_in, site, meters, manager
):
    client = sign_in(make_account(site=site, grants=role_grants("meter_reader")))
    page = reverse("energy:round_scan", args=[meters[0].qr_key])
    response = client.get(page)
    assert [stop.number for stop in response.context["stops"]] == ["W-1"]
    walk = actions.start(plan_id=planned(manager).id, actor=manager, at=AT)
    assert client.get(page).url == reverse("energy:round", args=[walk.id]) + "#W-1"
    other = make_meter()
    assert client.get(reverse("energy:round_scan", args=[other.qr_key])).status_code == 404
    assert client.get(reverse("energy:round_scan", args=["none"])).status_code == 404


def test_the_phone_says_why_a_meter_cannot_be_read(sign_in, site, meters):
    client = sign_in(make_account(site=site, grants=role_grants("meter_reader")))
    body = {
        "client_id": str(uuid4()),
        "happened_at": AT.isoformat(),
        "meter_number": "W-1",
        "reason": "covered",
        "photo": {"name": "a.png", "data": PIXEL},
    }
    page = reverse("api:energy_meter_unread")
    answer = client.post(page, body, content_type="application/json")
    assert answer.status_code == 201
    assert UnreadMeter.objects.get().photo_id
    assert client.post(page, body, content_type="application/json").status_code in (200, 201)
    assert UnreadMeter.objects.count() == 1
    wrong = body | {"client_id": str(uuid4()), "meter_number": "NONE"}
    assert client.post(page, wrong, content_type="application/json").status_code == 404
    make_meter(number="W-FAR")
    wrong = body | {"client_id": str(uuid4()), "meter_number": "W-FAR"}
    assert client.post(page, wrong, content_type="application/json").status_code == 404


def test_a_plan_is_made_and_refused_on_the_page(sign_in, site, meters):
    client = sign_in(make_account(site=site, grants=role_grants("energy_manager")))
    page = reverse("energy:round_plan_new")
    begun = client.get(page).context["form"].initial["numbers"]
    assert begun.split() == ["W-1", "W-2", "W-3"]
    data = {
        "name": "水表",
        "every": "month",
        "due_day": "28",
        "numbers": "W-1\nW-8",
        "is_active": "on",
    }
    answer = client.post(page, data)
    assert answer.status_code == 422
    assert "W-8" in answer.content.decode()
    assert client.post(page, data | {"numbers": "W-2 W-1"}).status_code == 302
    assert RoundPlan.objects.get().stops.count() == 2


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_only_whoever_may_opens_and_does_each(role, site, sign_in, meters, walk):
    grants = role_grants(role)
    client = sign_in(make_account(site=site, grants=grants))
    reads = "energy.readings.read" in grants
    records, edits = "energy.readings.record" in grants, "energy.meters.edit" in grants
    assert client.get(reverse("energy:rounds")).status_code == (200 if reads else 403)
    page = reverse("energy:round", args=[walk.id])
    assert client.get(page).status_code == (200 if reads else 403)
    assert client.get(reverse("energy:round_plan_new")).status_code == (200 if edits else 403)
    start = reverse("energy:round_start", args=[walk.plan_id])
    assert client.post(start).status_code == (302 if records else 403)
    finish = reverse("energy:round_finish", args=[walk.id])
    assert client.post(finish).status_code == (302 if records else 403)


def test_another_complexs_round_does_not_exist(sign_in, meters, walk):
    client = sign_in(make_account(grants=role_grants("energy_manager")))
    assert client.get(reverse("energy:round", args=[walk.id])).status_code == 404
    assert client.get(reverse("energy:round_plan", args=[walk.plan_id])).status_code == 404
    for page in ("energy:round_finish", "energy:round_start"):
        assert client.post(reverse(page, args=[walk.id])).status_code == 404
    assert Round.objects.get().finished_at is None


def test_queries_do_not_grow_with_meters(sign_in, site, manager, assert_query_budget):
    numbers = [make_meter(site=site, number=f"N-{n}").number for n in range(20)]
    walk = actions.start(plan_id=planned(manager, *numbers).id, actor=manager, at=AT)
    for n in range(3):
        planned(manager, *numbers, name=f"第{n}轮")
    client = sign_in(make_account(site=site, grants=role_grants("meter_reader")))
    for page in (reverse("energy:rounds"), reverse("energy:round", args=[walk.id])):
        client.get(page)
        with assert_query_budget(22):
            client.get(page)


def test_who_only_reads_cannot_plan_or_walk(site, meters, manager):
    reader = make_actor(site=site, grants=role_grants("leader"))
    plan = planned(manager)
    for write in (
        lambda: planned(reader, name="x"),
        lambda: actions.start(plan_id=plan.id, actor=reader, at=AT),
        lambda: hinder(reader, "W-1"),
    ):
        with pytest.raises(NotAllowed):
            write()
