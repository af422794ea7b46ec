"""STANDARDS 1.10 to the digit, and every fault of PEERS 8 as a row."""

from decimal import Decimal

import numpy as np
import pytest

from jieyue.energy.consumption.rules import Derived, Kind, Limits, derive
from jieyue.energy.meters.rules import Segment, modulus_milli
from jieyue.energy.readings.series import Series
from jieyue.energy.scale import micro, milli, of_micro

QUARTER = 900
HOUR = 3600
START = 1_767_196_800  # 2026-01-01 00:00 in Shanghai
ROOMY = micro(Decimal(1000))


def segment(
    *,
    multiplier: Decimal = Decimal(1),
    digits: int = 6,
    from_s: int = START - 400 * 86_400,
    until_s: int | None = None,
    initial: Decimal | None = None,
    final: Decimal | None = None,
    final_method: str = "",
) -> Segment:
    return Segment(
        from_s=from_s,
        until_s=until_s,
        multiplier_milli=milli(multiplier),
        modulus_milli=modulus_milli(digits),
        initial_milli=None if initial is None else milli(initial),
        final_milli=None if final is None else milli(final),
        final_method=final_method,
    )


def readings(*pairs: tuple[int, float | str]) -> Series:
    """Readings from seconds after START and registers."""
    at = np.array([START + at for at, _register in pairs], np.int64)
    registers = np.array([milli(Decimal(str(register))) for _at, register in pairs], np.int64)
    return Series(at, registers, np.full(len(pairs), 2, np.uint8))


def every(seconds: int, *registers: float) -> Series:
    return readings(*((n * seconds, register) for n, register in enumerate(registers)))


def derived(
    series: Series,
    *segments: Segment,
    hours: int = 24,
    kind: str = "register",
    capacity: int | None = ROOMY,
    expected_s: int | None = QUARTER,
    limits: Limits | None = None,
) -> Derived:
    return derive(
        series,
        segments or (segment(),),
        kind=kind,
        capacity_micro_per_hour=capacity,
        expected_s=expected_s,
        borders_s=START + np.arange(hours + 1) * HOUR,
        limits=limits,
    )


def used(found: Derived) -> list[Decimal]:
    return [of_micro(use).normalize() for use in found.hours.use_micro.tolist()]


def kinds(found: Derived) -> list[str]:
    return [note.kind.value for note in found.notes]


def test_the_rollover_of_the_standard():
    month = 31 * 86_400
    found = derived(
        readings((0, "99871.4"), (month, "213.7")),
        segment(multiplier=Decimal(40), digits=5),
        hours=24 * 31,
        expected_s=None,
    )
    assert of_micro(found.total_micro) == 13_692
    assert of_micro(int(found.hours.use_micro.sum())) == 13_692
    assert kinds(found) == ["rollover"]


def test_the_replacement_of_the_standard():
    month = 31 * 86_400
    changed = START + 12 * 86_400
    found = derived(
        readings((0, "45120.5"), (month, "260.4")),
        segment(multiplier=Decimal(40), until_s=changed, final=Decimal(45388), final_method="read"),
        segment(multiplier=Decimal(40), from_s=changed, initial=Decimal(12)),
        hours=24 * 31,
        expected_s=None,
    )
    assert of_micro(int(found.hours.use_micro.sum())) == 20_636
    assert int(found.hours.estimated_micro.sum()) == 0
    (note,) = found.notes
    assert (note.kind, of_micro(note.use_micro)) == (Kind.REPLACEMENT, 20_636)


PLAIN = [100.0 + n for n in range(97)]  # one kWh each quarter of an hour, a whole day


def with_faults(**changes: float) -> list[float]:
    values = list(PLAIN)
    for place, value in changes.items():
        values[int(place[1:])] = value
    return values


def without(*places: int) -> Series:
    kept = [n for n in range(97) if n not in places]
    return readings(*((n * QUARTER, PLAIN[n]) for n in kept))


FAULTS = {
    # name: series, hours (None: 4 each), what is estimated, hours not wholly known, notes
    "nothing wrong": (every(QUARTER, *PLAIN), 96, 0, 0, []),
    "an hour is missing": (without(40, 41, 42, 43), 96, 5, 0, ["gap"]),
    "a spike of 500 and back": (every(QUARTER, *with_faults(r40=640.0)), 96, 2, 0, ["foreign"]),
    "a small spike the meter could pass": (
        every(QUARTER, *with_faults(r40=160.0)), 96, 2, 0, ["foreign"],
    ),
    "zero once": (every(QUARTER, *with_faults(r40=0.0)), 96, 2, 0, ["foreign"]),
    "zeros for two hours": (
        every(QUARTER, *with_faults(**{f"r{n}": 0.0 for n in range(40, 48)})),
        96, 9, 0, ["foreign"] * 8,
    ),
    "the register rolls over": (
        every(QUARTER, *[(999_960.0 + n) % 1_000_000 for n in range(97)]), 96, 0, 0, ["rollover"],
    ),
    "a jump that stays": (
        every(QUARTER, *PLAIN[:40], *[value + 5000 for value in PLAIN[40:]]), 95, 0, 1, ["jump"],
    ),
    "a register set back": (
        every(QUARTER, *PLAIN[:40], *[value - 90 for value in PLAIN[40:]]),
        95, 0, 1, ["backwards"],
    ),
    "polls at seven past": (
        readings(*((n * QUARTER + 420, 100.0 + n) for n in range(-1, 97))), 96, 0, 0, [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_faults_of_a_day(name):
    series, use, estimated, unknown_hours, notes = FAULTS[name]
    limits = Limits(longest_step_s=QUARTER * 3 // 2)
    found = derived(series, limits=limits)
    assert of_micro(int(found.hours.use_micro.sum())) == use
    assert of_micro(int(found.hours.estimated_micro.sum())) == estimated
    assert int((found.hours.known_s < HOUR).sum()) == unknown_hours
    assert kinds(found) == notes
    if not unknown_hours:
        assert used(found) == [Decimal(4)] * 24
