"""The programmer's door of the car parks: what the signs at the entrances show."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from jieyue.access.devices.authentication import DeviceKey
from jieyue.access.parking import queries
from jieyue.kit.api import SessionActor
from jieyue.kit.problems import answers

router = Router(tags=["access"])


class KindOut(Schema):
    """Spaces of one kind; free is never below 0."""

    kind: str
    spaces: int
    free: int
    is_full: bool


class ParkOut(Schema):
    """One car park. is_full: no car is let in any more."""

    code: str
    name: str
    cars: int
    spaces: int
    free: int
    is_full: bool
    kinds: list[KindOut]


class SignsOut(Schema):
    """Every car park of the site."""

    items: list[ParkOut]


@router.get(
    "/parking/signs",
    auth=[DeviceKey(), SessionActor()],
    response=answers(SignsOut),
    summary="Free spaces for the signs",
)
def signs(request: HttpRequest) -> Any:
    """Counts only; a sign asks with a device's key."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.kind != "device":
        queries.require_reading(actor)
    now = queries.now(site_id=actor.site_id or 0, at=timezone.now())
    return {
        "items": [
            {
                "code": park.code,
                "name": park.name,
                "cars": park.cars,
                "spaces": park.spaces,
                "free": park.free,
                "is_full": park.is_full or (park.spaces > 0 and park.free == 0),
                "kinds": [
                    {"kind": c.kind, "spaces": c.spaces, "free": c.free, "is_full": c.is_full}
                    for c in park.counts
                ],
            }
            for park in now.parks
        ]
    }
