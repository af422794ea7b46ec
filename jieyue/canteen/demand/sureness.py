"""How sure a forecast is, in a word, and why not surer."""

from dataclasses import dataclass
from enum import StrEnum

FEW_DAYS, SOME_DAYS = 40, 120  # recorded days
WIDE, VERY_WIDE = 0.25, 0.50  # the 80 % interval as a share of the median
OLD_DAYS = 21  # calendar days since the last recorded day


class Level(StrEnum):
    """Three words are enough for a kitchen."""

    HIGH = "high"
    LOW = "low"
    MEDIUM = "medium"


class Doubt(StrEnum):
    """Why a forecast is not surer."""

    DAY_OFF = "day_off"
    FEW_DAYS = "few_days"
    OLD_RECORD = "old_record"
    STRIKE = "strike"
    WIDE_INTERVAL = "wide_interval"


@dataclass(frozen=True)
class Sureness:
    """The level, and the doubts that lowered it."""

    level: Level
    doubts: tuple[Doubt, ...]


def sureness_of(
    *, days_known: float, days_since: int, width: float, strike: bool, off: bool
) -> Sureness:
    """One doubt makes it medium; a grave one or two make it low."""
    found = {
        Doubt.FEW_DAYS: days_known < SOME_DAYS,
        Doubt.OLD_RECORD: days_since > OLD_DAYS,
        Doubt.WIDE_INTERVAL: width > WIDE,
        Doubt.STRIKE: strike,
        Doubt.DAY_OFF: off,
    }
    doubts = tuple(sorted(doubt for doubt, present in found.items() if present))
    grave = days_known < FEW_DAYS or width > VERY_WIDE or strike
    if not doubts:
        return Sureness(Level.HIGH, ())
    return Sureness(Level.LOW if grave or len(doubts) > 1 else Level.MEDIUM, doubts)
