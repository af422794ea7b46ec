"""Facts, and writing them into the journal with what must follow."""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import connection, transaction
from pydantic import TypeAdapter

from jieyue.kit.actor import Actor

if TYPE_CHECKING:
    from jieyue.kit.journal.models import Entry

_known: "dict[str, type[Fact]]" = {}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened. Its name is stored for years, so it is written out, not derived."""

    name: ClassVar[str]
    label: ClassVar[Any] = ""

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        if hasattr(cls, "name"):
            _known[cls.name] = cls


Reaction = Callable[..., None]


class UnknownReaction(Exception):
    """A stored delivery names a fact or reaction that `jieyue/reactions.py` no longer has."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


_reactions: dict[str, list[Reaction]] = {}
_adapters: dict[type[Fact], TypeAdapter[Any]] = {}
cause: ContextVar["Entry | None"] = ContextVar("cause", default=None)


def connect(reactions: Mapping[type[Fact], Sequence[Reaction]]) -> None:
    """Learn what follows each fact. A later call adds to or replaces single facts."""
    for fact_class, functions in reactions.items():
        _reactions[fact_class.name] = list(functions)


def record(fact: Fact, *, actor: Actor, at: datetime) -> "Entry":
    """Write `fact` in the open transaction. Raises TransactionManagementError outside one."""
    from jieyue.kit.journal.models import Delivery, Entry, PendingSeal

    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("journal.record needs an open transaction")
    entry = Entry(
        site_id=actor.site_id,
        name=fact.name,
        data=adapter(type(fact)).dump_python(fact, mode="json"),
        actor_kind=actor.kind,
        actor_name=actor.name,
        account_id=actor.account_id,
        person_id=actor.person_id,
        at=at,
        cause=cause.get(),
    )
    entry.save(force_insert=True)
    PendingSeal(entry=entry, site_id=entry.site_id).save(force_insert=True)
    reactions = _reactions.get(entry.name)
    if reactions:
        Delivery.objects.bulk_create(
            Delivery(entry=entry, reaction=name_of(reaction), due_at=at) for reaction in reactions
        )
    return entry


def name_of(function: Callable[..., Any]) -> str:
    """The stored name of a reaction or job: module and function."""
    return f"{function.__module__}.{function.__qualname__}"


def reaction_of(fact_name: str, reaction: str) -> Reaction:
    """The function behind a stored delivery. Raises UnknownReaction."""
    for function in _reactions.get(fact_name, []):
        if name_of(function) == reaction:
            return function
    raise UnknownReaction(reaction)


def fact_of(entry: "Entry") -> Fact:
    """The fact as it was recorded. Raises UnknownReaction for a name no class bears."""
    fact_class = _known.get(entry.name)
    if fact_class is None:
        raise UnknownReaction(entry.name)
    fact: Fact = adapter(fact_class).validate_python(entry.data)
    return fact


def fact_classes() -> dict[str, type[Fact]]:
    """Every kind of fact that was imported, by name, sorted."""
    return dict(sorted(_known.items()))


def adapter(fact_class: type[Fact]) -> TypeAdapter[Any]:
    """Turns a fact into plain JSON values and back. Kept for each class, as making one is dear."""
    if fact_class not in _adapters:
        _adapters[fact_class] = TypeAdapter(fact_class)
    return _adapters[fact_class]
