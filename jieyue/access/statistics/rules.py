"""Counts of passages by five minutes, summed to hours and to the busiest twenty minutes. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

SLOTS_A_DAY, SLOTS_AN_HOUR, SLOTS_OF_PEAK = 288, 12, 4
MINUTES_A_SLOT = 5
ALLOW, DENY, RECORD = "allow", "deny", "record"
PASSED_BEFORE = frozenset({"historical", "late"})  # noted afterwards, and passages all the same
GUARD = "guard"
VISITOR = "guest:"


class Passed(NamedTuple):
    """One decision as counts need it; minute: of the local day."""

    gate_id: int | None
    minute: int
    direction: str
    outcome: str
    reason: str
    decided_by: str
    holder_key: str


class Peak(NamedTuple):
    """The busiest twenty minutes; minute: of the day, when they begin."""

    minute: int
    passages: int


@dataclass
class Counts:
    """What a gate saw, or several summed."""

    ins: list[int] = field(default_factory=lambda: [0] * SLOTS_A_DAY)
    outs: list[int] = field(default_factory=lambda: [0] * SLOTS_A_DAY)
    refused: Counter[str] = field(default_factory=Counter)
    noted: int = 0
    by_hand: int = 0
    visitors: int = 0

    def take(self, row: Passed) -> None:
        """One more. What a guard refuses was refused by the gate before, and counts once."""
        is_hand = row.decided_by == GUARD
        self.by_hand += is_hand
        if row.outcome == ALLOW or row.reason in PASSED_BEFORE:
            slots = self.ins if row.direction == "in" else self.outs
            slots[row.minute // MINUTES_A_SLOT] += 1
        if row.outcome == DENY and not is_hand:
            self.refused[row.reason] += 1
        self.noted += row.outcome == RECORD

    def add(self, other: "Counts") -> None:
        """Sum another one into this."""
        self.ins = [a + b for a, b in zip(self.ins, other.ins, strict=True)]
        self.outs = [a + b for a, b in zip(self.outs, other.outs, strict=True)]
        self.refused.update(other.refused)
        self.noted += other.noted
        self.by_hand += other.by_hand
        self.visitors += other.visitors

    @property
    def entered(self) -> int:
        return sum(self.ins)

    @property
    def left(self) -> int:
        return sum(self.outs)

    @property
    def refusals(self) -> int:
        return sum(self.refused.values())


def count(rows: Iterable[Passed]) -> dict[int | None, Counts]:
    """Counts by gate, and under None of the whole site; visitors only there, each once a day."""
    found: dict[int | None, Counts] = {}
    whole = Counts()
    visitors = set()
    for row in rows:
        whole.take(row)
        if row.gate_id is not None:
            found.setdefault(row.gate_id, Counts()).take(row)
        came_in = row.direction == "in" and row.outcome == ALLOW
        if came_in and row.holder_key.startswith(VISITOR):
            visitors.add(row.holder_key)
    whole.visitors = len(visitors)
    if whole != Counts():
        found[None] = whole
    return found


def hours(slots: Sequence[int]) -> list[int]:
    """The 24 hours of a day's five minutes."""
    return [sum(slots[at : at + SLOTS_AN_HOUR]) for at in range(0, SLOTS_A_DAY, SLOTS_AN_HOUR)]


def peak(*slots: Sequence[int]) -> Peak | None:
    """The twenty minutes with most passages, the earliest of equals; None without any."""
    summed = [sum(each) for each in zip(*slots, strict=True)]
    windows = [
        sum(summed[at : at + SLOTS_OF_PEAK]) for at in range(SLOTS_A_DAY - SLOTS_OF_PEAK + 1)
    ]
    most = max(windows)
    return Peak(windows.index(most) * MINUTES_A_SLOT, most) if most else None


def per_thousand(part: int, whole: int) -> float | None:
    """How many in a thousand; None of nothing."""
    return 1000 * part / whole if whole else None
