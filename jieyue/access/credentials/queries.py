"""Credentials as pages show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from jieyue.access.credentials.blocks import in_force
from jieyue.access.credentials.models import (
    AccessProfile,
    Block,
    Credential,
    Holder,
    Kind,
    PlateRequest,
    Status,
)
from jieyue.access.credentials.words import COLOURS, status_reason
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor, NotAllowed

ICONS = {Kind.CARD: "id", Kind.FACE: "face-id", Kind.PLATE: "car", Kind.QR: "qrcode"}
STATUS_COLOURS = {
    Status.ACTIVE: "green",
    Status.BLOCKED: "red",
    Status.ENDED: "secondary",
    Status.LOST: "orange",
}


@dataclass(frozen=True)
class CredentialView:
    """One credential on a page. `colour` and `status` are words; `zones` names of zones."""

    id: int
    kind: str
    kind_name: str
    icon: str
    subject: str
    colour: str
    holder: str
    label: str
    unit: str
    profile_id: int
    profile: str
    zones: tuple[str, ...]
    plan: str
    zones_only: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime | None
    status: str
    status_name: str
    status_colour: str
    status_reason: str
    created_at: datetime


@dataclass(frozen=True)
class ProfileRow:
    """A profile in the list: its zones by name, how many living credentials have it."""

    id: int
    code: str
    name: str
    zones: str
    plan: str
    is_default: bool
    credentials: int


@dataclass(frozen=True)
class RequestRow:
    """A staff member's car that waits, or was decided."""

    id: int
    person: str
    unit: str
    plate: str
    colour: str
    asked_at: datetime
    is_granted: bool | None
    decided_by: str
    decided_at: datetime | None
    reason: str


@dataclass(frozen=True)
class BlockRow:
    """One line of the block list."""

    id: int
    kind: str
    hint: str
    reason: str
    since: datetime
    until: datetime | None
    by: str
    state: str  # "in_force" or "over"


def rows(actor: Actor) -> QuerySet[Credential, Any]:
    """What the actor sees, filtered and paged by the database. Raises NotAllowed."""
    _require(actor, AccessPermission.CREDENTIALS_READ)
    found = Credential.objects.visible_to(actor).order_by("label", "kind", "id")
    return found.values(
        "id",
        "kind",
        "subject",
        "colour",
        "holder",
        "label",
        "unit__short_name",
        "profile__name",
        "valid_from",
        "valid_until",
        "status",
    )


def view(actor: Actor, *, credential_id: int) -> CredentialView:
    """Raises Credential.DoesNotExist."""
    found = _views(Credential.objects.visible_to(actor).filter(id=credential_id))
    if not found:
        raise Credential.DoesNotExist
    return found[0]


def own(actor: Actor) -> list[CredentialView]:
    """One's own, living ones first. Faces stand on their own page. Two queries."""
    if actor.person_id is None:
        return []
    rows = Credential.objects.filter(site_id=actor.site_id, person_id=actor.person_id)
    return _views(rows.exclude(status=Status.ENDED).exclude(kind=Kind.FACE))


def own_pass(actor: Actor) -> Credential | None:
    """The living pass of whoever works here, if one was made."""
    rows = Credential.objects.filter(
        site_id=actor.site_id, person_id=actor.person_id, kind=Kind.QR, holder=Holder.PERSON
    )
    living = rows.exclude(status=Status.ENDED).order_by("-id")
    found: Credential | None = living.first()
    return found if actor.person_id is not None else None


def profiles(actor: Actor) -> list[ProfileRow]:
    """Every profile, by code. Three queries. Raises NotAllowed."""
    if not actor.may(AccessPermission.CREDENTIALS_EDIT):
        actor.require(AccessPermission.CREDENTIALS_READ)
    counts = _living_by_profile(actor)
    found = AccessProfile.objects.filter(site_id=actor.site_id).select_related("plan")
    return [
        ProfileRow(
            id=row.id,
            code=row.code,
            name=row.name,
            zones="、".join(zone.name for zone in row.zones.all()),
            plan=row.plan.name if row.plan else "",
            is_default=row.is_default,
            credentials=counts.get(row.id, 0),
        )
        for row in found.prefetch_related("zones")
    ]


def own_requests(actor: Actor) -> list[RequestRow]:
    """One's own cars that wait or were refused, newest first."""
    rows = PlateRequest.objects.filter(site_id=actor.site_id, person_id=actor.person_id)
    return [_request(row) for row in _with_person(rows.exclude(is_granted=True))[:5]]


def requests(actor: Actor) -> list[RequestRow]:
    """All that wait, then what was decided last. Raises NotAllowed."""
    actor.require(AccessPermission.CREDENTIALS_EDIT)
    rows = _with_person(PlateRequest.objects.filter(site_id=actor.site_id))
    waiting = [_request(row) for row in rows.filter(is_granted=None).order_by("asked_at", "id")]
    decided = rows.exclude(is_granted=None).order_by("-decided_at", "-id")
    return waiting + [_request(row) for row in decided[:50]]


def blocks(actor: Actor, *, at: datetime) -> list[BlockRow]:
    """The block list, what is in force first. Raises NotAllowed."""
    actor.require(AccessPermission.BLOCKS_READ)
    living = set(in_force(site_id=actor.site_id or 0, at=at).values_list("id", flat=True))
    rows = [_block(row, row.id in living) for row in Block.objects.visible_to(actor)]
    return sorted(rows, key=lambda row: row.state)


def _block(row: Block, is_in_force: bool) -> BlockRow:
    return BlockRow(
        id=row.id,
        kind=row.get_kind_display(),
        hint=row.hint,
        reason=row.reason,
        since=row.since,
        until=row.until,
        by=row.by,
        state="in_force" if is_in_force else "over",
    )


def _with_person(rows: QuerySet[PlateRequest]) -> QuerySet[PlateRequest]:
    return rows.select_related("person__unit")


def _request(row: PlateRequest) -> RequestRow:
    return RequestRow(
        id=row.id,
        person=row.person.name,
        unit=row.person.unit.short_name,
        plate=row.plate,
        colour=str(COLOURS.get(row.colour, "")),
        asked_at=row.asked_at,
        is_granted=row.is_granted,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
    )


def _living_by_profile(actor: Actor) -> dict[int, int]:
    living = Credential.objects.filter(site_id=actor.site_id).exclude(status=Status.ENDED)
    counted = living.order_by().values("profile_id").annotate(number=Count("id"))
    return dict(counted.values_list("profile_id", "number"))


def _views(rows: QuerySet[Credential]) -> list[CredentialView]:
    found = rows.select_related("unit", "profile__plan").prefetch_related("profile__zones")
    return [_view(row) for row in found]


def _view(row: Credential) -> CredentialView:
    zones = tuple(zone.name for zone in row.profile.zones.all())
    only = tuple(zone.name for zone in row.profile.zones.all() if zone.code in row.zones_only)
    return CredentialView(
        id=row.id,
        kind=row.kind,
        kind_name=row.get_kind_display(),
        icon=ICONS[Kind(row.kind)],
        subject=row.subject,
        colour=str(COLOURS.get(row.colour, "")),
        holder=row.get_holder_display(),
        label=row.label,
        unit=row.unit.short_name if row.unit else "",
        profile_id=row.profile_id,
        profile=row.profile.name,
        zones=zones,
        plan=row.profile.plan.name if row.profile.plan else "",
        zones_only=only or tuple(row.zones_only),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        status=row.status,
        status_name=row.get_status_display(),
        status_colour=STATUS_COLOURS[Status(row.status)],
        status_reason=status_reason(row.status_reason),
        created_at=row.created_at,
    )


def _require(actor: Actor, right: str) -> None:
    if actor.scope_of(right) is None:
        raise NotAllowed(right)
