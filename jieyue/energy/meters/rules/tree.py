"""表计树: who is whose sub-meter on which day. Meters by id, days half-open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Span:
    """A meter's parent on [since_on, until_on); until_on None: to this day."""

    meter_id: int
    parent_id: int | None
    since_on: date
    until_on: date | None

    def covers(self, day: date) -> bool:
        return self.since_on <= day and (self.until_on is None or day < self.until_on)


def parents_on(spans: Sequence[Span], day: date) -> dict[int, int | None]:
    """The parent of each meter that stands in the tree that day."""
    return {span.meter_id: span.parent_id for span in spans if span.covers(day)}


def ring(meter_id: int, parents: Mapping[int, int | None]) -> list[int]:
    """The way up from a meter back to itself, both ends named; empty when it ends at a root."""
    way = [meter_id]
    above = parents.get(meter_id)
    while above is not None and above not in way:
        way.append(above)
        above = parents.get(above)
    return [*way, meter_id] if above == meter_id else []


def rings(new: Span, others: Sequence[Span]) -> tuple[date, list[int]] | None:
    """The first day on which the new placement closes a ring, and the ring; None: on no day.

    others: every other placement, in which the new meter has none on the same days.
    """
    if new.parent_id is None:
        return None
    starts = {span.since_on for span in others if span.since_on > new.since_on}
    for day in sorted({new.since_on, *starts}):
        if not new.covers(day):
            continue
        found = ring(new.meter_id, parents_on([*others, new], day))
        if found:
            return day, found
    return None


def below(meter_id: int, parents: Mapping[int, int | None]) -> set[int]:
    """Every meter under it, at any depth; a ring does not hang it."""
    children: dict[int, list[int]] = {}
    for child, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(child)
    found: set[int] = set()
    waiting = [meter_id]
    while waiting:
        for child in children.get(waiting.pop(), []):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found
