"""Long work in the background: asked for in a request, run by the worker, watched on a page.

A kind of work is a function `f(arguments, *, site_id, progress, actor, at) -> dict | None`,
named in `jieyue/schedule.py`. It runs outside a transaction and should call `progress` every few
seconds; that is also where it learns that it was cancelled. A `url` in its result is offered on
its page as the way on.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from jieyue.kit.actor import Actor, Scope
from jieyue.kit.tasks.jobs import Job

if TYPE_CHECKING:
    from jieyue.kit.tasks.models import Task

Progress = Callable[[float, str], None]
Work = Callable[..., Any]

_kinds: dict[str, Work] = {}


class UnknownKind(Exception):
    """No function is named for this kind of work in `jieyue/schedule.py`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class NoSite(Exception):
    """Work was asked for by an actor who is on no site."""


def connect(kinds: Mapping[str, Work]) -> None:
    """Learn which function does each kind of work."""
    _kinds.update(kinds)


def work_of(kind: str) -> Work:
    """The function that does it. Raises UnknownKind."""
    try:
        return _kinds[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def labelled(label: "str | Promise") -> Callable[[Work], Work]:
    """Decorates work with the name that its page shows."""

    def name(work: Work) -> Work:
        work.label = label  # type: ignore[attr-defined]
        return work

    return name


def label_of(kind: str) -> str:
    """The name of this kind of work for people; its code when it has none."""
    return str(getattr(_kinds.get(kind), "label", kind))


def enqueue(kind: str, arguments: Mapping[str, Any], *, actor: Actor, at: datetime) -> "Task":
    """Ask for work on the actor's site. Raises UnknownKind, NoSite.

    The task is part of the open transaction: it starts only when that commits.
    """
    from jieyue.kit.tasks.models import Task

    work_of(kind)
    if actor.site_id is None:
        raise NoSite(kind)
    return Task.objects.create(
        site_id=actor.site_id,
        kind=kind,
        arguments=dict(arguments),
        actor=asdict(actor),
        account_id=actor.account_id,
        person_id=actor.person_id,
        asked_by=actor.name,
        asked_at=at,
    )


def actor_of(task: "Task") -> Actor:
    """Who asked, with the rights held when asking."""
    stored = dict(task.actor)
    grants = {code: Scope(scope) for code, scope in stored.pop("grants").items()}
    return Actor(**stored, grants=grants)


__all__ = [
    "Job",
    "NoSite",
    "Progress",
    "UnknownKind",
    "Work",
    "actor_of",
    "connect",
    "enqueue",
    "label_of",
    "labelled",
    "work_of",
]
