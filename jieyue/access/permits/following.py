"""What a passage at a gate means for a permit: a worker has come or gone, a car stands inside."""

from datetime import datetime

from django.db import transaction

from jieyue.access.credentials.models import Credential
from jieyue.access.decisions.facts import GuestPassed
from jieyue.access.gates.models import Gate
from jieyue.access.permits.models import PermitPlate, PermitState, Worker
from jieyue.access.visitors.following import PASSED, drove, leads_outside


@transaction.atomic
def guest_passed(fact: GuestPassed, *, site_id: int, at: datetime) -> None:  # noqa: ARG001
    """By the event's own time: what is older than what is known changes nothing."""
    kind, _colon, who = fact.holder_key.partition(":")
    if fact.outcome not in PASSED:
        return
    if kind == "worker" and who.isdigit():
        _worker(int(who), fact, site_id=site_id)
    elif kind == "credential" and who.isdigit():
        _car(int(who), fact, site_id=site_id)


def _worker(worker_id: int, fact: GuestPassed, *, site_id: int) -> None:
    rows = Worker.objects.filter(site_id=site_id, id=worker_id)
    worker = rows.select_for_update().first()
    if worker is None:
        return
    known = [time for time in (worker.arrived_at, worker.left_at) if time is not None]
    if any(time >= fact.passed_at for time in known):
        return
    if fact.direction == "in":
        if not worker.is_inside:
            worker.arrived_at, worker.left_at = fact.passed_at, None
    elif leads_outside(Gate.objects.filter(site_id=site_id).get(id=fact.gate_id)):
        worker.left_at = fact.passed_at
    worker.save(update_fields=["arrived_at", "left_at"])


def _car(credential_id: int, fact: GuestPassed, *, site_id: int) -> None:
    passes = Credential.objects.filter(site_id=site_id, id=credential_id)
    key = passes.values_list("holder_key", flat=True).first() or ""
    plate, _bar, colour = key.partition(":")[2].partition("|")
    rows = PermitPlate.objects.filter(site_id=site_id, plate=plate, colour=colour)
    rows = rows.filter(permit__state=PermitState.APPROVED, problem="")
    car = rows.select_for_update(of=("self",)).first()
    if car is None:
        return
    drove(car, fact.direction, at=fact.passed_at)
    car.save(update_fields=["came_at", "went_at"])
