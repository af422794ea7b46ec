"""Visits for programs: an office system invites, confirms and calls off, and reads what came."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from jieyue.access.plates.colours import Colour
from jieyue.access.visitors import actions, listing, refusals
from jieyue.access.visitors.asking import CarAsked, GuestAsked, VisitAsked
from jieyue.access.visitors.listing import VisitEntry, Wanted
from jieyue.access.visitors.models import Document, Purpose, State, Visit
from jieyue.kit.api import Instant
from jieyue.kit.cursors import Page
from jieyue.kit.idempotency import idempotent
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import answers

router = Router(tags=["access"])

PLAIN = r"^[^\x00-\x1f\x7f]*$"
MOST_PEOPLE = 1_000  # the site's own limit of a visit is lower and says so in words
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Long = Annotated[str, Field(max_length=200, pattern=PLAIN)]
Number = Annotated[str, Field(max_length=20, pattern=PLAIN)]
Short = Annotated[str, Field(max_length=80, pattern=PLAIN)]


class GuestIn(Schema):
    """Somebody who comes; only the name is needed."""

    name: Short
    organisation: Short = ""
    phone: Annotated[str, Field(max_length=20, pattern=PLAIN)] = ""
    document: Document = Document.ID_CARD
    id_number: Annotated[str, Field(max_length=30, pattern=PLAIN)] = ""


class CarIn(Schema):
    """A plate; without a colour the usual one of its form."""

    plate: Annotated[str, Field(max_length=20, pattern=PLAIN)]
    colour: Colour | None = None


class VisitIn(Schema):
    """An invitation, which is the host's confirmation. host_id: oneself when left out."""

    host_id: Id | None = None
    purpose: Purpose = Purpose.BUSINESS
    from_at: Instant
    until_at: Instant
    guests: list[GuestIn] = Field(max_length=MOST_PEOPLE, description="Who it is about first.")
    cars: list[CarIn] = Field([], max_length=20)
    note: Long = ""
    items: Long = Field("", description="Things brought along.")
    zones: list[Number] = Field([], max_length=100, description="Codes; all visitors' if empty.")
    is_escorted: bool = False
    wants_meal: bool = False
    wants_parking: bool = False


class RefusalIn(Schema):
    """Why they are not received."""

    reason: Long = ""


class PersonOut(Schema):
    """One person of a visit. Phone and number are masked."""

    id: int
    name: str
    organisation: str
    phone: str
    id_number: str
    badge: str
    checked_at: datetime | None
    arrived_at: datetime | None
    left_at: datetime | None
    is_inside: bool


class CarOut(Schema):
    """A car. problem: "taken" by another pass, or "no_profile"; its lane does not open."""

    plate: str
    colour: str
    problem: str
    came_at: datetime | None
    went_at: datetime | None


class VisitOut(Schema):
    """A visit. waits_for: host, unit or security before it is confirmed, else empty."""

    number: str
    state: State
    waits_for: Literal["", "host", "unit", "security"]
    is_overstayed: bool
    way: str
    purpose: Purpose
    note: str
    items: str
    from_at: datetime
    until_at: datetime
    host_id: int | None
    host: str
    unit_id: int | None
    unit: str
    zones: list[str]
    is_escorted: bool
    wants_meal: bool
    wants_parking: bool
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None
    decided_by: str
    reason: str
    people: list[PersonOut]
    cars: list[CarOut]


@router.get("/visits", response=answers(Page[VisitOut]), summary="Visits")
def list_visits(
    request: HttpRequest,
    since: Day | None = None,
    until: Day | None = None,
    state: State | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> Any:
    """Those one may see, newest first: one's own, one's unit's, or all."""
    wanted = Wanted(since=since, until=until, state=state)
    found, following = listing.page(
        actor_of(request), wanted=wanted, cursor=cursor, size=size, at=timezone.now()
    )
    return {"items": found, "next": following}


@router.get("/visits/{number}", response=answers(VisitOut, 404), summary="One visit")
def get_visit(request: HttpRequest, number: Number) -> Any:
    return _out(request, number)


@router.post("/visits", response=answers(VisitOut, 409, status=201), summary="Invite visitors")
@idempotent
def invite(request: HttpRequest, body: VisitIn) -> Any:
    """Invite for oneself, or as a deputy for somebody of one's unit; passes are given at once
    unless the answer says whom the visit waits for."""
    actor = actor_of(request)
    asked = VisitAsked(
        host_id=body.host_id or actor.person_id,
        purpose=body.purpose.value,
        from_at=body.from_at,
        until_at=body.until_at,
        guests=[_guest(each) for each in body.guests],
        cars=[CarAsked(plate=each.plate, colour=each.colour or "") for each in body.cars],
        note=body.note,
        items=body.items,
        zones=body.zones,
        is_escorted=body.is_escorted,
        wants_meal=body.wants_meal,
        wants_parking=body.wants_parking,
    )
    made = actions.invite(asked=asked, actor=actor, at=timezone.now())
    return Status(201, _plain(request, made.number))


@router.post(
    "/visits/{number}/confirm", response=answers(VisitOut, 404, 409), summary="Confirm a visit"
)
@idempotent
def confirm(request: HttpRequest, number: Number) -> Any:
    """As the host or a deputy, once; `waits_for` says who must agree beside."""
    try:
        actions.confirm(number=number, actor=actor_of(request), at=timezone.now())
    except refusals.HeldForSecurity:
        return _plain(request, number)  # what holds it is kept, and named in `waits_for`
    except Visit.DoesNotExist:
        raise Http404 from None
    return _plain(request, number)


@router.post(
    "/visits/{number}/refuse", response=answers(VisitOut, 404, 409), summary="Refuse a visit"
)
@idempotent
def refuse(request: HttpRequest, number: Number, body: RefusalIn) -> Any:
    """Not received; nothing was opened yet."""
    try:
        actions.refuse(
            number=number, reason=body.reason, actor=actor_of(request), at=timezone.now()
        )
    except Visit.DoesNotExist:
        raise Http404 from None
    return _plain(request, number)


@router.post(
    "/visits/{number}/cancel", response=answers(VisitOut, 404, 409), summary="Cancel a visit"
)
@idempotent
def cancel(request: HttpRequest, number: Number) -> Any:
    """It does not take place, and its passes end; not once somebody came."""
    try:
        actions.cancel(number=number, actor=actor_of(request), at=timezone.now())
    except Visit.DoesNotExist:
        raise Http404 from None
    return _plain(request, number)


def _guest(each: GuestIn) -> GuestAsked:
    return GuestAsked(**{**each.model_dump(), "document": each.document.value})


def _out(request: HttpRequest, number: str) -> VisitEntry:
    try:
        return listing.one(actor_of(request), number, at=timezone.now())
    except Visit.DoesNotExist:
        raise Http404 from None


def _plain(request: HttpRequest, number: str) -> dict[str, Any]:
    return VisitOut.model_validate(_out(request, number)).model_dump(mode="json")
