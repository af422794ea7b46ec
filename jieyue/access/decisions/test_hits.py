"""Whoever of the block list comes to a gate is told, once for a while."""

from datetime import UTC, datetime, timedelta

import pytest

from jieyue.access.credentials import blocks
from jieyue.access.credentials.facts import BlockHit
from jieyue.access.decisions import actions, hits
from jieyue.access.decisions.actions import Asked
from jieyue.access.decisions.models import Decision
from jieyue.access.factories import (
    device_actor,
    make_credential,
    make_device,
    make_gate,
    make_profile,
    make_zone,
)
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site, role_grants

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 0, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def device():
    zone = make_zone(site=make_site(), code="A")
    return make_device(site=zone.site, gate=make_gate(inner=zone, name="East"), serial="G1")


@pytest.fixture
def officer(device):
    return make_actor(site=device.site, grants=role_grants("security_officer"))


def come(device, kind, subject, *, at, event, direction="in"):
    asked = Asked(event_id=event, at=at, direction=direction, kind=kind, subject=subject)
    actions.decide([asked], device_id=device.id, actor=device_actor(device), at=at)


def told():
    return Entry.objects.filter(name=BlockHit.name).count()


@pytest.mark.parametrize(
    ("listed", "shown"),
    [
        (("card", "0000AAAA"), ("card", "0000AAAA")),
        (("person", "Y0001"), ("card", "0000AAAA")),  # whatever they show
        (("plate", "川T12345"), ("plate", "川T12345")),  # nobody's plate
    ],
)
def test_a_hit_is_told_once_in_a_quarter_of_an_hour(device, officer, listed, shown):
    zone = device.gate.inner
    profile = make_profile(site=device.site, zones=[zone])
    person = make_person(site=device.site, staff_no="Y0001")
    make_credential(profile=profile, subject="0000AAAA", person=person)
    given = {"reason": "Threats", "since": AT - MINUTE, "until": None}
    blocks.add(kind=listed[0], subject=listed[1], **given, actor=officer, at=AT)
    for number in range(3):
        come(device, *shown, at=AT + number * MINUTE, event=f"e{number}")
        hits.note(site_id=device.site_id, at=AT + (number + 1) * MINUTE)
    assert set(Decision.objects.values_list("reason", flat=True)) == {"blocked"}
    assert told() == 1
    come(device, *shown, at=AT + 20 * MINUTE, event="later")
    hits.note(site_id=device.site_id, at=AT + 21 * MINUTE)
    assert told() == 2


def test_a_hit_is_told_however_long_nothing_ran_and_once(device, officer):
    given = {"reason": "Threats", "since": AT - MINUTE, "until": None}
    blocks.add(kind="card", subject="0000BBBB", **given, actor=officer, at=AT)
    for number in range(3):
        come(device, "card", "0000BBBB", at=AT + number * MINUTE, event=f"e{number}")
    for hours in (3, 3.1, 30):
        hits.note(site_id=device.site_id, at=AT + timedelta(hours=hours))
    assert told() == 1


def test_who_is_let_out_though_blocked_is_told_too(device, officer):
    profile = make_profile(site=device.site, zones=[device.gate.inner])
    make_credential(profile=profile, subject="0000AAAA", person=make_person(site=device.site))
    make_credential(profile=profile, subject="0000CCCC", status="blocked")  # not on the list
    given = {"reason": "Threats", "since": AT - MINUTE, "until": None}
    blocks.add(kind="card", subject="0000AAAA", **given, actor=officer, at=AT)
    come(device, "card", "0000AAAA", at=AT, event="e1", direction="out")
    come(device, "card", "0000CCCC", at=AT, event="e2", direction="out")
    said = Decision.objects.order_by("event_id").values_list("outcome", "warnings")
    assert list(said) == [("allow", "blocked"), ("allow", "credential_blocked")]
    hits.note(site_id=device.site_id, at=AT + MINUTE)
    assert told() == 1


def test_other_refusals_and_other_sites_are_not_hits(device, officer):
    come(device, "card", "0000BBBB", at=AT, event="e1")
    hits.note(site_id=device.site_id, at=AT + MINUTE)
    assert told() == 0
