"""Pesticide rapid test: from readings to a conclusion, and which lots are tested at all.

GB/T 5009.199-2003 (enzyme inhibition): a first reading at or above the method's threshold is
repeated twice. All three above: the lot failed. Otherwise they disagree and the lot is held. A
reading below says only that the screening found nothing.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

PERCENT = Decimal("0.01")
MOST_READINGS = 3  # the sample and two repeats, GB/T 5009.199-2003


class State(StrEnum):
    """How far a test has come; the codes are those of the table."""

    PENDING = "pending"
    RETEST_2 = "retest_2"
    RETEST_3 = "retest_3"
    PASSED = "passed"
    HELD = "held"
    FAILED = "failed"


OPEN = frozenset({State.PENDING, State.RETEST_2, State.RETEST_3})


class Disagreement(StrEnum):
    """What a canteen does when the readings of one sample disagree."""

    REJECT = "reject"
    LABORATORY = "laboratory"


class ImpossibleReading(Exception):
    """ΔA0 is not above nothing, ΔAt below nothing, or the inhibition outside [lowest, 100]."""

    def __init__(self, *, da0: Decimal, dat: Decimal, lowest_pct: Decimal) -> None:
        super().__init__(da0, dat)
        self.da0, self.dat, self.lowest_pct = da0, dat, lowest_pct


class ImpossiblePercent(Exception):
    """An instrument's per cent outside [lowest, 100]."""

    def __init__(self, *, given_pct: Decimal, lowest_pct: Decimal) -> None:
        super().__init__(given_pct)
        self.given_pct, self.lowest_pct = given_pct, lowest_pct


class AlreadyConcluded(Exception):
    """The sample has its conclusion; it takes no further reading."""

    def __init__(self, *, state: State) -> None:
        super().__init__(state)
        self.state = state


def inhibition_pct(*, da0: Decimal, dat: Decimal, lowest_pct: Decimal) -> Decimal:
    """(ΔA0 - ΔAt) / ΔA0 in per cent, to two places. Raises ImpossibleReading."""
    if da0 <= 0 or dat < 0:
        raise ImpossibleReading(da0=da0, dat=dat, lowest_pct=lowest_pct)
    found = ((da0 - dat) / da0 * 100).quantize(PERCENT, rounding=ROUND_HALF_UP)
    if found < lowest_pct:
        raise ImpossibleReading(da0=da0, dat=dat, lowest_pct=lowest_pct)
    return found


def checked_pct(given: Decimal, *, lowest_pct: Decimal) -> Decimal:
    """An instrument's own figure, to two places. Raises ImpossiblePercent."""
    if not given.is_finite() or not lowest_pct <= given <= 100:
        raise ImpossiblePercent(given_pct=given, lowest_pct=lowest_pct)
    return given.quantize(PERCENT, rounding=ROUND_HALF_UP)


def state_after(readings: Sequence[Decimal], *, threshold_pct: Decimal) -> State:
    """What a sample's inhibitions, in order, have come to. Raises AlreadyConcluded.

    A reading at the threshold fails. The first below it concludes; after a first above it both
    repeats are made, whatever the second says.
    """
    if not readings:
        return State.PENDING
    fails = [reading >= threshold_pct for reading in readings]
    if not fails[0]:
        if len(fails) > 1:
            raise AlreadyConcluded(state=State.PASSED)
        return State.PASSED
    if len(fails) < MOST_READINGS:
        return State.RETEST_2 if len(fails) == 1 else State.RETEST_3
    concluded = State.FAILED if all(fails[:MOST_READINGS]) else State.HELD
    if len(fails) > MOST_READINGS:
        raise AlreadyConcluded(state=concluded)
    return concluded


def needs_attention(inhibition: Decimal, *, attention_pct: Decimal | None) -> bool:
    """Worth a note though it passes; a method without such a mark notes nothing."""
    return attention_pct is not None and inhibition >= attention_pct


def control_is_valid(
    *, blank_da: Decimal, positive_da: Decimal, least_blank_da: Decimal, threshold_pct: Decimal
) -> bool:
    """Whether the enzyme is lively enough and the positive control is found by the method."""
    if blank_da < least_blank_da or positive_da < 0:
        return False
    return (blank_da - positive_da) / blank_da * 100 >= threshold_pct


def is_interference_prone(name: str, *, parts: Iterable[str]) -> bool:
    """Whether juices of this vegetable slow the enzyme by themselves, by parts of its name."""
    return any(part in name for part in parts)


def is_due(
    *, category: str, categories: Iterable[str], lots_a_day: int, already: int, suspect: bool
) -> bool:
    """Whether the sampling rule wants a delivered lot tested before it is used.

    lots_a_day: 0 tests every lot of the categories, else the first n of a day; `already` were
    chosen this day. suspect: this supplier's goods failed lately; they are always tested.
    """
    if category not in set(categories):
        return False
    return suspect or lots_a_day == 0 or already < lots_a_day
