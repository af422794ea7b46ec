"""Who stands where, what is free, what stays too long. Pure: values in, values out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

STANDING, RESERVED, KEPT, UNKNOWN = "standing", "reserved", "kept", ""


@dataclass(frozen=True)
class SpaceFacts:
    """A space in use. keeper: "plate:…", "person:…" or "unit:…" it is kept for, or empty."""

    id: int
    zone_id: int
    code: str
    kind: str
    keeper: str = ""


@dataclass(frozen=True)
class CarFacts:
    """A car inside. holder: person, vehicle, visitor, contractor or empty for who is not known.

    owners: what a space may be kept for so that it is this car's: "plate:川T12345", "person:4".
    A space of its unit is not among them: which of several it took, nobody knows.
    """

    holder_key: str
    zone_id: int
    since: datetime
    holder: str = ""
    owners: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """Somebody saw a car on a space."""

    holder_key: str
    space_id: int
    since: datetime


@dataclass(frozen=True)
class Kept:
    """A space reserved for a car [from_at, until_at)."""

    holder_key: str
    space_id: int
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True)
class Where:
    """Where a car stands. space_id None: inside, space unknown; how: what says so."""

    car: CarFacts
    space_id: int | None
    how: str = UNKNOWN


def who_is_where(
    cars: Iterable[CarFacts],
    spaces: Sequence[SpaceFacts],
    seen: Iterable[Seen],
    reservations: Iterable[Kept],
) -> list[Where]:
    """Every car once, no space twice: what was seen first, then what was reserved, then what is
    kept for it. Of two that would have one space, the one that came first has it.

    What was seen before the car last came in says nothing any more.
    """
    zones = {space.id: space.zone_id for space in spaces}
    waiting = sorted(cars, key=lambda car: (car.since, car.holder_key))
    found: dict[str, Where] = {}
    taken: set[int] = set()
    for car, space_id, how in _wishes(waiting, spaces, list(seen), list(reservations)):
        fits = zones.get(space_id) == car.zone_id and space_id not in taken
        if fits and car.holder_key not in found:
            found[car.holder_key] = Where(car, space_id, how)
            taken.add(space_id)
    return [found.get(car.holder_key, Where(car, None)) for car in waiting]


def _wishes(
    cars: Sequence[CarFacts],
    spaces: Sequence[SpaceFacts],
    seen: Sequence[Seen],
    reservations: Sequence[Kept],
) -> Iterator[tuple[CarFacts, int, str]]:
    """Which car might be on which space, what is surest first."""
    noted = {each.holder_key: each for each in seen}
    for car in cars:
        note = noted.get(car.holder_key)
        if note and note.since >= car.since:
            yield car, note.space_id, STANDING
    booked: dict[str, list[Kept]] = {}
    for each in reservations:
        booked.setdefault(each.holder_key, []).append(each)
    for car in cars:
        for each in booked.get(car.holder_key, ()):
            if car.since < each.until_at:
                yield car, each.space_id, RESERVED
    keepers = [space for space in spaces if space.keeper]
    for car in cars:
        for space in keepers:
            if space.keeper in car.owners:
                yield car, space.id, KEPT


KIND_OF_HOLDER = {"vehicle": "official", "visitor": "visitor", "contractor": "delivery"}


@dataclass(frozen=True)
class Count:
    """Of one kind: spaces in use, those taken, those reserved for cars that are to come, and
    cars inside that should stand there, but nobody knows where."""

    kind: str
    spaces: int
    taken: int
    reserved: int
    unplaced: int

    @property
    def free(self) -> int:
        return max(0, self.spaces - self.taken - self.reserved - self.unplaced)

    @property
    def is_full(self) -> bool:
        return self.spaces > 0 and self.free == 0


def counts(
    spaces: Iterable[SpaceFacts], where: Iterable[Where], reserved_ids: Iterable[int]
) -> list[Count]:
    """For the signs at the entrance, by kind. A car whose space is unknown counts against the
    spaces of its own kind, staff's if nothing else is known."""
    kinds = {space.id: space.kind for space in spaces}
    placed = list(where)
    taken_ids = {each.space_id for each in placed if each.space_id is not None}
    taken = Counter(kinds[space_id] for space_id in taken_ids if space_id in kinds)
    kept = Counter(kinds[each] for each in set(reserved_ids) - taken_ids if each in kinds)
    unplaced = Counter(
        KIND_OF_HOLDER.get(each.car.holder, "staff") for each in placed if each.space_id is None
    )
    return [
        Count(kind, number, taken[kind], kept[kind], unplaced[kind])
        for kind, number in sorted(Counter(kinds.values()).items())
    ]


def free_space(
    spaces: Sequence[SpaceFacts],
    *,
    kind: str,
    busy: Mapping[int, Sequence[tuple[datetime, datetime]]],
    from_at: datetime,
    until_at: datetime,
) -> SpaceFacts | None:
    """The first space of a kind that is kept for nobody and free all the time; None if none is.

    busy: by space, the spans [from, until) it is taken.
    """
    for space in spaces:
        if space.kind != kind or space.keeper:
            continue
        if all(until <= from_at or until_at <= since for since, until in busy.get(space.id, ())):
            return space
    return None


def overstays(until_at: datetime | None, *, grace_min: int, at: datetime) -> bool:
    """Whether a visitor's car should be gone. Without a visit that is known it never is."""
    return until_at is not None and at > until_at + timedelta(minutes=grace_min)


def is_abandoned(since: datetime, *, days: int, at: datetime) -> bool:
    return at - since > timedelta(days=days)


def bay_problem(
    since: datetime,
    charged_at: datetime | None,
    *,
    limit_h: float,
    grace_min: int,
    at: datetime,
) -> str:
    """Why a car should leave a charging bay: "charged", "too_long" or nothing."""
    if charged_at is not None and at > charged_at + timedelta(minutes=grace_min):
        return "charged"
    return "too_long" if at - since > timedelta(hours=limit_h) else ""
