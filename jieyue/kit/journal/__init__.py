"""The journal (台账): what was done, by whom, and what must follow.

`record` writes a fact in the caller's transaction, with one pending delivery per reaction.
`deliver_next` runs one pending delivery in a transaction of its own. A reaction that fails
is tried again later, after growing waits, and never undoes the fact that caused it.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import connection, transaction
from pydantic import TypeAdapter

from jieyue.kit.actor import Actor

if TYPE_CHECKING:
    from jieyue.kit.journal.models import Delivery, Entry

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened. Its name is stored for years, so it is written out, not derived."""

    name: ClassVar[str]
    label: ClassVar[Any] = ""


Reaction = Callable[..., None]

_reactions: dict[str, list[Reaction]] = {}
_classes: dict[str, type[Fact]] = {}
_cause: ContextVar["Entry | None"] = ContextVar("cause", default=None)


def connect(reactions: Mapping[type[Fact], Sequence[Reaction]]) -> None:
    """Learn what follows each fact. A later call adds to or replaces single facts."""
    for fact_class, functions in reactions.items():
        _classes[fact_class.name] = fact_class
        _reactions[fact_class.name] = list(functions)


def record(fact: Fact, *, actor: Actor, at: datetime) -> "Entry":
    """Write `fact` in the open transaction. Raises TransactionManagementError outside one."""
    from jieyue.kit.journal.models import Delivery, Entry

    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("journal.record needs an open transaction")
    entry = Entry(
        site_id=actor.site_id,
        name=fact.name,
        data=_adapter(type(fact)).dump_python(fact, mode="json"),
        actor_kind=actor.kind,
        actor_name=actor.name,
        person_id=actor.person_id,
        at=at,
        cause=_cause.get(),
    )
    _seal(entry)
    entry.save(force_insert=True)
    Delivery.objects.bulk_create(
        Delivery(entry=entry, reaction=name_of(reaction), due_at=at)
        for reaction in _reactions.get(entry.name, [])
    )
    return entry


def deliver_next(*, now: datetime) -> bool:
    """Run the oldest delivery that is due. Returns False when there is none."""
    from jieyue.kit.journal.models import Delivery

    with transaction.atomic():
        pending = Delivery.objects.filter(done_at=None, due_at__lte=now).order_by("due_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            pending = pending.select_for_update(skip_locked=True, of=("self",))
        delivery = pending.select_related("entry").first()
        if delivery is None:
            return False
        delivery.attempts += 1
        try:
            with transaction.atomic():
                _run(delivery)
        except Exception as error:
            logger.exception("Reaction %s failed", delivery.reaction)
            delivery.error = repr(error)
            delivery.due_at = now + retry_wait(delivery.attempts)
        else:
            delivery.done_at, delivery.error = now, ""
        delivery.save()
    return True


def deliver_all(*, now: datetime) -> None:
    """Run deliveries until none is due."""
    while deliver_next(now=now):
        pass


def retry_wait(attempts: int) -> timedelta:
    """1, 2, 4 … minutes after the first, second, third failure; never more than six hours."""
    return min(FIRST_RETRY * 2 ** min(attempts - 1, 20), LONGEST_RETRY)


def broken_link(*, site_id: int | None) -> int | None:
    """Id of the first entry of a site whose digest or chain does not hold; None if all hold."""
    from jieyue.kit.journal.models import Entry

    previous = ""
    for entry in Entry.objects.filter(site_id=site_id).order_by("id").iterator():
        if entry.previous_digest != previous or entry.digest != _digest(entry):
            return entry.id
        previous = entry.digest
    return None


def name_of(reaction: Reaction) -> str:
    """The stored name of a reaction: module and function."""
    return f"{reaction.__module__}.{reaction.__qualname__}"


def _run(delivery: "Delivery") -> None:
    entry = delivery.entry
    reaction = next(r for r in _reactions[entry.name] if name_of(r) == delivery.reaction)
    token = _cause.set(entry)
    try:
        fact = _adapter(_classes[entry.name]).validate_python(entry.data)
        reaction(fact, site_id=entry.site_id, at=entry.at)
    finally:
        _cause.reset(token)


@cache
def _adapter(fact_class: type[Fact]) -> TypeAdapter[Any]:
    return TypeAdapter(fact_class)


def _seal(entry: "Entry") -> None:
    """Chain the entry to the last one of its site.

    Locking the site's row keeps two transactions from taking the same predecessor.
    """
    from jieyue.kit.journal.models import Entry
    from jieyue.kit.sites.models import Site

    if entry.site_id is not None:
        list(Site.objects.select_for_update().filter(id=entry.site_id).values_list("id"))
    last = Entry.objects.filter(site_id=entry.site_id).order_by("-id").values_list("digest").first()
    entry.previous_digest = last[0] if last else ""
    entry.digest = _digest(entry)


def _digest(entry: "Entry") -> str:
    parts = [
        entry.previous_digest,
        entry.site_id,
        entry.name,
        entry.data,
        entry.actor_kind,
        entry.actor_name,
        entry.person_id,
        entry.at.timestamp(),
        entry.cause_id,
    ]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


__all__ = [
    "Fact",
    "Reaction",
    "broken_link",
    "connect",
    "deliver_all",
    "deliver_next",
    "name_of",
    "record",
    "retry_wait",
]
