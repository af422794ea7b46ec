from datetime import UTC, datetime, time, timedelta

import pytest

from jieyue.access.credentials.models import Block, Clearance, Credential, Measure
from jieyue.access.decisions import snapshots
from jieyue.access.decisions.rules import Question
from jieyue.access.decisions.snapshot import EMPTY, BadSnapshot, Snapshot
from jieyue.access.factories import (
    make_credential,
    make_device,
    make_gate,
    make_profile,
    make_zone,
)
from jieyue.access.gates import versions
from jieyue.access.gates.models import FireRelease, OpeningPlan, PlanSlot
from jieyue.people.factories import make_person, make_site, make_unit

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 0, 15, tzinfo=UTC)  # 08:15 in China, a Monday
AT_MS = int(AT.timestamp() * 1000)
DAY = timedelta(days=1)


@pytest.fixture
def gate():
    grounds = make_zone(code="grounds")
    zone = make_zone(site=grounds.site, code="A", parent=grounds, occupancy_limit=40)
    return make_gate(inner=zone, outer=grounds, code="T1")


@pytest.fixture
def device(gate):
    return make_device(site=gate.site, gate=gate, serial="G1")


@pytest.fixture
def profile(gate):
    return make_profile(site=gate.site, zones=[gate.inner])


def now(gate, at=AT):
    return snapshots.of(site_id=gate.site_id, at=at)


def known(gate, question, at=AT):
    return now(gate, at).known(question, device_serial="G1", gate_code="T1")


def shows(kind, subject, **more):
    return Question(AT_MS, "in", kind, subject, **more)


def rise(gate):
    return versions.rise(site_id=gate.site_id)


def test_all_that_is_known_of_somebody(gate, device, profile):
    person = make_person(unit=make_unit(site=gate.site))
    card = make_credential(profile=profile, subject="1", person=person)
    found = known(gate, shows("card", "1"))
    assert found.device == ("G1", "")
    assert (found.gate.outer, found.gate.inner, found.gate.mode) == ("grounds", "A", "controlled")
    assert (found.gate.repeat_s, found.limit) == (30, 40)
    assert (found.credential.id, found.credential.zones) == (card.id, ("A",))
    assert (found.credential.person_id, found.credential.unit_id) == (person.id, person.unit_id)
    assert now(gate).around("A") == ("grounds",)
    assert known(gate, shows("id", person.staff_no)).credential.id == card.id
    assert known(gate, shows("card", "2")).credential is None


def test_it_travels_as_plain_values(gate, device, profile):
    make_credential(profile=profile, subject="1", zones_only=["A"])
    now(gate)  # makes the site's first signing key
    rules = now(gate)
    assert Snapshot.from_json(rules.to_json()) == rules
    delta = snapshots.delta(site_id=gate.site_id, since=0, at=AT)
    assert EMPTY.apply(delta) == rules


def test_what_changed_is_enough(gate, device, profile):
    stays, goes = (make_credential(profile=profile, subject=each) for each in "12")
    before = now(gate)
    Credential.objects.filter(id=goes.id).update(status="ended", changed_in=rise(gate))
    make_credential(profile=profile, subject="3")
    delta = snapshots.delta(site_id=gate.site_id, since=before.number, at=AT)
    assert len(delta["credentials"]) == 2
    after = before.apply(delta)
    assert after == now(gate)
    assert {row.subject for row in after.credentials.values()} == {"1", "3"}
    assert {row.subject for row in before.credentials.values()} == {"1", "2"}
    del stays


def test_an_ended_card_may_be_issued_anew(gate, device, profile):
    old = make_credential(profile=profile, subject="1")
    before = now(gate)
    Credential.objects.filter(id=old.id).update(status="ended", changed_in=rise(gate))
    new = make_credential(profile=profile, subject="1")
    delta = snapshots.delta(site_id=gate.site_id, since=before.number, at=AT)
    found = before.apply(delta).bearer(shows("card", "1"))
    assert found.id == new.id


def test_rows_that_went_away_without_a_word_are_noticed(gate, device, profile):
    goes = make_credential(profile=profile, subject="1")
    before = now(gate)
    goes.delete()
    delta = snapshots.delta(site_id=gate.site_id, since=before.number, at=AT)
    with pytest.raises(BadSnapshot):
        before.apply(delta)
    assert now(gate).credentials == {}


def test_a_change_must_follow(gate, device, profile):
    make_credential(profile=profile, subject="1")
    rules = now(gate)
    delta = snapshots.delta(site_id=gate.site_id, since=rules.number, at=AT)
    with pytest.raises(BadSnapshot):
        rules.apply({**delta, "since": rules.number + 1})
    with pytest.raises(BadSnapshot):
        rules.apply({**delta, "number": rules.number - 1})
    for broken in ({}, {**delta, "head": [1, 2]}, {**delta, "credentials": [[1]]}):
        with pytest.raises(BadSnapshot):
            rules.apply(broken)


def test_a_plan_says_when_it_opens_next(gate, device, profile):
    plan = OpeningPlan.objects.create(site=gate.site, code="W", name="Workdays")
    PlanSlot.objects.create(
        site=gate.site, plan=plan, day_class="work", since=time(9), until=time(18)
    )
    gate.plan = plan
    gate.save()
    make_credential(profile=profile, subject="1")
    found = known(gate, shows("card", "1"))
    assert found.gate.mode == "locked"
    assert found.gate.opens_at_ms == AT_MS + 45 * 60_000
    friday_evening = shows("card", "1")._replace(
        at_ms=AT_MS + int(4.5 * DAY.total_seconds() * 1000)
    )
    assert known(gate, friday_evening).gate.opens_at_ms == AT_MS + 45 * 60_000 + 7 * 86_400_000
    profile.plan = plan
    profile.save()
    gate.plan = None
    gate.save()
    rise(gate)
    found = known(gate, shows("card", "1"))
    assert (found.gate.mode, found.credential.opens_now) == ("controlled", False)


def test_blocks_of_the_card_and_of_its_holder(gate, device, profile):
    person = make_person(unit=make_unit(site=gate.site))
    make_credential(profile=profile, subject="1", person=person)
    values = {"site": gate.site, "since": AT - DAY, "by": "x", "hint": "x"}
    Block.objects.create(kind="card", subject="2", reason="stolen", **values)
    Block.objects.create(kind="person", subject=person.staff_no, reason="barred", **values)
    Block.objects.create(kind="card", subject="3", reason="over", until=AT, **values)
    assert known(gate, shows("card", "2")).block == "stolen"
    assert known(gate, shows("card", "1")).block == "barred"
    assert known(gate, shows("face", person.staff_no)).block == "barred"
    assert known(gate, shows("card", "3")).block == ""


def test_a_measure_asks_its_holders_until_they_meet_it(gate, device, profile):
    make_credential(profile=profile, subject="1", holder_key="person:1")
    measure = Measure.objects.create(
        site=gate.site,
        code="m",
        name="declaration",
        holders=["person"],
        zones=["A"],
        since=AT - DAY,
        until=AT + DAY,
    )
    assert known(gate, shows("card", "1")).measure == "declaration"
    clearance = Clearance.objects.create(
        site=gate.site,
        measure=measure,
        holder_key="person:1",
        until=AT + DAY,
        changed_in=rise(gate),
    )
    assert known(gate, shows("card", "1")).measure == ""
    assert known(gate, shows("card", "1")._replace(direction="out")).measure == ""
    clearance.is_held = True
    clearance.changed_in = rise(gate)
    clearance.save()
    assert known(gate, shows("card", "1")).measure == "declaration"
    measure.delete()
    rise(gate)
    assert known(gate, shows("card", "1")).measure == ""


def test_plates_in_two_colours_and_near_misses(gate, device, profile):
    for colour in ("blue", "yellow"):
        make_credential(
            profile=profile, kind="plate", subject="川T12345", colour=colour, holder_key=colour
        )
    make_credential(profile=profile, kind="plate", subject="川TD12345", colour="green")
    rules = now(gate)
    assert rules.bearer(shows("plate", "川T12345", colour="yellow")).colour == "yellow"
    assert rules.bearer(shows("plate", "川T12345")) is None
    assert rules.bearer(shows("plate", "川TD12345")).colour == "green"
    assert known(gate, shows("plate", "川T12345")).other_colours == ("blue", "yellow")
    assert known(gate, shows("plate", "川TD1234", colour="blue")).near == ("川TD12345",)
    assert known(gate, shows("plate", "川T12345", colour="white")).near == ()


def test_a_fire_release(gate, device):
    assert not known(gate, shows("card", "1")).fire
    FireRelease.objects.create(site=gate.site, since=AT - DAY, reason="drill", by="x")
    rise(gate)
    assert known(gate, shows("card", "1")).fire
    assert not known(gate, shows("card", "1")._replace(at_ms=AT_MS - 2 * 86_400_000)).fire


def test_days_ahead_are_known(gate, device):
    rules = now(gate)
    monday = AT_MS // 86_400_000
    assert [rules.is_workday(monday + day) for day in range(7)] == [True] * 5 + [False] * 2
    assert len(rules.head.days) >= 7 + 14
    assert rules.is_workday(monday + 70)
    assert not rules.is_workday(monday + 75)


def test_sites_do_not_mix(gate, device, profile):
    other = make_profile(site=make_site())
    make_credential(profile=other, subject="1")
    assert known(gate, shows("card", "1")).credential is None


def test_a_change_finds_what_a_whole_reading_finds(gate, device, profile):
    """Subjects, staff numbers and plates that come, change hands and go, one number at a time."""
    person = make_person(site=gate.site, staff_no="Y0001")
    face = make_credential(profile=profile, kind="face", subject="Y0001", person=person)
    make_credential(profile=profile, kind="plate", subject="川T12345", colour="blue")
    now(gate)

    def same():
        whole = EMPTY.apply(snapshots.delta(site_id=gate.site_id, since=0, at=AT))
        kept = now(gate)
        asked = [
            shows("card", "0001"),
            shows("card", "0002"),
            shows("face", "Y0001"),
            shows("id", "Y0001"),
            shows("plate", "川T12345"),
            shows("plate", "川T12345", colour="green"),
            shows("plate", "川T12346"),
        ]
        for question in asked:
            assert kept.bearer(question) == whole.bearer(question), question
            assert known(gate, question) == whole.known(
                question, device_serial="G1", gate_code="T1"
            )
        return kept.bearer(shows("id", "Y0001"))

    assert same().id == face.id
    card = make_credential(profile=profile, subject="0001", person=person, changed_in=rise(gate))
    assert same().id == card.id
    Credential.objects.filter(id=card.id).update(subject="0002", changed_in=rise(gate))
    assert same().subject == "0002"
    make_credential(
        profile=profile, kind="plate", subject="川T12345", colour="green", changed_in=rise(gate)
    )
    same()
    Credential.objects.filter(kind="plate").update(status="ended", changed_in=rise(gate))
    same()
    Credential.objects.filter(id=card.id).update(status="ended", changed_in=rise(gate))
    assert same().id == face.id
