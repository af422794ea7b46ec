"""When water that never stands still is a leak. Pure; fed reading by reading, knowing none to come.

A tap is closed at some hour of every two days; a leak is not. So water leaks when no hour was
still for longer than people keep it running, and enough of the hours that are still on other days
were among them. A large flow waits less. What a register does by itself (stale, foreign or
backward readings, jumps, gaps) is neither flow nor stillness and counts for nothing.
"""

from bisect import insort
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

HOUR_S = 3600
PRIOR_H, PRIOR_STILL = 6, 0.5  # before anything is known of an hour of the day

Reading = tuple[int, float]  # instant in s, litres
NONE: Reading = (-1, 0.0)


@dataclass(frozen=True)
class Limits:
    """What the watch calls still, long and large.

    still_l_per_h: a step at or below this, above what is legitimate, is still.
    least_h: how long no hour may be still; large_h: the same for a constant flow of large_l_per_h.
    missed_still_h: so many hours that are still on other days must have flowed.
    step_h: shorter steps are joined until they are this long: between two readings five minutes
    apart even a leak may not move the register. gap_h: a longer step is a gap.
    settle_h, quiet_share: the constant part of a flow is what it exceeds in all but that share of
    its stretches of that length. capacity_l_per_h: more is a jump.
    """

    still_l_per_h: float = 0.5
    legitimate_l_per_h: float = 0.0
    least_h: float = 47.0
    large_h: float = 24.0
    large_l_per_h: float = 30.0
    missed_still_h: float = 10.0
    step_h: float = 0.75
    gap_h: float = 3.0
    settle_h: float = 2.0
    quiet_share: float = 0.1
    capacity_l_per_h: float = 20_000.0


@dataclass
class Leak:
    """Water that did not stand still from `start_s` until `end_s` (None: it still runs).

    detected_s: the reading at which it was told. litres_per_hour: the constant part, above what
    is legitimate.
    """

    start_s: int
    detected_s: int
    litres_per_hour: float
    last_s: int
    end_s: int | None = None


Pace = tuple[int, int]  # hour of the day in the middle of a step, and the step's whole hours


class _Habit:
    """How often each hour of the day was still, on days without a leak.

    Told apart by the length of the step: of several hours together, all are seldom still.
    """

    def __init__(self) -> None:
        self._still: dict[Pace, float] = {}
        self._seen: dict[Pace, float] = {}

    def share(self, pace: Pace) -> float:
        prior = PRIOR_H * PRIOR_STILL ** pace[1]
        return self._still.get(pace, prior) / self._seen.get(pace, PRIOR_H)

    def learn(self, paces: Iterable[Pace], *, still: bool) -> None:
        for pace in paces:
            prior = PRIOR_H * PRIOR_STILL ** pace[1]
            self._seen[pace] = self._seen.get(pace, PRIOR_H) + 1
            self._still[pace] = self._still.get(pace, prior) + still


@dataclass
class _Run:
    """Time since the last still step."""

    start_s: int
    missed_still_h: float = 0.0
    paces: list[Pace] = field(default_factory=list)  # that flowed
    rates: list[float] = field(default_factory=list)  # l/h over each `settle_h` of it, rising
    window: deque[tuple[int, float]] = field(default_factory=deque)
    window_s: int = 0
    window_l: float = 0.0

    def add(self, seconds: int, litres: float, settle_s: float) -> None:
        self.window.append((seconds, litres))
        self.window_s += seconds
        self.window_l += litres
        while self.window and self.window_s - self.window[0][0] >= settle_s:
            old_s, old_l = self.window.popleft()
            self.window_s -= old_s
            self.window_l -= old_l
        if self.window_s >= settle_s:
            insort(self.rates, self.window_l / self.window_s * HOUR_S)

    def constant(self, quiet_share: float) -> float:
        """l/h that flow in its quiet hours too."""
        return self.rates[int(quiet_share * len(self.rates))] if self.rates else 0.0

    def interrupt(self) -> None:
        self.window.clear()
        self.window_s, self.window_l = 0, 0.0


class LeakWatch:
    """Follows one register. `feed` readings in the order of their instants; ask `leaks`."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.leaks: list[Leak] = []
        self._last = NONE  # where the latest judged step ended
        self._top = NONE  # latest reading believed
        self._doubted = NONE  # below it: stale, foreign or a new start
        self._is_renewed = False
        self._run = _Run(0)
        self._habit = _Habit()
        self._open: Leak | None = None

    def feed(self, at_s: int, register_l: float) -> Leak | None:
        """The leak that runs by what is known now. A reading not later than the last is ignored."""
        reading = (at_s, register_l)
        if self._top is NONE:
            self._last = self._top = reading
            self._run = _Run(at_s)
        elif self._is_renewed:
            self._is_renewed, self._doubted = False, NONE
            self._start_anew(reading)
        elif at_s > max(self._top[0], self._doubted[0]):
            self._take(reading)
        return self._open

    def renew(self) -> None:
        """The next reading is another instrument's."""
        self._is_renewed = True

    def _take(self, reading: Reading) -> None:
        if reading[1] < self._top[1]:
            if self._doubted is NONE or reading[1] < self._doubted[1]:
                self._doubted = reading
                return
            self._start_anew(self._doubted)
        self._doubted = NONE
        hours = max((reading[0] - self._top[0]) / HOUR_S, self.limits.step_h)
        if reading[1] - self._top[1] > self.limits.capacity_l_per_h * hours:
            self._start_anew(reading)
            return
        self._top = reading
        seconds = reading[0] - self._last[0]
        if seconds >= self.limits.step_h * HOUR_S:
            self._judge(self._last[0], seconds, reading[1] - self._last[1])
            self._last = reading

    def _start_anew(self, reading: Reading) -> None:
        """Nothing is known of the time up to `reading`."""
        self._last = self._top = reading
        self._run.interrupt()

    def _judge(self, from_s: int, seconds: int, litres: float) -> None:
        limits, at_s = self.limits, from_s + seconds
        excess = litres - limits.legitimate_l_per_h * seconds / HOUR_S
        if excess <= limits.still_l_per_h * seconds / HOUR_S:
            self._stand_still(from_s, at_s)
            if seconds <= limits.gap_h * HOUR_S:
                self._habit.learn([_pace(from_s, seconds)], still=True)
            return
        if seconds > limits.gap_h * HOUR_S:
            self._run.interrupt()
        else:
            pace = _pace(from_s, seconds)
            self._run.paces.append(pace)
            self._run.missed_still_h += self._habit.share(pace) * seconds / HOUR_S
            self._run.add(seconds, excess, limits.settle_h * HOUR_S)
        constant = self._run.constant(limits.quiet_share)
        if self._open is not None:
            self._open.last_s, self._open.litres_per_hour = at_s, constant
        elif self._is_leak(at_s, constant):
            self._open = Leak(self._run.start_s, at_s, constant, at_s)
            self.leaks.append(self._open)

    def _stand_still(self, from_s: int, at_s: int) -> None:
        if self._open is not None:
            self._open.end_s = from_s
            self._open = None
        elif from_s - self._run.start_s < self.limits.large_h * HOUR_S:
            self._habit.learn(self._run.paces, still=False)
        self._run = _Run(at_s)

    def _is_leak(self, at_s: int, constant: float) -> bool:
        limits, run = self.limits, self._run
        if not run.rates or run.missed_still_h < limits.missed_still_h:
            return False
        hours = limits.large_h if constant >= limits.large_l_per_h else limits.least_h
        return at_s - run.start_s >= hours * HOUR_S


def _pace(from_s: int, seconds: int) -> Pace:
    """The hour is of the day in UTC."""
    return (from_s + seconds // 2) // HOUR_S % 24, max(1, round(seconds / HOUR_S))


def find_leaks(readings: Iterable[Reading], limits: Limits | None = None) -> list[Leak]:
    """Leaks of one register, by readings (instant in s, litres) in the order of their instants."""
    watch = LeakWatch(limits)
    for at_s, register_l in readings:
        watch.feed(at_s, register_l)
    return watch.leaks
