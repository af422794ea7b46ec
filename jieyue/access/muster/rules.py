"""Who is looked for where, which mark stands, and how a muster went. Pure: values in and out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

FOUND, MISSING, OUTSIDE = "found", "missing", "outside"
STATES = (FOUND, MISSING, OUTSIDE)
LOOKED_AT_MIN = (5, 15, 30)


def point_of(
    zone_id: int | None,
    *,
    unit_point: int | None,
    zone_points: Mapping[int, int | None],
    parents: Mapping[int, int | None],
) -> int | None:
    """Where somebody gathers: the unit's own point, else that of the nearest zone that has one."""
    if unit_point is not None:
        return unit_point
    passed: set[int] = set()
    while zone_id is not None and zone_id not in passed:
        passed.add(zone_id)
        point = zone_points.get(zone_id)
        if point is not None:
            return point
        zone_id = parents.get(zone_id)
    return None


class Mark(NamedTuple):
    """What one guard said of one line, by our clock; `number` tells marks of one instant apart."""

    state: str
    at: datetime
    by: str
    number: int


def standing(marks: Iterable[Mark]) -> Mark | None:
    """The later one stands, whatever the order they came in."""
    return max(marks, key=lambda mark: (mark.at, mark.number), default=None)


def is_contradicted(marks: Sequence[Mark]) -> bool:
    """Whether two people said different things."""
    last: dict[str, str] = {}
    for mark in sorted(marks, key=lambda mark: (mark.at, mark.number)):
        last[mark.by] = mark.state
    return len(set(last.values())) > 1


@dataclass(frozen=True)
class Progress:
    """Of how many on the list it was known what became of them, some minutes after the call."""

    minutes: int
    known: int
    share: float | None
    target: float | None

    @property
    def is_met(self) -> bool | None:
        if self.share is None or self.target is None:
            return None
        return self.share >= self.target


@dataclass(frozen=True)
class Figures:
    """How a muster went. listed: at the call; added: people who were not on the list.

    head_error: people on the list, less those known to be outside, against heads counted.
    all_known_min: minutes until everybody's whereabouts were known, None if never.
    """

    listed: int
    added: int
    found: int
    missing: int
    outside: int
    open: int
    head_error: int | None
    all_known_min: float | None
    progress: tuple[Progress, ...]


def figures(
    marks_of: Mapping[str, Sequence[Mark]],
    *,
    listed: int,
    called_at: datetime,
    true_heads: int | None,
    targets: Mapping[int, float],
) -> Figures:
    """marks_of: by line, every line being there, those added on the spot with their mark."""
    last = {line: standing(marks) for line, marks in marks_of.items()}
    states = [mark.state if mark else "" for mark in last.values()]
    found, missing = states.count(FOUND), states.count(MISSING)
    outside, unknown = states.count(OUTSIDE), states.count("")
    times = [min(mark.at for mark in marks) for marks in marks_of.values() if marks]
    all_known = None
    if times and not unknown:
        all_known = max((max(times) - called_at).total_seconds() / 60, 0.0)
    return Figures(
        listed=listed,
        added=max(len(marks_of) - listed, 0),
        found=found,
        missing=missing,
        outside=outside,
        open=unknown,
        head_error=None if true_heads is None else listed - true_heads,
        all_known_min=None if all_known is None else round(all_known, 1),
        progress=tuple(
            _progress(minutes, times, len(marks_of), called_at, targets.get(minutes))
            for minutes in LOOKED_AT_MIN
        ),
    )


def _progress(
    minutes: int, times: Sequence[datetime], lines: int, called_at: datetime, target: float | None
) -> Progress:
    until = called_at + timedelta(minutes=minutes)
    known = sum(at <= until for at in times)
    return Progress(minutes, known, known / lines if lines else None, target)
