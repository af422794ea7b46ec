"""What a passage at a gate means for a visit: a guest has come or gone, a car stands inside."""

from datetime import datetime
from typing import Protocol

from django.db import transaction

from jieyue.access.decisions.facts import GuestPassed
from jieyue.access.gates.models import Gate, Traffic
from jieyue.access.visitors import receiving, rules
from jieyue.access.visitors.models import Guest, Visit, VisitPlate
from jieyue.kit.actor import system

NAME = "access.visitors"
PASSED = ("allow", "record")


class Car(Protocol):
    """What is kept of a car of a visit or a work permit."""

    came_at: datetime | None
    went_at: datetime | None


@transaction.atomic
def guest_passed(fact: GuestPassed, *, site_id: int, at: datetime) -> None:  # noqa: ARG001
    """By the event's own time: what is older than what is known changes nothing."""
    kind, _colon, who = fact.holder_key.partition(":")
    if fact.outcome not in PASSED:
        return
    if kind == "guest" and who.isdigit():
        _guest(int(who), fact, site_id=site_id)
    elif kind == "credential" and who.isdigit():
        _car(int(who), fact, site_id=site_id)


def leads_outside(gate: Gate) -> bool:
    """Whether who goes out by it is gone: no gate for people leads into where it lets out."""
    if gate.outer_id is None:
        return True
    ways = Gate.objects.filter(inner_id=gate.outer_id, is_active=True, traffic=Traffic.PEOPLE)
    return not ways.exists()


def _guest(guest_id: int, fact: GuestPassed, *, site_id: int) -> None:
    rows = Guest.objects.filter(site_id=site_id, id=guest_id)
    visit_id = rows.values_list("visit_id", flat=True).first()
    if visit_id is None:
        return
    visit = Visit.objects.select_for_update().get(id=visit_id)
    guest = rows.select_for_update().get()
    known = [time for time in (guest.arrived_at, guest.left_at) if time is not None]
    if visit.state not in rules.RECEIVED or any(time >= fact.passed_at for time in known):
        return
    actor = system(NAME, site_id=site_id)
    gate = Gate.objects.filter(site_id=site_id).get(id=fact.gate_id)
    if fact.direction == "in":
        receiving.arrive(
            guest, visit, by=gate.name, has_badge=False, actor=actor, at=fact.passed_at
        )
    elif leads_outside(gate) and guest.left_at is None:
        receiving.go(guest, visit, actor=actor, at=fact.passed_at)


def _car(credential_id: int, fact: GuestPassed, *, site_id: int) -> None:
    rows = VisitPlate.objects.filter(site_id=site_id, credential_id=credential_id)
    rows = rows.filter(visit__state__in=rules.RECEIVED)
    car = rows.select_for_update(of=("self",)).first()
    if car is None:
        return
    drove(car, fact.direction, at=fact.passed_at)
    car.save(update_fields=["came_at", "went_at"])


def drove(car: Car, direction: str, *, at: datetime) -> None:
    """When a car came and went, by the passages' own times: they may be told in any order."""
    if direction == "out":
        if car.came_at is None or car.came_at <= at:
            car.went_at = max(car.went_at or at, at)
    elif car.went_at is None or car.went_at < at:
        car.came_at, car.went_at = max(car.came_at or at, at), None
    elif car.came_at is None:
        car.came_at = at
