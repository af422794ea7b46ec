"""The cars of the complex: whose they are, what their plates say, and when they pass a lane."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulator.attendance import Outcome
from simulator.population import Population
from simulator.randomness import stream
from simulator.world import World

OWNERS = 0.36  # of the staff come by car of their own
GREEN = 0.31
OFFICIAL = 18
TRIPS = 0.55  # of the official cars go out on a workday
SERIAL = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "0123456789"
MISREAD = 0.012  # of the readings have one character wrong
DIM = 0.02  # of the readings are unsure


@dataclass(frozen=True, slots=True)
class Car:
    """One car. `staff_no` is empty for an official one."""

    plate: str
    colour: str
    staff_no: str

    @property
    def holder_key(self) -> str:
        return f"car:{self.plate}|{self.colour}" if self.staff_no else f"vehicle:{self.plate}"


@dataclass(frozen=True, slots=True)
class LanePassage:
    """A reading at a lane: seconds from midnight, inwards or not, confidence 0 to 1."""

    lane: str
    second: int
    direction: str
    plate: str
    colour: str
    confidence: float


@lru_cache(maxsize=4)
def _cars(people: tuple[str, ...], seed: int) -> tuple[Car, ...]:
    rng = stream(seed, "cars")
    owners = [number for number in people if rng.random() < OWNERS]
    plates: dict[str, str] = {}
    while len(plates) < len(owners) + OFFICIAL:
        plate, colour = _plate(rng)
        plates.setdefault(plate, colour)
    holders = [*owners, *[""] * OFFICIAL]
    return tuple(
        Car(plate, colour, holder)
        for (plate, colour), holder in zip(plates.items(), holders, strict=True)
    )


def cars(people: Population, *, seed: int) -> tuple[Car, ...]:
    """Every car that belongs here, staff's first; the official ones last."""
    return _cars(tuple(person.staff_no for person in people.persons), seed)


def _plate(rng: np.random.Generator) -> tuple[str, str]:
    """A plate of this prefecture mostly, and its colour."""
    city = "川T" if rng.random() < 0.86 else str(rng.choice(["川A", "川G", "川Z", "渝A", "川L"]))
    if rng.random() < GREEN:
        letter = "D" if rng.random() < 0.7 else "F"
        second = str(rng.choice(list(SERIAL))) if rng.random() < 0.3 else _draw(rng, DIGITS, 1)
        return f"{city}{letter}{second}{_draw(rng, DIGITS, 4)}", "green"
    letters = int(rng.integers(0, 3))
    serial = [*_draw(rng, SERIAL[10:], letters), *_draw(rng, DIGITS, 5 - letters)]
    rng.shuffle(serial)
    return city + "".join(serial), "blue"


def _draw(rng: np.random.Generator, characters: str, count: int) -> str:
    return "".join(str(rng.choice(list(characters))) for _ in range(count))


def lane_passages(world: World, outcome: Outcome) -> list[LanePassage]:
    """Every reading of one day, by time. Lanes read a character wrong now and then."""
    rng = stream(world.seed, "lanes", outcome.day.toordinal())
    fleet = cars(world.population, seed=world.seed)
    place = {person.staff_no: n for n, person in enumerate(world.population.persons)}
    passages = [*_own(fleet, place, outcome, rng), *_official(fleet, outcome, rng)]
    return sorted(passages, key=lambda passage: (passage.second, passage.plate))


def _own(
    fleet: Sequence[Car], place: dict[str, int], outcome: Outcome, rng: np.random.Generator
) -> Iterator[LanePassage]:
    for car in fleet:
        if not car.staff_no or not outcome.present[place[car.staff_no]]:
            continue
        n = place[car.staff_no]
        if rng.random() < 0.12:
            continue  # came another way that day
        gate = "LN" if rng.random() < 0.8 else "LS"
        came = int(outcome.arrives[n]) * 60 - int(rng.integers(120, 420))
        left = int(outcome.leaves[n]) * 60 + int(rng.integers(150, 600))
        yield _read(f"{gate}01", max(came, 60), "in", car, rng)
        if left < 86_340:
            yield _read(f"{gate}02", left, "out", car, rng)


def _official(
    fleet: Sequence[Car], outcome: Outcome, rng: np.random.Generator
) -> Iterator[LanePassage]:
    if not outcome.present.sum() > outcome.present.size / 2:
        return
    for car in fleet[-OFFICIAL:]:
        if rng.random() < TRIPS:
            out = int(rng.integers(8 * 60 + 30, 15 * 60)) * 60
            back = out + int(rng.integers(45, 240)) * 60
            yield _read("LS02", out, "out", car, rng)
            yield _read("LS01", back, "in", car, rng)


def _read(
    lane: str, second: int, direction: str, car: Car, rng: np.random.Generator
) -> LanePassage:
    plate, confidence = car.plate, float(rng.uniform(0.93, 0.995))
    if rng.random() < MISREAD:
        at = int(rng.integers(2, len(plate)))
        plate = plate[:at] + _draw(rng, DIGITS, 1) + plate[at + 1 :]
        confidence = float(rng.uniform(0.7, 0.93))
    elif rng.random() < DIM:
        confidence = float(rng.uniform(0.4, 0.75))
    return LanePassage(lane, second, direction, plate, car.colour, round(confidence, 3))
