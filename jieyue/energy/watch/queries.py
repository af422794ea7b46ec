"""What pages and API read of episodes, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from jieyue.energy.meters.rules import UNIT_OF
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.watch.models import (
    Duty,
    Episode,
    EpisodeKind,
    EpisodeStatus,
    EpisodeStep,
    Exemption,
    Severity,
    Subscription,
)
from jieyue.kit import formats
from jieyue.kit.actor import Actor, Scope
from jieyue.people.persons.models import Person
from jieyue.people.roles.queries import persons_with

FIELDS = (
    "id", "number", "kind", "severity", "status", "started_at", "detected_at", "last_seen_at",
    "gone_at", "yuan_per_day", "merged", "owner_id", "meter__number", "meter__name",
    "unit__short_name", "owner__name",
)  # fmt: skip


@dataclass(frozen=True)
class StepRow:
    """One step of an episode's history."""

    at: datetime
    by: str
    status: str
    note: str


@dataclass(frozen=True)
class EpisodePage:
    """One episode with its history. size_per_hour in `unit_code`; detail as it was found."""

    number: str
    kind: str
    kind_label: str
    severity: int
    severity_label: str
    status: str
    status_label: str
    meter_id: int
    meter_number: str
    meter_name: str
    medium: str
    unit_code: str
    unit: str
    owner_id: int | None
    owner: str
    started_at: datetime
    detected_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None
    resolved_at: datetime | None
    cause: str
    size_per_hour: Decimal | None
    yuan_per_day: Decimal | None
    detail: Mapping[str, Any]
    merged: int
    also: Sequence[str]
    steps: Sequence[StepRow]
    revision: int
    may_handle: bool

    @property
    def is_resolved(self) -> bool:
        return self.status == EpisodeStatus.RESOLVED

    @property
    def is_open(self) -> bool:
        return self.status == EpisodeStatus.OPEN

    @property
    def must_be_gone(self) -> bool:
        """A leak that still flows cannot be resolved."""
        return self.kind == EpisodeKind.LEAK and self.gone_at is None

    @property
    def yuan_so_far(self) -> Decimal | None:
        """From its beginning to when it was gone or last seen."""
        if self.yuan_per_day is None:
            return None
        until = self.gone_at or self.last_seen_at
        days = Decimal(str((until - self.started_at) / timedelta(days=1)))
        return self.yuan_per_day * max(days, Decimal(0))


@dataclass(frozen=True)
class Counts:
    """What is unresolved."""

    urgent: int
    unacknowledged: int
    in_work: int
    unresolved: int


def require_reading(actor: Actor) -> None:
    """Raises NotAllowed for whoever may see no episode at all."""
    if actor.scope_of(EnergyPermission.WATCH_READ) not in (Scope.UNIT, Scope.COMPLEX):
        actor.require(EnergyPermission.WATCH_READ)


def table(actor: Actor) -> QuerySet[Any]:
    """The episodes the actor may see, the worst and newest first. Raises NotAllowed."""
    require_reading(actor)
    rows: QuerySet[Any] = Episode.objects.visible_to(actor).values(*FIELDS)
    return rows.order_by("-severity", "-detected_at", "-id")


def rows(actor: Actor) -> QuerySet[Any]:
    """The same as rows with what hangs at them, for paging. Raises NotAllowed."""
    require_reading(actor)
    found: QuerySet[Any] = Episode.objects.visible_to(actor)
    return found.select_related("meter", "unit", "owner")


def counts(actor: Actor) -> Counts:
    rows = Episode.objects.visible_to(actor).exclude(status=EpisodeStatus.RESOLVED)
    found = list(rows.values_list("status", "severity"))
    return Counts(
        urgent=sum(severity == Severity.URGENT for _status, severity in found),
        unacknowledged=sum(status == EpisodeStatus.OPEN for status, _severity in found),
        in_work=sum(status == EpisodeStatus.IN_WORK for status, _severity in found),
        unresolved=len(found),
    )


def page(actor: Actor, *, number: str) -> EpisodePage:
    """Raises Episode.DoesNotExist."""
    rows = Episode.objects.visible_to(actor).select_related("meter", "unit", "owner")
    found: Episode = rows.get(number=number)
    meter = found.meter
    signs = found.signs.select_related("meter").order_by("meter__number")
    return EpisodePage(
        number=found.number,
        kind=found.kind,
        kind_label=str(EpisodeKind(found.kind).label),
        severity=found.severity,
        severity_label=str(Severity(found.severity).label),
        status=found.status,
        status_label=str(EpisodeStatus(found.status).label),
        meter_id=meter.id,
        meter_number=meter.number,
        meter_name=meter.name,
        medium=meter.medium,
        unit_code=UNIT_OF[meter.medium],
        unit=found.unit.short_name if found.unit else "",
        owner_id=found.owner_id,
        owner=found.owner.name if found.owner else "",
        started_at=found.started_at,
        detected_at=found.detected_at,
        last_seen_at=found.last_seen_at,
        gone_at=found.gone_at,
        resolved_at=found.resolved_at,
        cause=found.cause,
        size_per_hour=found.size_per_hour,
        yuan_per_day=found.yuan_per_day,
        detail=found.detail,
        merged=found.merged,
        also=tuple(dict.fromkeys(f"{s.meter.number} {s.meter.name}" for s in signs)),
        steps=tuple(_step(step) for step in found.steps.all()),
        revision=found.revision,
        may_handle=actor.may(EnergyPermission.WATCH_HANDLE, unit_id=found.unit_id),
    )


def handlers(actor: Actor, *, at: datetime) -> list[tuple[int, str]]:
    """Whom an episode can be given to: id and name, by name."""
    ids = persons_with(EnergyPermission.WATCH_HANDLE, site_id=actor.site_id, unit_id=None, at=at)
    rows = Person.objects.filter(site_id=actor.site_id, id__in=ids, left_on=None)
    return list(rows.order_by("name", "id").values_list("id", "name"))


def wishes(actor: Actor) -> dict[str, tuple[int, str]]:
    """One's own subscriptions: by kind severity from which, and how."""
    rows = Subscription.objects.filter(site_id=actor.site_id, person_id=actor.person_id)
    return {row.kind: (row.least, row.how) for row in rows}


def duties(actor: Actor) -> list[Duty]:
    rows = Duty.objects.visible_to(actor).select_related("unit", "person")
    return list(rows.order_by("kind", "unit__code"))


def exemptions(actor: Actor, *, today: date) -> list[Exemption]:
    """Those still in force."""
    rows = Exemption.objects.visible_to(actor).filter(until_on__gte=today)
    return list(rows.select_related("meter").order_by("until_on", "id"))


def of_meter(actor: Actor, *, meter_id: int, days: int, at: datetime) -> list[dict[str, Any]]:
    """Unresolved episodes of a meter, and those found in the last `days`."""
    rows = table(actor).filter(meter_id=meter_id)
    recent = Q(detected_at__gt=at - timedelta(days=days))
    return list(rows.filter(recent | ~Q(status=EpisodeStatus.RESOLVED)))


def _step(step: EpisodeStep) -> StepRow:
    label = str(EpisodeStatus(step.status).label)
    return StepRow(timezone.localtime(step.made_at), formats.who(step.made_by), label, step.note)
