"""What a unit should look at next, from the month's figures. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Hint(StrEnum):
    EPISODES = "episodes"
    COVERAGE = "coverage"
    AFTER_HOURS = "after_hours"
    RISE = "rise"
    FINE = "fine"


@dataclass(frozen=True)
class Seen:
    """One medium of a month. Percent; None is unknown. rising: the part that rose most."""

    medium: str
    coverage_pct: Decimal
    change_pct: Decimal | None
    after_hours_pct: Decimal | None
    after_hours_before_pct: Decimal | None
    rising: str = ""


@dataclass(frozen=True)
class Advice:
    """One thing to look at. values: what its sentence names."""

    hint: Hint
    medium: str = ""
    figure: Decimal | None = None
    name: str = ""


@dataclass(frozen=True)
class Bounds:
    """Percent from which something is worth a look."""

    coverage: Decimal
    rise: Decimal
    after_hours: Decimal
    after_hours_rise: Decimal


def advise(seen: Sequence[Seen], *, episodes: int, bounds: Bounds) -> list[Advice]:
    """Gravest first; `FINE` alone when there is nothing to say."""
    found: list[Advice] = []
    if episodes:
        found.append(Advice(Hint.EPISODES, figure=Decimal(episodes)))
    for each in seen:
        if each.coverage_pct < bounds.coverage:
            found.append(Advice(Hint.COVERAGE, each.medium, each.coverage_pct))
            continue
        if each.after_hours_pct is not None and _is_late(each, bounds):
            found.append(Advice(Hint.AFTER_HOURS, each.medium, each.after_hours_pct))
        if each.change_pct is not None and each.change_pct >= bounds.rise:
            found.append(Advice(Hint.RISE, each.medium, each.change_pct, each.rising))
    return found or [Advice(Hint.FINE)]


def _is_late(seen: Seen, bounds: Bounds) -> bool:
    """A large share after hours, or one that grew by much."""
    now, before = seen.after_hours_pct, seen.after_hours_before_pct
    if now is None:
        return False
    grew = before is not None and now - before >= bounds.after_hours_rise
    return grew or now >= bounds.after_hours
