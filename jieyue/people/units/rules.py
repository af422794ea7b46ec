"""How many persons a unit has on a day (用能人数), from its dated head-counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

ENERGY_KINDS = frozenset(
    {"established", "contract", "seconded", "property", "canteen", "other"}
)  # STANDARDS 1.3: approved posts (编制人数) are another field and never counted


@dataclass(frozen=True)
class Count:
    """So many persons of a kind from `since_on` on. Of two on one day the higher `id` counts."""

    id: int
    kind: str
    since_on: date
    persons: int


def persons_on(counts: Iterable[Count], *, day: date) -> dict[str, int]:
    """Persons by kind on `day`; a kind that has no row by then is absent, not 0."""
    begun = sorted((c for c in counts if c.since_on <= day), key=lambda c: (c.since_on, c.id))
    return {count.kind: count.persons for count in begun}


def energy_persons(by_kind: Mapping[str, int]) -> int | None:
    """用能人数: the sum of the kinds that use energy; None when nothing was ever counted."""
    counted = [persons for kind, persons in by_kind.items() if kind in ENERGY_KINDS]
    return sum(counted) if counted else None


class Refusal(Exception):
    """What this topic refuses; each kind carries what was wrong."""


class BadHeadCount(Refusal):
    """A head-count of a kind that does not exist, or below zero."""

    def __init__(self, *, kind: str, persons: int) -> None:
        super().__init__(kind, persons)
        self.kind, self.persons = kind, persons


def check_head_count(*, kind: str, persons: int) -> None:
    """Raises BadHeadCount."""
    if kind not in ENERGY_KINDS or persons < 0:
        raise BadHeadCount(kind=kind, persons=persons)
