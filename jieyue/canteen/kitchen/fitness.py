"""Whether the cook may work: asked of food safety, which is connected when it is there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils import timezone

from jieyue.canteen.kitchen.refusals import NotFitForWork
from jieyue.kit.actor import Actor


class Verdict(Protocol):
    """What food safety says of a person and a day; `reason` says why not."""

    @property
    def may(self) -> bool: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True)
class Fit:
    """Nothing is known against it."""

    may: bool = True
    reason: str = ""


def _nobody_checks(*, person_id: int, on: date) -> Verdict:  # noqa: ARG001 - the call's shape
    return Fit()


_may_work: Callable[..., Verdict] = _nobody_checks


def connect(may_work: Callable[..., Verdict]) -> Callable[..., Verdict]:
    """Ask `may_work(person_id=, on=)` from now on; gives back what was asked before."""
    global _may_work
    before, _may_work = _may_work, may_work
    return before


def require(actor: Actor, *, at: datetime) -> None:
    """Raises NotFitForWork. A part of the system has no health to check."""
    if actor.person_id is None:
        return
    verdict = _may_work(person_id=actor.person_id, on=timezone.localdate(at))
    if not verdict.may:
        raise NotFitForWork(name=actor.name, reason=verdict.reason)
