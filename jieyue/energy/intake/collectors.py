"""采集器: registers collectors, makes and renews their keys, and knows whom a key stands for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jieyue.energy.intake import parameters as limits
from jieyue.energy.intake import refusals
from jieyue.energy.intake.facts import CollectorChanged, CollectorKeyRenewed, CollectorRegistered
from jieyue.energy.intake.models import Collector
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit import journal, keys, parameters
from jieyue.kit.actor import Actor, NotAllowed, Scope

KEY_PREFIX = "jyc_"


@dataclass(frozen=True)
class NewKey:
    """A key, this once in plain text."""

    collector_id: int
    serial: str
    key: str


@dataclass(frozen=True)
class CollectorRow:
    """One line of the page of collectors. skew_s: how far its clock was ahead of ours."""

    id: int
    serial: str
    name: str
    is_active: bool
    last_seen_at: datetime | None
    last_skew_s: int | None
    key_made_at: datetime
    old_key_until: datetime | None


@transaction.atomic
def register(*, serial: str, name: str, actor: Actor, at: datetime) -> NewKey:
    """Register a collector and make its first key. Raises NotAllowed, SerialTaken."""
    actor.require(EnergyPermission.METERS_EDIT)
    if actor.site_id is None:
        raise NotAllowed(EnergyPermission.METERS_EDIT)
    if Collector.objects.filter(site_id=actor.site_id, serial=serial).exists():
        raise refusals.SerialTaken(serial=serial)
    key = keys.new_key(KEY_PREFIX)
    row = Collector.objects.create(
        site_id=actor.site_id,
        serial=serial,
        name=name,
        key_hash=keys.key_hash(key),
        key_made_at=at,
    )
    journal.record(CollectorRegistered(collector_id=row.id, serial=serial), actor=actor, at=at)
    return NewKey(row.id, serial, key)


@transaction.atomic
def change(*, collector_id: int, name: str, is_active: bool, actor: Actor, at: datetime) -> None:
    """The same values again record nothing. Raises NotAllowed, Collector.DoesNotExist."""
    actor.require(EnergyPermission.METERS_EDIT)
    row = _locked(collector_id, actor)
    given = {"name": name, "is_active": is_active}
    old = {
        key: str(getattr(row, key)) for key, value in given.items() if getattr(row, key) != value
    }
    if not old:
        return
    row.name, row.is_active = name, is_active
    row.save(update_fields=list(given))
    new = {key: str(given[key]) for key in old}
    journal.record(CollectorChanged(collector_id=row.id, old=old, new=new), actor=actor, at=at)


@transaction.atomic
def renew_key(*, collector_id: int, actor: Actor, at: datetime) -> NewKey:
    """Make a new key; the present one goes on working for the overlap, one before it ends now."""
    actor.require(EnergyPermission.METERS_EDIT)
    row = _locked(collector_id, actor)
    values = parameters.read(site_id=row.site_id, on=timezone.localdate(at))
    key = keys.new_key(KEY_PREFIX)
    row.old_key_hash = row.key_hash
    row.old_key_until = at + timedelta(hours=values.integer(limits.KEY_OVERLAP))
    row.key_hash, row.key_made_at = keys.key_hash(key), at
    row.save(update_fields=["old_key_hash", "old_key_until", "key_hash", "key_made_at"])
    journal.record(CollectorKeyRenewed(collector_id=row.id), actor=actor, at=at)
    return NewKey(row.id, row.serial, key)


def actor_of_key(key: str, *, at: datetime) -> tuple[Actor, int] | None:
    """The actor a key stands for and the id of its collector; None for one that is not valid."""
    hashed = keys.key_hash(key)
    old = Q(old_key_hash=hashed, old_key_until__gt=at)
    row = Collector.objects.filter(Q(key_hash=hashed) | old, is_active=True).first()
    if row is None:
        return None
    grants = {EnergyPermission.READINGS_IMPORT.value: Scope.COMPLEX}
    return Actor(kind="device", name=row.serial, site_id=row.site_id, grants=grants), row.id


def heard(collector_id: int, *, skew_s: int | None, at: datetime) -> None:
    """It delivered just now; its clock's error where it told it."""
    Collector.objects.filter(id=collector_id).update(last_seen_at=at, last_skew_s=skew_s)


def rows(actor: Actor) -> list[CollectorRow]:
    """Every collector of the site, by serial. One query."""
    return [row_of(row) for row in Collector.objects.visible_to(actor)]


def row_of(row: Collector) -> CollectorRow:
    return CollectorRow(
        id=row.id,
        serial=row.serial,
        name=row.name,
        is_active=row.is_active,
        last_seen_at=row.last_seen_at,
        last_skew_s=row.last_skew_s,
        key_made_at=row.key_made_at,
        old_key_until=row.old_key_until,
    )


def _locked(collector_id: int, actor: Actor) -> Collector:
    found: Collector = (
        Collector.objects.filter(site_id=actor.site_id).select_for_update().get(id=collector_id)
    )
    return found
