"""What a guard lets pass by hand is told on as what a reader lets pass."""

from datetime import UTC, datetime

import pytest

from jieyue.access.decisions import by_hand
from jieyue.access.factories import make_credential, make_device, make_gate, make_profile, make_zone
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site, role_grants

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 0, 15, tzinfo=UTC)


def let_in(holder, holder_key, kind, subject, colour=""):
    """The facts that say who passed, and the id of the credential."""
    zone = make_zone(site=make_site(), code="A")
    lane = make_gate(inner=zone, traffic="vehicles" if kind == "plate" else "people")
    make_device(site=zone.site, gate=lane)
    profile = make_profile(site=zone.site, zones=[zone])
    credential = make_credential(
        profile=profile,
        kind=kind,
        subject=subject,
        colour=colour,
        holder=holder,
        holder_key=holder_key,
    )
    by_hand.by_hand(
        gate_id=lane.id,
        direction="in",
        outcome="allow",
        reason="checked",
        subject=subject,
        holder_key=holder_key,
        actor=make_actor(site=zone.site, grants=role_grants("guard")),
        at=AT,
    )
    told = Entry.objects.filter(name="access.decisions.guest_passed").values_list("data", flat=True)
    return [(data["holder"], data["holder_key"]) for data in told], credential.id


@pytest.mark.parametrize("holder", ["visitor", "contractor"])
def test_a_guests_car_is_told_of_without_its_plate(holder):
    told, number = let_in(holder, "car:川T12345|blue", "plate", "川T12345", "blue")
    assert told == [(holder, f"credential:{number}")]


def test_a_guest_is_told_of():
    assert let_in("visitor", "guest:7", "qr", "PASS7")[0] == [("visitor", "guest:7")]


def test_staff_and_their_cars_are_not():
    assert let_in("person", "car:川T54321|blue", "plate", "川T54321", "blue")[0] == []
    assert let_in("person", "person:3", "card", "00000003")[0] == []
