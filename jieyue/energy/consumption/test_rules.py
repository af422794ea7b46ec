"""STANDARDS 1.10 to the digit, and every fault of PEERS 8 as a row."""

import csv
import gzip
import os
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_an_unread_final_register_by_the_mean_of_three_is_marked():
    changed = START + 10 * HOUR
    found = derived(
        every(HOUR, 0, 3, 6, 9, 12, 15, 18, 21, 24),
        segment(until_s=changed, final_method="mean_of_three"),
        segment(from_s=changed, initial=Decimal(5)),
        hours=10,
        expected_s=HOUR,
    )
    assert used(found) == [Decimal(3)] * 10
    assert of_micro(int(found.hours.estimated_micro.sum())) == 6


def test_an_unread_final_register_without_a_method_leaves_its_time_unknown():
    changed = START + 4 * HOUR
    series = readings((0, 0), (2 * HOUR, 6), (6 * HOUR, 7))
    found = derived(
        series, segment(until_s=changed), segment(from_s=changed, initial=Decimal(5)), hours=6
    )
    assert [int(s) for s in found.hours.known_s] == [3600, 3600, 0, 0, 3600, 3600]
    (change,) = [note for note in found.notes if note.kind is Kind.REPLACEMENT]
    assert change.use_micro is None


def test_other_transformers_without_a_new_meter_count_by_their_own_multiplier():
    changed = START + 2 * HOUR + 1800
    found = derived(
        every(HOUR, 100, 101, 102, 103, 104),
        segment(multiplier=Decimal(40), until_s=changed, final=Decimal("102.5")),
        segment(multiplier=Decimal(60), from_s=changed, initial=Decimal("102.5")),
        hours=4,
        expected_s=HOUR,
    )
    assert used(found) == [40, 40, 50, 60]


def test_readings_of_no_instrument_count_for_nothing():
    found = derived(every(HOUR, 1, 2, 3), segment(from_s=START + 3 * HOUR), hours=2)
    assert not found.known.any()


def test_hand_read_months_are_spread_by_time_and_are_no_estimate():
    day = 86_400
    found = derived(
        readings((0, 0), (30 * day, 300), (61 * day, 920)),
        hours=24 * 61,
        expected_s=None,
        limits=Limits(longest_step_s=45 * day, foreign_run=1),
    )
    by_day = found.hours.use_micro.reshape(-1, 24).sum(axis=1)
    assert {of_micro(int(use)) for use in by_day[:30]} == {Decimal(10)}
    assert {of_micro(int(use)) for use in by_day[30:]} == {Decimal(20)}
    assert not found.hours.estimated_micro.any()


INTERVALS = {
    "use of each interval": ([1, 2, 3, 4], [1, 2, 3, 4], []),
    "one is missing": ([1, None, 3, 4], [1, 0, 3, 4], ["gap"]),
    "one is below zero": ([1, -2, 3, 4], [1, 0, 3, 4], ["backwards"]),
    "one is above what can pass": ([1, 5000, 3, 4], [1, 0, 3, 4], ["jump"]),
    "zero is zero": ([1, 0, 0, 4], [1, 0, 0, 4], []),
}


@pytest.mark.parametrize("name", INTERVALS)
def test_meters_that_send_intervals(name):
    values, expected, notes = INTERVALS[name]
    pairs = [((n + 1) * HOUR, value) for n, value in enumerate(values) if value is not None]
    found = derived(readings(*pairs), hours=4, kind="interval", expected_s=HOUR)
    assert used(found) == expected
    assert kinds(found) == notes
    unknown = [n for n, value in enumerate(values) if value is None or (notes and not expected[n])]
    assert np.flatnonzero(found.hours.known_s == 0).tolist() == unknown


def test_without_a_stated_capacity_what_is_usual_decides():
    values = [float(n) for n in range(50)] + [9_000.0 + n for n in range(50)]
    found = derived(every(HOUR, *values), hours=99, capacity=None, expected_s=HOUR)
    assert kinds(found) == ["jump"]
    big = [800.0 * n for n in range(100)]
    assert derived(every(HOUR, *big), hours=99, capacity=None).total_micro == micro(Decimal(79_200))


@given(
    steps=st.lists(st.tuples(st.integers(1, 9000), st.integers(0, 2_000)), min_size=1, max_size=60),
    offset=st.integers(0, 86_400),
)
def test_hours_telescope_to_the_steps_exactly(steps, offset):
    """Plain steps at any instants: no millionth is lost or made at the borders."""
    at_s = START + offset + np.cumsum([0, *(seconds for seconds, _rise in steps)])
    registers = np.cumsum([7, *(rise for _seconds, rise in steps)])
    series = Series(at_s, registers, np.full(len(at_s), 2, np.uint8))
    hours = int(at_s[-1] - START) // HOUR + 1
    found = derived(series, segment(multiplier=Decimal("0.333")), hours=hours, expected_s=None)
    assert int(found.hours.use_micro.sum()) == found.total_micro
    assert found.total_micro == int(registers[-1] - registers[0]) * 333
    assert int(found.hours.covered_s.sum()) == int(at_s[-1] - at_s[0])


REAL = Path(os.environ.get("JIEYUE_REAL_DATA", Path(__file__).parents[4] / "shared" / "data"))
WATER = REAL / "energy" / "water_registers" / "readings.csv.gz"


def real_registers() -> dict[str, Series]:
    """The water meters of the shared data: UTC is taken for granted, the smaller of two counts."""
    rows: dict[str, dict[int, int]] = {}
    with gzip.open(WATER, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            at_s = int(datetime.fromisoformat(row["local_time"] + "+00:00").timestamp())
            register = int(Decimal(row["register_l"]))
            kept = rows.setdefault(row["meter"], {})
            kept[at_s] = min(register, kept.get(at_s, register))
    found = {}
    for meter, kept in rows.items():
        at = np.array(sorted(kept), np.int64)
        registers = np.array([kept[at_s] for at_s in sorted(kept)], np.int64)
        found[meter] = Series(at, registers, np.full(len(at), 2, np.uint8))
    return found


@pytest.mark.skipif(not WATER.exists(), reason="the shared data is not beside the checkout")
@pytest.mark.parametrize("capacity", [None, micro(Decimal(5))])
def test_real_registers_make_no_consumption_of_their_own(capacity):
    """Jumps, steps back and neighbours' readings in 22 real water meters, litres as thousandths."""
    for meter, series in real_registers().items():
        start = int(series.at_s[0]) // HOUR * HOUR
        borders = np.arange(start, int(series.at_s[-1]) + HOUR + 1, HOUR)
        found = derive(
            series,
            [segment(from_s=start, digits=6)],
            kind="register",
            capacity_micro_per_hour=capacity,
            expected_s=HOUR,
            borders_s=borders,
            limits=Limits(longest_step_s=5400, least_micro_per_hour=micro(Decimal(5))),
        )
        rises = np.diff(series.register_milli)
        plausible = rises[(rises >= 0) & (rises < 5_000)]
        net = int(series.register_milli[-1] - series.register_milli[0])
        assert found.total_micro <= net * 1000, meter
        assert found.total_micro >= min(net, int(plausible.sum())) * 995, meter
        assert int(found.hours.use_micro.sum()) == found.total_micro
        assert int(found.hours.use_micro.max()) <= 1_000_000, meter  # a cubic metre in an hour
        assert int(found.hours.use_micro.min()) >= 0
