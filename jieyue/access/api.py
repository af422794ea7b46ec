"""The programmer's door of the gates: what devices send, and how many are inside."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from jieyue.access.decisions.api import router as decisions_router
from jieyue.access.deliveries.api import router as deliveries_router
from jieyue.access.devices.api import router as devices_router
from jieyue.access.devices.authentication import MOST_OF_MANY, DeviceKey
from jieyue.access.devices.models import Device
from jieyue.access.devices.rows import described, not_taken, sent_in
from jieyue.access.edge.api import router as edge_router
from jieyue.access.entries import actions, presence
from jieyue.access.entries.actions import Outcome
from jieyue.access.entries.rules import MOST_AT_ONCE
from jieyue.access.faces.api import router as faces_router
from jieyue.access.health.api import router as health_router
from jieyue.access.messages import REASONS
from jieyue.access.muster.api import router as muster_router
from jieyue.access.parking.api import router as parking_router
from jieyue.access.permissions import AccessPermission
from jieyue.access.permits.api import router as permits_router
from jieyue.access.presence.api import router as presence_router
from jieyue.access.visitors.api import router as visitors_router
from jieyue.kit.api import Instant
from jieyue.kit.cursors import Page, cut
from jieyue.kit.problems import answers

router = Router(tags=["access"])


class EntryIn(Schema):
    """One passage. Exactly one of staff_no, person_id, plate and visitor."""

    event_id: str | int = Field(description="Unique at the device; 1 to 64 characters.")
    at: Instant = Field(description="With its offset, such as 2026-11-23T08:15:00+08:00.")
    direction: str | None = Field(None, description="in or out; needed from a two-way device.")
    staff_no: str | None = None
    person_id: int | None = None
    plate: str | None = None
    visitor: str | None = None
    device: str | None = Field(None, description="Serial; must be that of the key if given.")
    current: bool = Field(True, description="false for what is filled in afterwards.")


class EntriesIn(Schema):
    """Many passages at once, in any order."""

    items: list[EntryIn] = Field(max_length=MOST_AT_ONCE)


class OutcomeOut(Schema):
    """stored, duplicate or refused; `reason` is a stable code, `notes` clock_ahead and the like."""

    event_id: str | None
    outcome: str
    reason: str | None = None
    notes: list[str] = []


class OutcomesOut(Schema):
    """What became of each row, in the order they were sent."""

    stored: int
    duplicates: int
    refused: int
    items: list[OutcomeOut]


@router.post(
    "/entries",
    auth=DeviceKey(most=MOST_OF_MANY),
    response=answers(OutcomesOut, 400, 409, 413) | {201: OutcomesOut},
    openapi_extra=described(EntryIn, most=MOST_AT_ONCE),
    summary="Deliver gate entries",
)
def store_entries(request: HttpRequest) -> HttpResponse:
    """One entry, or {"items": […]} of up to 5,000. Sending the same again changes nothing.

    Many are answered by 200 with an outcome for each; a single one by 201 when stored, 200 when
    it came before, 409 when it came before with other content, and 422 when it is not valid.
    """
    sent = sent_in(request)
    outcomes = actions.store(
        sent.rows,
        device_id=request.device_id,  # type: ignore[attr-defined]
        actor=request.actor,  # type: ignore[attr-defined]
        at=timezone.now(),
    )
    if sent.are_many:
        return JsonResponse(_summary(outcomes))
    return _single(outcomes[0])


def _single(outcome: Outcome) -> HttpResponse:
    if outcome.reason is None:
        status = 201 if outcome.outcome == "stored" else 200
        return JsonResponse(_summary([outcome]), status=status)
    return not_taken(outcome.reason, str(REASONS[outcome.reason]))


def _summary(outcomes: list[Outcome]) -> dict[str, Any]:
    kinds = [outcome.outcome for outcome in outcomes]
    return {
        "stored": kinds.count("stored"),
        "duplicates": kinds.count("duplicate"),
        "refused": kinds.count("refused"),
        "items": [
            {
                "event_id": outcome.event_id,
                "outcome": outcome.outcome,
                "reason": outcome.reason,
                "notes": outcome.notes,
            }
            for outcome in outcomes
        ],
    }


class UnitInside(Schema):
    """`inside` is null below the smallest number that is shown."""

    unit_id: int
    unit: str
    inside: int | None
    strength: int


class PresenceOut(Schema):
    """How many are inside now. `total` is rounded to tens while a unit is not shown."""

    at: datetime
    total: int
    smallest_shown: int
    items: list[UnitInside]


@router.get("/presence", response=answers(PresenceOut), summary="People inside by unit")
def get_presence(request: HttpRequest) -> presence.Presence:
    actor = request.actor  # type: ignore[attr-defined]
    return presence.presence(actor, at=timezone.now())


class DeviceOut(Schema):
    """A gate device. Its key is never shown again."""

    serial: str
    name: str
    place: str
    kind: str
    direction: str
    is_active: bool
    last_seen_at: datetime | None


@router.get("/devices", response=answers(Page[DeviceOut]), summary="Gate devices")
def list_devices(request: HttpRequest, cursor: str | None = None, size: int = 100) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(AccessPermission.DEVICES_READ)
    rows = Device.objects.visible_to(actor)
    items, following = cut(rows, by=("serial", "id"), cursor=cursor, size=size)
    return {"items": items, "next": following}


router.add_router("", devices_router)
router.add_router("", decisions_router)
router.add_router("", edge_router)
router.add_router("", deliveries_router)
router.add_router("", presence_router)
router.add_router("", faces_router)
router.add_router("", muster_router)
router.add_router("", parking_router)
router.add_router("", visitors_router)
router.add_router("", permits_router)
router.add_router("", health_router)
