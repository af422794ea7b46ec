"""What the journal pages show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from jieyue.kit.actor import Actor
from jieyue.kit.journal import fact_classes
from jieyue.kit.journal.models import Delivery, Entry
from jieyue.kit.journal.sealing import last_digest
from jieyue.kit.permissions import KitPermission

LONGEST_CHAIN = 20


@dataclass(frozen=True)
class EntryRow:
    """One entry of a chain of causes and effects."""

    id: int
    label: str
    name: str
    actor_name: str
    at: datetime


@dataclass(frozen=True)
class EntryPage:
    """One entry, what led to it (oldest first), what it led to, and what is still to follow."""

    row: EntryRow
    data: list[tuple[str, Any]]
    actor_kind: str
    recorded_at: datetime
    position: int | None
    digest: str
    causes: list[EntryRow]
    effects: list[EntryRow]
    deliveries: list["DeliveryRow"]


@dataclass(frozen=True)
class DeliveryRow:
    """One reaction to a fact, made or to be made."""

    id: int
    reaction: str
    fact: str
    entry_id: int
    attempts: int
    error: str
    at: datetime
    due_at: datetime
    done_at: datetime | None


@dataclass(frozen=True)
class Chain:
    """The newest seal of a site: what to keep elsewhere, to notice a shortened chain."""

    sealed: int
    digest: str


def entries(actor: Actor) -> QuerySet[Entry]:
    """Entries of the site, newest first. Raises NotAllowed."""
    actor.require(KitPermission.JOURNAL_READ)
    rows: QuerySet[Entry] = Entry.objects.visible_to(actor).order_by("-id")
    return rows


def entry(actor: Actor, *, entry_id: int) -> EntryPage:
    """Raises NotAllowed, Entry.DoesNotExist."""
    found = entries(actor).select_related("seal").get(id=entry_id)
    seal = getattr(found, "seal", None)
    effects = Entry.objects.visible_to(actor).filter(cause_id=found.id).order_by("id")
    deliveries = found.deliveries.select_related("entry").order_by("id")
    return EntryPage(
        row=_row(found),
        data=sorted(found.data.items()),
        actor_kind=found.actor_kind,
        recorded_at=found.recorded_at,
        position=seal.position if seal else None,
        digest=seal.digest if seal else "",
        causes=_causes(actor, found),
        effects=[_row(effect) for effect in effects],
        deliveries=[_delivery(delivery) for delivery in deliveries],
    )


def failing(actor: Actor) -> list[DeliveryRow]:
    """Deliveries of the site that failed and are not made yet, oldest first. Raises NotAllowed."""
    actor.require(KitPermission.TASKS_READ)
    rows = Delivery.objects.filter(
        entry__site_id=actor.site_id, done_at=None, attempts__gt=0
    ).select_related("entry")
    return [_delivery(row) for row in rows.order_by("id")]


def count_failing(*, site_id: int) -> int:
    """How many deliveries of a site keep failing."""
    rows = Delivery.objects.filter(entry__site_id=site_id, done_at=None, attempts__gt=0)
    return rows.count()


def chain(actor: Actor) -> Chain:
    """The newest seal of the site."""
    return Chain(*last_digest(site_id=actor.site_id))


def label_of(name: str) -> str:
    """A fact's label; its stored name when no class bears it any more."""
    fact_class = fact_classes().get(name)
    return str(fact_class.label) if fact_class else name


def fact_choices() -> list[tuple[str, str]]:
    """Stored name and label of every fact, by label."""
    labels = [(name, str(kind.label)) for name, kind in fact_classes().items()]
    return sorted(labels, key=lambda pair: pair[1])


def _causes(actor: Actor, found: Entry) -> list[EntryRow]:
    causes: list[EntryRow] = []
    cause_id = found.cause_id
    while cause_id is not None and len(causes) < LONGEST_CHAIN:
        above = Entry.objects.visible_to(actor).filter(id=cause_id).first()
        if above is None:
            break
        causes.insert(0, _row(above))
        cause_id = above.cause_id
    return causes


def _row(found: Entry) -> EntryRow:
    return EntryRow(found.id, label_of(found.name), found.name, found.actor_name, found.at)


def _delivery(row: Delivery) -> DeliveryRow:
    return DeliveryRow(
        id=row.id,
        reaction=row.reaction.removeprefix("jieyue."),
        fact=label_of(row.entry.name),
        entry_id=row.entry_id,
        attempts=row.attempts,
        error=row.error,
        at=row.entry.at,
        due_at=row.due_at,
        done_at=row.done_at,
    )
