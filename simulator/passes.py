"""What the gates ask during a day: everybody's card or face, every plate, doors that stay shut.

Built on the same passages as `gate_events`, so that who is inside by these questions is who is
inside by those messages.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from zlib import crc32

import numpy as np

from simulator.attendance import Outcome
from simulator.cars import lane_passages
from simulator.gate_events import SHANGHAI, gate_events
from simulator.population import Person
from simulator.randomness import stream
from simulator.world import World

BY_FACE = 0.55  # of the staff agreed to be known by their face
FORGOTTEN = 0.004  # somebody tries a card that is not known here
TWICE = 0.006  # somebody presents the same card again within seconds
DOORS = {"DR01": ("U01", 12, 9), "DR02": ("U02", 10, 14)}  # unit, who may, visits a day
CURIOUS = 3  # a day try a door that is not theirs


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of a gate's device, as it is sent."""

    event_id: str
    device: str
    at: datetime
    received_at: datetime
    direction: str
    kind: str
    subject: str
    colour: str = ""
    confidence: float | None = None


def card_of(staff_no: str) -> str:
    """The number on somebody's card: ten digits."""
    return f"{crc32(staff_no.encode()):010d}"


def known_by_face(staff_no: str) -> bool:
    """Whether somebody agreed to it; always the same answer for one person."""
    return crc32(f"face:{staff_no}".encode()) / 2**32 < BY_FACE


def keepers(world: World, door: str) -> list[Person]:
    """Who may open a door that is not for everybody."""
    unit, count, _ = DOORS[door]
    return [p for p in world.population.persons if p.unit_code == unit][:count]


def asks(world: World, outcome: Outcome) -> list[Ask]:
    """Every question of one day, sorted by when we receive it."""
    rng = stream(world.seed, "passes", outcome.day.toordinal())
    found = [*_people(world, outcome, rng), *_lanes(world, outcome), *_doors(world, outcome, rng)]
    return sorted(found, key=attrgetter("received_at"))


def _people(world: World, outcome: Outcome, rng: np.random.Generator) -> Iterator[Ask]:
    for event in gate_events(world, outcome):
        by_face = known_by_face(event.staff_no)
        ask = Ask(
            event_id=event.event_id,
            device=event.device_serial,
            at=event.at,
            received_at=event.received_at,
            direction=event.direction,
            kind="face" if by_face else "card",
            subject=event.staff_no if by_face else card_of(event.staff_no),
            confidence=round(float(rng.uniform(0.86, 0.99)), 3) if by_face else None,
        )
        yield ask
        if rng.random() < TWICE:
            yield _again(ask, "again", 6)
        if rng.random() < FORGOTTEN:
            foreign = replace(ask, kind="card", subject="0000417733", confidence=None)
            yield _again(foreign, "foreign", -9)


def _again(ask: Ask, word: str, seconds: int) -> Ask:
    later = timedelta(seconds=seconds)
    return replace(
        ask,
        event_id=f"{ask.event_id}-{word}",
        at=ask.at + later,
        received_at=ask.received_at + later,
    )


def _lanes(world: World, outcome: Outcome) -> Iterator[Ask]:
    for number, passage in enumerate(lane_passages(world, outcome), 1):
        at = _clock(outcome.day, passage.second)
        yield Ask(
            event_id=f"{outcome.day:%Y%m%d}-{number:05d}",
            device=passage.lane,
            at=at,
            received_at=at + timedelta(seconds=1),
            direction=passage.direction,
            kind="plate",
            subject=passage.plate,
            colour=passage.colour,
            confidence=passage.confidence,
        )


def _doors(world: World, outcome: Outcome, rng: np.random.Generator) -> Iterator[Ask]:
    if not outcome.present.sum() > outcome.present.size / 2:
        return
    people = world.population.persons
    for door, (_unit, _count, visits) in DOORS.items():
        allowed = keepers(world, door)
        comes = [allowed[int(n)] for n in rng.integers(0, len(allowed), visits)]
        comes += [people[int(n)] for n in rng.integers(0, len(people), CURIOUS)]
        for number, person in enumerate(comes, 1):
            second = int(rng.integers(9 * 3600, 17 * 3600))
            stays = int(rng.integers(240, 2400)) if number <= visits else 0
            for direction, after in (("in", 0), ("out", stays)):
                if direction == "out" and not stays:
                    continue
                at = _clock(outcome.day, second + after)
                yield Ask(
                    event_id=f"{outcome.day:%Y%m%d}-{number:03d}-{direction}",
                    device=door,
                    at=at,
                    received_at=at + timedelta(seconds=1),
                    direction=direction,
                    kind="card",
                    subject=card_of(person.staff_no),
                )


def _clock(day: date, second: int) -> datetime:
    return datetime.combine(day, time(), tzinfo=SHANGHAI) + timedelta(seconds=second)
