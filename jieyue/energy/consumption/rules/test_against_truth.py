"""Derived hours against a slow account in plain fractions of what was truly used.

A counter's truth is drawn, then all of STANDARDS 1.10 befalls it: it rolls over, is exchanged with
another multiplier, falls silent, sends spikes, zeros and stale values, everything twice and in any
order. What is derived must be the truth at the readings that were right, spread evenly between.
"""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jieyue.energy.consumption.rules.deriving import derive
from jieyue.energy.consumption.rules.limits import Limits
from jieyue.energy.meters.rules import Segment
from jieyue.energy.readings.series import Series

QUARTER, HOUR = 900, 3600
COUNT = 400
MOST = 2_000  # thousandths a quarter; what the meter can pass is twice that
MODULUS = 1_000_000
HIGH = 450_000  # far above what passes in any silence drawn, far below half a turn from zero
CLEAR = 12  # readings between one fault and the next


@dataclass
class Drawn:
    rises: list[int]  # of each quarter
    start: int
    changed_at: int  # the reading at which the instrument is exchanged
    multipliers: tuple[int, int]
    faults: list[tuple[str, int, int]]  # kind, first reading, how many
    late: list[int]  # seconds by which a reading is off its quarter


@st.composite
def histories(draw):
    rises = draw(st.lists(st.integers(0, MOST), min_size=COUNT, max_size=COUNT))
    faults, place = [], CLEAR
    while place < COUNT - 2 * CLEAR:
        place += draw(st.integers(0, 60))
        kind = draw(st.sampled_from(["silent", "spike", "zero", "stale"]))
        run = draw(st.integers(1, 30 if kind == "silent" else 3))
        if place + run < COUNT - CLEAR:
            faults.append((kind, place, run))
        place += run + CLEAR
    return Drawn(
        rises=rises,
        start=draw(st.integers(HIGH, 480_000)),
        changed_at=draw(st.integers(CLEAR, COUNT - CLEAR)),
        multipliers=tuple(draw(st.lists(st.sampled_from([1000, 40_000, 1500]), min_size=2,
                                        max_size=2))),
        faults=faults,
        late=draw(st.lists(st.integers(-200, 200), min_size=COUNT + 1, max_size=COUNT + 1)),
    )  # fmt: skip


class Account:
    """The truth, and what came of it."""

    def __init__(self, drawn: Drawn, *, turns: bool) -> None:
        self.at = [n * QUARTER + drawn.late[n] for n in range(COUNT + 1)]
        start = MODULUS - 1 - sum(drawn.rises) // 2 if turns else drawn.start
        changed = COUNT + 1 if turns else drawn.changed_at
        self.changed_s = None if turns else self.at[changed]
        faulty = {} if turns else {
            place + n: kind for kind, place, run in drawn.faults for n in range(run)
            if abs(place - changed) > 2 * CLEAR + 30
        }  # fmt: skip
        register, used = start, 0
        self.first_milli, self.last_milli = start, None
        points, came = [], []
        for n in range(COUNT + 1):
            if n:
                register = (register + drawn.rises[n - 1]) % MODULUS
                used += drawn.rises[n - 1] * drawn.multipliers[int(n > changed)]
            if n == changed:
                self.last_milli, register = register, HIGH
            kind = faulty.get(n)
            if kind is None:
                points.append((self.at[n], used))
            if kind != "silent":
                wrong = {"spike": register + 300_000, "zero": 0, "stale": register - 90_000}
                came.append((self.at[n], wrong.get(kind, register)))
        self.points, self.came = points, came

    def at_second(self, second: int) -> Fraction:
        times = [at for at, _used in self.points]
        place = bisect_right(times, second) - 1
        if place < 0:
            return Fraction(self.points[0][1])
        if place == len(times) - 1:
            return Fraction(self.points[-1][1])
        (a, before), (b, after) = self.points[place : place + 2]
        return before + Fraction((after - before) * (second - a), b - a)

    def seconds(self, first: int, last: int, *, plain: bool) -> int:
        """Known seconds between two instants; plain: only those in steps that are no gap."""
        found = 0
        for (a, _used), (b, _more) in zip(self.points, self.points[1:], strict=False):
            if not plain or b - a <= QUARTER * 3 // 2:
                found += max(0, min(b, last) - max(a, first))
        return found


def check(account: Account, drawn: Drawn) -> None:
    changed = account.changed_s
    first, second = drawn.multipliers
    segments = [Segment(-HOUR, changed, first, MODULUS, None, account.last_milli)]
    if changed is not None:
        segments.append(Segment(changed, None, second, MODULUS, HIGH, None))
    at_s, register = (np.array(column, np.int64) for column in zip(*account.came, strict=True))
    borders = np.arange(-1, COUNT * QUARTER // HOUR + 3) * HOUR
    found = derive(
        Series(at_s, register, np.full(len(at_s), 2, np.uint8)),
        segments,
        kind="register",
        capacity_micro_per_hour=8 * MOST * max(drawn.multipliers),
        expected_s=QUARTER,
        borders_s=borders,
        limits=Limits(longest_step_s=QUARTER * 3 // 2),
    )
    assert found.total_micro == account.points[-1][1] == int(found.hours.use_micro.sum())
    truth = [account.at_second(int(second)) for second in borders]
    for n, use in enumerate(found.hours.use_micro.tolist()):
        assert abs(use - (truth[n + 1] - truth[n])) <= 1, n
        a, b = int(borders[n]), int(borders[n + 1])
        assert int(found.hours.known_s[n]) == account.seconds(a, b, plain=False)
        assert int(found.hours.covered_s[n]) == account.seconds(a, b, plain=True)


@given(drawn=histories())
@settings(max_examples=25)
def test_whatever_befalls_a_counter_its_use_is_the_truth(drawn):
    check(Account(drawn, turns=False), drawn)


@given(drawn=histories())
@settings(max_examples=10)
def test_a_counter_that_turns_over(drawn):
    check(Account(drawn, turns=True), drawn)
