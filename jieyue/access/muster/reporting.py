"""The figures of a muster, from its lines and marks."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from jieyue.access.muster import rules
from jieyue.access.muster.models import Muster, MusterMark
from jieyue.access.muster.parameters import TARGET_5, TARGET_15, TARGET_30
from jieyue.access.muster.rules import Figures, Mark, Progress
from jieyue.kit import parameters
from jieyue.kit.periods import SHANGHAI

TARGETS = {5: TARGET_5, 15: TARGET_15, 30: TARGET_30}


@dataclass(frozen=True)
class Step:
    """One minute of a muster: how many were known by its end."""

    minute: int
    found: int
    missing: int
    outside: int


def marks_of(rows: QuerySet[MusterMark]) -> dict[int, list[Mark]]:
    """By line; lines of which nothing was said are not there. One query."""
    found: dict[int, list[Mark]] = {}
    for line_id, state, at, by, number in rows.values_list(
        "line_id", "state", "happened_at", "by", "id"
    ):
        found.setdefault(line_id, []).append(Mark(state, at, by, number))
    return found


def _every_line(muster: Muster) -> dict[int, list[Mark]]:
    """The same with every line of a muster. Two queries."""
    found = marks_of(MusterMark.objects.filter(line__muster=muster))
    ids = muster.lines.values_list("id", flat=True)
    return {line_id: found.get(line_id, []) for line_id in ids}


def figures(muster: Muster) -> Figures:
    """As they are now; those that were kept when the names are gone."""
    marks = {str(line_id): given for line_id, given in _every_line(muster).items()}
    if not marks and muster.figures:
        return stored(muster.figures)
    on = muster.called_at.astimezone(SHANGHAI).date()
    values = parameters.read(site_id=muster.site_id, on=on)
    return rules.figures(
        marks,
        listed=muster.expected,
        called_at=muster.called_at,
        true_heads=muster.true_heads,
        targets={minutes: float(values.decimal(each)) for minutes, each in TARGETS.items()},
    )


def keep(muster: Muster) -> Figures:
    """Store the figures beside the muster."""
    found = figures(muster)
    muster.figures = asdict(found)
    muster.save(update_fields=["figures"])
    return found


def stored(kept: dict[str, Any]) -> Figures:
    progress = tuple(Progress(**each) for each in kept["progress"])
    return Figures(**{**kept, "progress": progress})


def steps(muster: Muster, *, at: datetime) -> list[Step]:
    """Minute by minute, until the end or now; each line by the mark that stood then."""
    marks = _every_line(muster)
    until = muster.ended_at or at
    last = min(int((until - muster.called_at).total_seconds() // 60) + 1, 180)
    return [_step(muster, marks, minute) for minute in range(last + 1)]


def _step(muster: Muster, marks: dict[int, list[Mark]], minute: int) -> Step:
    def stands(given: list[Mark]) -> str:
        by_then = [
            mark for mark in given if (mark.at - muster.called_at).total_seconds() <= minute * 60
        ]
        found = rules.standing(by_then)
        return found.state if found else ""

    states = [stands(given) for given in marks.values()]
    return Step(
        minute,
        states.count(rules.FOUND),
        states.count(rules.MISSING),
        states.count(rules.OUTSIDE),
    )
