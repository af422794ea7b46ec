"""Which steps a request passes, and who may decide the one it stands at."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from jieyue.kit.periods import SHANGHAI


@dataclass(frozen=True)
class Link:
    """One step of a chain: a person, or whoever holds a right, from an amount in yuan on."""

    from_yuan: Decimal
    position: int
    permission: str = ""
    person_id: int | None = None


class Refusal(Exception):
    """What this topic refuses; each kind carries what was wrong."""


class NoChain(Refusal):
    """Nobody has said who decides requests of this kind."""

    def __init__(self, *, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class AlreadyAsked(Refusal):
    """The same thing waits for a decision already."""

    def __init__(self, *, title: str) -> None:
        super().__init__(title)
        self.title = title


class ChainHasGap(Refusal):
    """Steps are numbered 1, 2, 3 … without a gap, each a person or a right."""

    def __init__(self, *, from_yuan: Decimal) -> None:
        super().__init__(from_yuan)
        self.from_yuan = from_yuan


class AlreadyDecided(Refusal):
    """Somebody else was quicker, or the request is closed. is_agreed: None of one taken back."""

    def __init__(self, *, by: str, at: datetime, is_agreed: bool | None) -> None:
        super().__init__(by, at, is_agreed)
        self.by, self.at, self.is_agreed = by, at, is_agreed
        self.said = f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


class AlreadyWithdrawn(AlreadyDecided):
    """Whoever asked took the request back."""


class DecidedEarlierStep(Refusal):
    """Each step of a request is decided by another person; this one decided `position`."""

    def __init__(self, *, position: int) -> None:
        super().__init__(position)
        self.position = position


class NotYourStep(Refusal):
    """The request waits for somebody else."""


class OwnRequest(Refusal):
    """Nobody decides what they asked for themselves."""


class NobodyCalled(Refusal):
    """No right has this code, and nobody on the site this staff number."""

    def __init__(self, *, staff_no: str) -> None:
        super().__init__(staff_no)
        self.staff_no = staff_no


class ReasonMissing(Refusal):
    """A refusal or a delegation says why."""


def steps_for(chain: Iterable[Link], *, kind: str, amount_yuan: Decimal | None) -> list[Link]:
    """The steps of the highest tier the amount reaches, in order; no amount is the lowest tier.

    Raises NoChain.
    """
    amount = amount_yuan or Decimal(0)
    reached = [link for link in chain if link.from_yuan <= amount]
    if not reached:
        raise NoChain(kind=kind)
    tier = max(link.from_yuan for link in reached)
    steps = [link for link in reached if link.from_yuan == tier]
    return sorted(steps, key=lambda link: link.position)


def check_chain(chain: Sequence[Link]) -> None:
    """Raises ChainHasGap."""
    tiers: dict[Decimal, list[int]] = {}
    for link in chain:
        if bool(link.permission) == (link.person_id is not None):
            raise ChainHasGap(from_yuan=link.from_yuan)
        tiers.setdefault(link.from_yuan, []).append(link.position)
    for from_yuan, positions in tiers.items():
        if sorted(positions) != list(range(1, len(positions) + 1)):
            raise ChainHasGap(from_yuan=from_yuan)


def check_decider(
    *,
    person_id: int | None,
    asked_by_id: int | None,
    step_person_id: int | None,
    holds_right: bool,
) -> None:
    """A step names a person, or anybody with the right; never the one who asked.

    Raises OwnRequest, NotYourStep.
    """
    if person_id is not None and person_id == asked_by_id:
        raise OwnRequest
    if step_person_id is not None and step_person_id != person_id:
        raise NotYourStep
    if step_person_id is None and not holds_right:
        raise NotYourStep


def check_other_person(
    person_id: int | None, *, decided: Collection[tuple[int, int | None]]
) -> None:
    """`decided`: the steps decided so far as (position, person). Raises DecidedEarlierStep."""
    for position, decider_id in decided:
        if person_id is not None and person_id == decider_id:
            raise DecidedEarlierStep(position=position)


def check_reason(reason: str, *, is_needed: bool) -> None:
    """Raises ReasonMissing."""
    if is_needed and not reason.strip():
        raise ReasonMissing
