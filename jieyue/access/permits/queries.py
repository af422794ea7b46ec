"""What others may know of work permits: which are in force, and who of them is inside."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.access.permissions import AccessPermission
from jieyue.access.permits import parameters as of_permits
from jieyue.access.permits import rules
from jieyue.access.permits.models import PermitState, Worker, WorkPermit
from jieyue.access.visitors.identity import masked
from jieyue.access.visitors.spoken import span
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.cursors import cut
from jieyue.people.persons.rules import masked as masked_phone

COLOURS = {
    PermitState.APPROVED: "green",
    PermitState.DRAFT: "yellow",
    PermitState.ENDED: "secondary",
    PermitState.REFUSED: "red",
    PermitState.SUSPENDED: "red",
}

ORDER = (
    PermitState.DRAFT,
    PermitState.SUSPENDED,
    PermitState.APPROVED,
    PermitState.ENDED,
    PermitState.REFUSED,
)


@dataclass(frozen=True)
class InsideWorker:
    """A contractor's worker who is inside; unit and host: who answers for the work."""

    holder_key: str
    name: str
    organisation: str
    unit_id: int | None
    host: str
    permit: str
    is_hot_work: bool
    since: datetime


@dataclass(frozen=True)
class PermitRow:
    """One permit on a list."""

    number: str
    company: str
    work: str
    supervisor: str
    unit: str
    from_at: datetime
    until_at: datetime
    insurance_until: date
    workers: int
    inside: int
    is_hot_work: bool
    state: str
    state_label: str
    colour: str
    is_expiring: bool

    @property
    def when(self) -> str:
        return span(self.from_at, self.until_at)


@dataclass(frozen=True)
class WorkerRow:
    """One worker; numbers are masked."""

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


def inside(*, site_id: int, at: datetime) -> list[InsideWorker]:
    """Every worker who is inside at a moment, by arrival. One query."""
    rows = Worker.objects.filter(site_id=site_id, arrived_at__lte=at)
    rows = rows.filter(Q(left_at=None) | Q(left_at__gt=at))
    rows = rows.select_related("permit__supervisor").order_by("arrived_at", "id")
    return [
        InsideWorker(
            holder_key=row.holder_key,
            name=row.name,
            organisation=row.permit.company,
            unit_id=row.permit.unit_id,
            host=row.permit.supervisor.name,
            permit=row.permit.number,
            is_hot_work=row.permit.is_hot_work,
            since=row.arrived_at,
        )
        for row in rows
        if row.arrived_at
    ]


def left(*, site_id: int, since: datetime, at: datetime) -> dict[str, datetime]:
    """When workers left in [since, at] and are not back, by holder key. One query."""
    rows = Worker.objects.filter(site_id=site_id, left_at__gte=since, left_at__lte=at)
    return {f"worker:{each}": left_at for each, left_at in rows.values_list("id", "left_at")}


def permits(actor: Actor, *, at: datetime, state: str = "") -> list[PermitRow]:
    """Permits the actor may see, those in force and to be decided first. Four queries."""
    today = timezone.localdate(at)
    days = parameters.read(site_id=actor.site_id or 0, on=today).integer(of_permits.EXPIRING)
    rows = WorkPermit.objects.visible_to(actor).select_related("supervisor", "unit")
    rows = rows.prefetch_related("workers")
    if state:
        rows = rows.filter(state=state)
    found = [_row(row, days=days, today=today) for row in rows[:500]]
    return sorted(found, key=lambda row: ORDER.index(PermitState(row.state)))


def page(
    actor: Actor, *, state: PermitState | None, cursor: str | None, size: int, at: datetime
) -> tuple[list[PermitRow], str | None]:
    """Permits newest first, a page of them. Three queries. Raises NotAllowed, BadCursor."""
    actor.require(AccessPermission.PERMITS_READ)
    today = timezone.localdate(at)
    days = parameters.read(site_id=actor.site_id or 0, on=today).integer(of_permits.EXPIRING)
    rows = WorkPermit.objects.visible_to(actor).select_related("supervisor", "unit")
    if state:
        rows = rows.filter(state=state)
    by = ("-from_at", "-id")
    found, following = cut(rows.prefetch_related("workers"), by=by, cursor=cursor, size=size)
    return [_row(row, days=days, today=today) for row in found], following


def one(actor: Actor, number: str) -> WorkPermit:
    """Raises NotAllowed, WorkPermit.DoesNotExist."""
    actor.require(AccessPermission.PERMITS_READ)
    rows = WorkPermit.objects.visible_to(actor).select_related("supervisor", "unit")
    found: WorkPermit = rows.prefetch_related("workers").get(number=number)
    return found


def row_of(permit: WorkPermit, actor: Actor, *, at: datetime) -> PermitRow:
    today = timezone.localdate(at)
    days = parameters.read(site_id=actor.site_id or 0, on=today).integer(of_permits.EXPIRING)
    return _row(permit, days=days, today=today)


def workers_of(permit: WorkPermit) -> list[WorkerRow]:
    """Who works on it, who was taken off last."""
    rows = sorted(permit.workers.all(), key=lambda row: (not row.is_active, row.name))
    return [
        WorkerRow(
            id=row.id,
            name=row.name or _("deleted"),
            phone=masked_phone(row.phone),
            id_number=masked(row.id_number),
            trade=row.trade,
            certificate=row.certificate,
            certificate_until=row.certificate_until,
            is_active=row.is_active,
            checked_at=row.checked_at,
            arrived_at=row.arrived_at,
            left_at=row.left_at,
            is_inside=row.is_inside,
        )
        for row in rows
    ]


def _row(row: WorkPermit, *, days: int, today: date) -> PermitRow:
    workers = [worker for worker in row.workers.all() if worker.is_active]
    state = PermitState(row.state)
    return PermitRow(
        number=row.number,
        company=row.company,
        work=row.work,
        supervisor=row.supervisor.name,
        unit=row.unit.short_name,
        from_at=row.from_at,
        until_at=row.until_at,
        insurance_until=row.insurance_until,
        workers=len(workers),
        inside=sum(worker.is_inside for worker in workers),
        is_hot_work=row.is_hot_work,
        state=row.state,
        state_label=str(state.label),
        colour=COLOURS[state],
        is_expiring=state == PermitState.APPROVED
        and rules.is_expiring(row.until_at, row.insurance_until, on=today, days=days),
    )
