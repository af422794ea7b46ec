"""What an order may ask, what a temperature means, and who was near whom.

Pure: values in, values out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

QUARTER = timedelta(minutes=15)
COLDEST_C, WARMEST_C = Decimal("34.0"), Decimal("43.0")  # outside, the thermometer is wrong


class Verdict(StrEnum):
    """clear: may pass; again: rest and measure again; fever: may not pass, isolation."""

    CLEAR = "clear"
    AGAIN = "again"
    FEVER = "fever"


class Misread(StrEnum):
    """Why a measurement does not count. Stable."""

    IMPOSSIBLE = "impossible"
    SAME_THERMOMETER = "same_thermometer"
    TOO_SOON = "too_soon"


class BadMeasurement(Exception):
    """It does not count, and why; `due` is when the second one may be taken."""

    def __init__(self, misread: Misread, *, due: datetime | None = None) -> None:
        super().__init__(misread)
        self.misread, self.due = misread, due


class Measured(NamedTuple):
    """One measurement: what, by which thermometer, when."""

    celsius: Decimal
    thermometer: str
    at: datetime


class Limits(NamedTuple):
    """Fever from `fever_c` on; the second measurement after a rest of `rest`."""

    fever_c: Decimal
    rest: timedelta


def judged(measured: Measured, *, first: Measured | None, limits: Limits) -> Verdict:
    """What a measurement means; `first` is the one above the limit that it repeats.

    One above the limit asks for a second, after a rest and by another thermometer; the second
    decides. Raises BadMeasurement.
    """
    if not COLDEST_C <= measured.celsius <= WARMEST_C:
        raise BadMeasurement(Misread.IMPOSSIBLE)
    if first is None:
        return Verdict.AGAIN if measured.celsius >= limits.fever_c else Verdict.CLEAR
    due = first.at + limits.rest
    if measured.at < due:
        raise BadMeasurement(Misread.TOO_SOON, due=due)
    if measured.thermometer.strip().casefold() == first.thermometer.strip().casefold():
        raise BadMeasurement(Misread.SAME_THERMOMETER, due=due)
    return Verdict.FEVER if measured.celsius >= limits.fever_c else Verdict.CLEAR


def is_clear(answers: Mapping[str, bool]) -> bool:
    """A declaration with a yes is not."""
    return not any(answers.values())


class Passage(NamedTuple):
    """Somebody went through a gate: `left` and `entered` are zones, empty outside."""

    who: str
    left: str
    entered: str
    at: datetime


class Contact(NamedTuple):
    """Somebody who shared `quarters` quarter-hours in one zone or more with the person asked."""

    who: str
    quarters: int
    zones: tuple[str, ...]
    last: datetime


def contacts(
    passages: Iterable[Passage],
    *,
    of: str,
    until: datetime,
    least_quarters: int,
    apart: Collection[str] = (),
) -> list[Contact]:
    """Who was in the same zone in the same quarter-hours, most first.

    Somebody is in a zone from the passage into it until the next passage of theirs that leaves
    it, at most until the end of the local day in `until`'s zone of time, since whereabouts count
    no longer. `apart`: zones too wide to mean anything, such as the grounds.
    """
    stays = _stays(passages, until=until, apart=apart)
    own = stays.pop(of, set())
    found = []
    for who, places in stays.items():
        shared = own & places
        if len(shared) >= max(1, least_quarters):
            zones = tuple(sorted({zone for zone, _quarter in shared}))
            last = max(quarter for _zone, quarter in shared)
            found.append(Contact(who, len(shared), zones, last))
    return sorted(found, key=lambda contact: (-contact.quarters, contact.who))


def _stays(
    passages: Iterable[Passage], *, until: datetime, apart: Collection[str]
) -> dict[str, set[tuple[str, datetime]]]:
    """The quarter-hours each was in each zone."""
    by_person: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        by_person[passage.who].append(passage)
    stays: dict[str, set[tuple[str, datetime]]] = defaultdict(set)
    for who, own in by_person.items():
        since: dict[str, datetime] = {}
        for passage in sorted(own, key=lambda each: (each.at, each.entered)):
            for zone, came in list(since.items()):
                if zone == passage.left or came.date() != passage.at.date():
                    _fill(stays[who], zone, came, passage.at)
                    del since[zone]
            if passage.entered and passage.entered not in apart:
                since.setdefault(passage.entered, passage.at)
        for zone, came in since.items():
            _fill(stays[who], zone, came, until)
    return stays


def _fill(places: set[tuple[str, datetime]], zone: str, since: datetime, until: datetime) -> None:
    midnight = (since + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    end = min(until, midnight)
    quarter = since.replace(minute=since.minute // 15 * 15, second=0, microsecond=0)
    while quarter < end:
        places.add((zone, quarter))
        quarter += QUARTER


class Asked(NamedTuple):
    """What an order asks of whom, for the page that shows that it asks the least."""

    switch: str
    holders: tuple[str, ...]


def asked(switches: Sequence[str], *, holders: Sequence[str]) -> list[Asked]:
    """Whom each measure concerns; the temperature those whom the order names."""
    concerned = {
        "declarations": ("person",),
        "temperature": tuple(holders),
        "contractors": ("contractor",),
        "dining": ("person",),
        "meetings": ("person",),
        "tracing": ("person",),
    }
    return [Asked(switch, concerned[switch]) for switch in switches]
