"""What the demo's meters show: true use, summed up the tree, counted by registers; and faults.

The same moment gives the same register, whenever and for however many days it is asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from simulator.loads import QUARTERS, load_of, setting
from simulator.meters import QUARTER_S, Meter
from simulator.randomness import Floats, stream
from simulator.world import World

Whole = NDArray[np.int64]
LOSS = 0.008  # between a meter and those below it
SPARSE_EVERY = 4  # quarters between kept readings of long ago
DENSE_DAYS = 35
READ_ON = 25  # day of the month, for meters read by hand


@dataclass(frozen=True, slots=True)
class Extra:
    """Use nobody wants: `rate` per hour from `from_day` until `until_day`, days from the opening.

    Negative days lie before it. until_day None: still running.
    """

    number: str
    rate: float
    from_day: float
    until_day: float | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """Meters whose number begins with `numbers` send nothing meanwhile."""

    numbers: str
    from_day: float
    until_day: float | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A new instrument, beginning at zero. Untold: nobody recorded it."""

    number: str
    day: float
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class Stray:
    """One reading that is another meter's: `off` above the right one."""

    number: str
    day: float
    off: float


EXTRAS = (
    Extra("W-C-F5", 0.115, -6.3),
    Extra("W-A-F3", 0.082, -191.4, -181.9),
    Extra("W-E-F2", 0.046, -88.2, -79.6),
    Extra("E-E-SR", 11.5, -41.0),
    Extra("E-C-F2-U13", 3.1, -4.21, -3.72),
    Extra("E-A-F2-U02", 4.4, -11.2, -10.7),
)
SILENCES = (
    Silence("E-B-F4-U19", -1.3),
    Silence("E-D", -50.4, -48.1),
    Silence("W-B-F6", -17.0, -15.6),
)
EXCHANGES = (Exchange("E-A-PW", -203.42), Exchange("W-B-F2", -20.38, is_told=False))
STRAYS = (Stray("E-B-F3-U11", -12.45, 480.0), Stray("W-D-F2", -33.2, 96.0))
NEAR_THE_END = ("E-A-F5-U04", "W-E-CT")  # registers that roll over


@dataclass(frozen=True)
class Shown:
    """What one meter showed: instants (s) and registers (thousandths), and its exchanges.

    exchanged: (instant, last register of the old one), those that were recorded.
    """

    meter: Meter
    first_milli: int
    at_s: Whole
    register_milli: Whole
    exchanged: tuple[tuple[int, int], ...]


def shown(
    meters: Sequence[Meter], world: World, *, first_day: date, opened: date, until_s: int
) -> Iterator[Shown]:
    """Each meter's readings from the first day's midnight to `until_s`.

    opened: the day of the demo's first start, from which faults are counted.
    """
    midnight = _midnight_s(first_day)
    quarters = (until_s - midnight) // QUARTER_S
    days = -(-quarters // QUARTERS)
    use = _true_use(meters, world, first_day=first_day, days=days, opened=opened)
    at_s = midnight + QUARTER_S * np.arange(1, quarters + 1, dtype=np.int64)
    day_of = (at_s - _midnight_s(opened)) / 86400
    dense = day_of > -DENSE_DAYS
    kept = dense | (np.arange(1, quarters + 1) % SPARSE_EVERY == 0)
    for key, meter in enumerate(meters):
        yield _shown(meter, key, use[meter.number][:quarters], at_s, day_of, kept, world.seed)


def _true_use(
    meters: Sequence[Meter], world: World, *, first_day: date, days: int, opened: date
) -> Mapping[str, Floats]:
    """Use of each quarter-hour by meter's number; a parent's is its children's and some loss."""
    at = setting(first_day, days, calendar=world.calendar, seed=world.seed)
    day_of = at.since_days + at.hour / 24 - (opened - first_day).days
    use = {meter.number: np.zeros(len(at.hour)) for meter in meters}
    for key, meter in reversed(list(enumerate(meters))):
        if meter.load:
            rate = load_of(meter.load, meter.size, at, seed=world.seed, key=key)
            use[meter.number] += rate / 4
        for extra in EXTRAS:
            if extra.number == meter.number:
                use[meter.number] += extra.rate / 4 * _during(day_of, extra)
        if meter.parent:
            use[meter.parent] += use[meter.number] * (1 + LOSS)
    return use


def _shown(
    meter: Meter, key: int, use: Floats, at_s: Whole, day_of: Floats, kept: NDArray[np.bool_],
    seed: int,
) -> Shown:  # fmt: skip
    rng = stream(seed, "register", key)
    modulus = 10**meter.digits
    start = modulus - 900.0 if meter.number in NEAR_THE_END else float(rng.integers(2, 400) * 100)
    counted = start + np.cumsum(use) / meter.multiplier
    exchanged = []
    for exchange in EXCHANGES:
        if exchange.number == meter.number:
            place = int(np.searchsorted(day_of, exchange.day))
            last = _milli(counted[place], meter)
            counted = np.where(np.arange(len(counted)) > place, counted - counted[place], counted)
            if exchange.is_told:
                exchanged.append((int(at_s[place]), last))
    shows = _milli(counted % modulus, meter)
    for stray in STRAYS:
        if stray.number == meter.number:
            shows[int(np.searchsorted(day_of, stray.day))] += int(stray.off * 1000)
    sent = _by_hand(at_s) if meter.by_hand else kept.copy()
    for silence in SILENCES:
        if meter.number.startswith(silence.numbers):
            sent &= _during(day_of, silence) == 0
    late = 0 if meter.by_hand else 4 + key % 40  # seconds after the quarter: polls go round
    return Shown(
        meter, int(_milli(np.array([start]), meter)[0]), at_s[sent] + late, shows[sent],
        tuple((at + late, int(last)) for at, last in exchanged),
    )  # fmt: skip


def _by_hand(at_s: Whole) -> NDArray[np.bool_]:
    """Read at ten in the morning of the 25th of each month."""
    at = (at_s + 8 * 3600).astype("datetime64[s]")
    day = (at.astype("datetime64[D]") - at.astype("datetime64[M]")).astype(int) + 1
    return np.asarray((day == READ_ON) & (at_s % 86400 == 2 * 3600))


def _milli(register: Floats, meter: Meter) -> Whole:
    """As the register shows it: two decimals, water three."""
    steps = 1000 if meter.medium == "water" else 100
    return np.asarray(np.floor(np.asarray(register) * steps) * (1000 // steps)).astype(np.int64)


def _during(day_of: Floats, span: Extra | Silence) -> Floats:
    last = np.inf if span.until_day is None else span.until_day
    return np.asarray(((day_of >= span.from_day) & (day_of < last)).astype(np.float64))


def _midnight_s(day: date) -> int:
    """Local midnight (UTC+8) in seconds since 1970 UTC."""
    return (day - date(1970, 1, 1)) // timedelta(seconds=1) - 8 * 3600
