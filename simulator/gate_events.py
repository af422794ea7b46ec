"""The gates' messages of a day, as ragged as real ones: late, repeated, out of order, some missing.

Messages come in the order in which they are received. A repeat carries the same device serial
and event id as the first; some people never badge out.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache
from operator import attrgetter
from zoneinfo import ZoneInfo

import numpy as np

from simulator.attendance import LUNCH_ENDS, NOON_LEAVE, Outcome
from simulator.population import Population
from simulator.randomness import Floats, Ints, stream
from simulator.tables import rows
from simulator.world import World

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOME_OVER_NOON = 0.55  # of those inside who do not eat in
MISSED_OUT = 0.08
LATE, LATE_SECONDS = 0.02, 1500.0
REPEATED = 0.007
OFFLINE_DAYS = 0.05  # days on which one gate is offline for a while and delivers afterwards


@dataclass(frozen=True, slots=True)
class Gate:
    """A turnstile; people of its building mostly use it."""

    serial: str
    name: str
    building: str


@dataclass(frozen=True, slots=True)
class GateEvent:
    """One message. `direction` is in or out; `at` is the badge's time, `received_at` is ours."""

    event_id: str
    device_serial: str
    staff_no: str
    direction: str
    at: datetime
    received_at: datetime


@dataclass(frozen=True)
class _Passages:
    """Who passed when: persons, seconds from midnight and whether inwards."""

    person: Ints
    second: Floats
    inwards: Ints


@cache
def gates() -> tuple[Gate, ...]:
    """All gates, in the order of the table."""
    return tuple(Gate(row["serial"], row["name"], row["building"]) for row in rows("gates"))


def gate_events(world: World, outcome: Outcome) -> list[GateEvent]:
    """All messages of one day, sorted by `received_at`."""
    rng = stream(world.seed, "gates", outcome.day.toordinal())
    passages = _passages(outcome, rng)
    used = _gates_used(world.population, passages.person, rng)
    received = _received(passages.second, used, rng)
    messages = _messages(world, outcome, passages, used, received)
    repeats = [
        replace(message, received_at=message.received_at + timedelta(seconds=delay))
        for message, delay in zip(messages, _repeat_delays(len(messages), rng), strict=True)
        if delay
    ]
    return sorted(messages + repeats, key=attrgetter("received_at"))


def received_until(events: Sequence[GateEvent], now: datetime) -> Sequence[GateEvent]:
    """The messages that have come in by `now`, itself included."""
    return events[: bisect_right(events, now, key=attrgetter("received_at"))]


def remaining(events: Sequence[GateEvent], after: datetime) -> Iterator[GateEvent]:
    """The messages still to come after `after`; the caller waits for each one's `received_at`."""
    yield from events[bisect_right(events, after, key=attrgetter("received_at")) :]


def _passages(outcome: Outcome, rng: np.random.Generator) -> _Passages:
    present = np.flatnonzero(outcome.present)
    arrives, leaves = outcome.arrives[present], outcome.leaves[present]
    badged_out = rng.random(len(present)) >= MISSED_OUT
    inside_noon = (arrives < NOON_LEAVE - 30) & (leaves > LUNCH_ENDS + 60)
    goes_home = inside_noon & ~outcome.eats[1][present]
    goes_home &= rng.random(len(present)) < HOME_OVER_NOON
    home = present[goes_home]
    out_at = rng.uniform(NOON_LEAVE + 1, NOON_LEAVE + 20, len(home))
    back_at = rng.uniform(LUNCH_ENDS + 10, LUNCH_ENDS + 55, len(home))
    minutes = np.concatenate([arrives, leaves[badged_out], out_at, back_at])
    person = np.concatenate([present, present[badged_out], home, home])
    counts = [len(present), int(badged_out.sum()), len(home), len(home)]
    inwards = np.repeat([1, 0, 0, 1], counts)
    return _Passages(person, np.floor(minutes) * 60 + rng.integers(0, 60, len(minutes)), inwards)


def _gates_used(people: Population, person: Ints, rng: np.random.Generator) -> Ints:
    """The gate of each passage: four in five at one's own building, the rest anywhere."""
    standing = gates()
    own: dict[str, list[int]] = defaultdict(list)
    for index, gate in enumerate(standing):
        own[gate.building].append(index)
    first = np.array([own[unit.building][0] for unit in people.units])
    second = np.array([own[unit.building][-1] for unit in people.units])
    unit = people.unit_index[person]
    used = np.where(rng.random(len(person)) < 0.65, first[unit], second[unit])
    anywhere = rng.random(len(person)) < 0.2
    return np.where(anywhere, rng.integers(0, len(standing), len(person)), used)


def _received(second: Floats, used: Ints, rng: np.random.Generator) -> Floats:
    """When each message reaches us; a second's delay mostly."""
    heard = second + rng.exponential(1.0, len(second))
    late = rng.random(len(second)) < LATE
    heard = np.where(late, heard + rng.exponential(LATE_SECONDS, len(second)), heard)
    if rng.random() < OFFLINE_DAYS:
        gate, goes_off = int(rng.integers(0, len(gates()))), rng.uniform(7.5, 16) * 3600
        comes_back = goes_off + rng.uniform(900, 5400)
        held_up = (used == gate) & (heard >= goes_off) & (heard < comes_back)
        heard = np.where(held_up, comes_back + rng.uniform(0, 20, len(second)), heard)
    return heard


def _repeat_delays(count: int, rng: np.random.Generator) -> list[int]:
    """Seconds after which a gate sends a message again, 0 for most."""
    repeated = rng.random(count) < REPEATED
    delays: list[int] = np.where(repeated, rng.integers(1, 90, count), 0).tolist()
    return delays


def _messages(
    world: World, outcome: Outcome, passages: _Passages, used: Ints, received: Floats
) -> list[GateEvent]:
    """Each passage as its gate tells it; ids number a gate's passages of the day by time."""
    persons = world.population.persons
    serials = [gate.serial for gate in gates()]
    midnight = datetime.combine(outcome.day, time(), tzinfo=SHANGHAI)
    day = f"{outcome.day:%Y%m%d}"
    columns = (passages.person, passages.second, passages.inwards, used, received.round())
    rows_of = zip(*(column.tolist() for column in columns), strict=True)
    return [
        GateEvent(
            event_id=f"{day}-{number:05d}",
            device_serial=serials[gate],
            staff_no=persons[person].staff_no,
            direction="in" if inwards else "out",
            at=midnight + timedelta(seconds=second),
            received_at=midnight + timedelta(seconds=heard),
        )
        for number, (person, second, inwards, gate, heard) in zip(
            _numbers(passages.second, used), rows_of, strict=True
        )
    ]


def _numbers(second: Floats, used: Ints) -> list[int]:
    """The place of each passage among those of its gate, from 1, by time."""
    numbers = np.zeros(len(second), dtype=np.int64)
    for gate in np.unique(used):
        own = np.flatnonzero(used == gate)
        numbers[own[np.argsort(second[own], kind="stable")]] = np.arange(1, len(own) + 1)
    return [int(number) for number in numbers]
