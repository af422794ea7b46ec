"""The meters' tree through time, and whose remainder each use is taken from."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol


class Place(Protocol):
    """A meter's place on [since_on, until_on); until_on None: to this day."""

    @property
    def meter_id(self) -> int: ...
    @property
    def parent_id(self) -> int | None: ...
    @property
    def item(self) -> str: ...
    @property
    def building_id(self) -> int | None: ...
    @property
    def floor_id(self) -> int | None: ...
    @property
    def unit_id(self) -> int | None: ...
    @property
    def since_on(self) -> date: ...
    @property
    def until_on(self) -> date | None: ...


class Forest:
    """Places of real meters; a parent that is none of them, or of another medium, is no parent."""

    def __init__(self, places: Iterable[Place], media: Mapping[int, str]) -> None:
        """media: of every real meter."""
        self.media = media
        self.places: dict[int, list[Place]] = defaultdict(list)
        for place in places:
            if place.meter_id in media:
                self.places[place.meter_id].append(place)

    def on(self, meter_id: int, day: date) -> Place | None:
        for place in self.places.get(meter_id, ()):
            if place.since_on <= day and (place.until_on is None or day < place.until_on):
                return place
        return None

    def within(self, meter_id: int, first: date, last: date) -> list[Place]:
        """Its places on days of [first, last]."""
        return [
            place
            for place in self.places.get(meter_id, ())
            if place.since_on <= last and (place.until_on is None or first < place.until_on)
        ]

    def parent(self, place: Place) -> int | None:
        above = place.parent_id
        if above is None or self.media.get(above) != self.media[place.meter_id]:
            return None
        return above

    def ancestors(self, meter_ids: Collection[int]) -> set[int]:
        """Every meter that ever stood above one of these, at any height."""
        return self._closure(meter_ids, self._all_parents())

    def descendants(self, meter_ids: Collection[int]) -> set[int]:
        """Every meter that ever stood below one of these, at any depth."""
        children: dict[int, set[int]] = defaultdict(set)
        for meter_id, parents in self._all_parents().items():
            for parent in parents:
                children[parent].add(meter_id)
        return self._closure(meter_ids, children)

    def _all_parents(self) -> dict[int, set[int]]:
        return {
            meter_id: {above for place in places if (above := self.parent(place)) is not None}
            for meter_id, places in self.places.items()
        }

    @staticmethod
    def _closure(start: Collection[int], following: Mapping[int, set[int]]) -> set[int]:
        found: set[int] = set()
        waiting = list(start)
        while waiting:
            for meter_id in following.get(waiting.pop(), ()):
                if meter_id not in found:
                    found.add(meter_id)
                    waiting.append(meter_id)
        return found


def covers(place: Place, first: date, last: date) -> bool:
    return place.since_on <= first and (place.until_on is None or last < place.until_on)


def stable(places: Sequence[Place], first: date, last: date) -> Place | None:
    """The one place on every day of [first, last], or None."""
    return places[0] if len(places) == 1 and covers(places[0], first, last) else None
