"""Contractors' work permits for programs: which are in force, and who works on them."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from jieyue.access.permits import queries
from jieyue.access.permits.models import PermitState, WorkPermit
from jieyue.kit.cursors import Page
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import answers

router = Router(tags=["access"])

Number = Annotated[str, Field(max_length=20, pattern=r"^[^\x00-\x1f\x7f]*$")]


class PermitOut(Schema):
    """A permit, [from_at, until_at). insurance_until: the last day covered; inside: workers now."""

    number: str
    company: str
    work: str
    supervisor: str
    unit: str
    from_at: datetime
    until_at: datetime
    insurance_until: date
    is_hot_work: bool
    state: PermitState
    is_expiring: bool
    workers: int
    inside: int


class WorkerOut(Schema):
    """One worker. Phone and number are masked; is_active false: taken off the permit."""

    id: int
    name: str
    phone: str
    id_number: str
    trade: str
    certificate: str
    certificate_until: date | None
    is_active: bool
    checked_at: datetime | None
    arrived_at: datetime | None
    left_at: datetime | None
    is_inside: bool


class PermitDetailOut(PermitOut):
    """One permit with its workers."""

    people: list[WorkerOut]


@router.get("/permits", response=answers(Page[PermitOut]), summary="Work permits")
def list_permits(
    request: HttpRequest,
    state: PermitState | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> Any:
    """Newest first."""
    found, following = queries.page(
        actor_of(request), state=state, cursor=cursor, size=size, at=timezone.now()
    )
    return {"items": found, "next": following}


@router.get("/permits/{number}", response=answers(PermitDetailOut, 404), summary="One work permit")
def get_permit(request: HttpRequest, number: Number) -> Any:
    actor, at = actor_of(request), timezone.now()
    try:
        permit = queries.one(actor, number)
    except WorkPermit.DoesNotExist:
        raise Http404 from None
    row = queries.row_of(permit, actor, at=at)
    people = [WorkerOut.model_validate(each) for each in queries.workers_of(permit)]
    return {**PermitOut.model_validate(row).model_dump(), "people": people}
