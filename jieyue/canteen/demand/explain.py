"""Why a forecast differs from the recent level: "before a break: -14 %".

The trees say what each feature adds to the median share; features are grouped under the cause a
cook would name. The day type's own factor counts to the weekday.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from jieyue.canteen.demand.features import Features
from jieyue.canteen.demand.trees import Trees

SMALLEST_PCT = 0.5  # below it a cause is not worth a word


class Cause(StrEnum):
    """What moves a forecast."""

    AFTER_BREAK = "after_break"
    BEFORE_BREAK = "before_break"
    CALENDAR = "calendar"
    CANTEEN = "canteen"
    GUESTS = "guests"
    HORIZON = "horizon"
    MEETINGS = "meetings"
    MENU = "menu"
    PLANNED = "planned"
    RECENT_LEVEL = "recent_level"
    SIGN_OFFS = "sign_offs"
    SIGN_UPS = "sign_ups"
    STRIKE = "strike"
    TIME_OF_YEAR = "time_of_year"
    WEATHER = "weather"
    WEEKDAY = "weekday"


CAUSES: dict[str, Cause] = {
    "days_off_after": Cause.BEFORE_BREAK,
    "days_off_before": Cause.AFTER_BREAK,
    "day_type_factor": Cause.WEEKDAY,
    "days_known": Cause.CANTEEN,
    "days_since_known": Cause.AFTER_BREAK,
    "guests": Cause.GUESTS,
    "guests_all": Cause.GUESTS,
    "horizon": Cause.HORIZON,
    "is_holiday": Cause.CALENDAR,
    "is_make_up": Cause.CALENDAR,
    "is_working": Cause.CALENDAR,
    "kind": Cause.CANTEEN,
    "last_break_days": Cause.AFTER_BREAK,
    "last_year": Cause.TIME_OF_YEAR,
    "low_share": Cause.CANTEEN,
    "meeting_attendees": Cause.MEETINGS,
    "meeting_attendees_all": Cause.MEETINGS,
    "menu_appeal": Cause.MENU,
    "next_break_days": Cause.BEFORE_BREAK,
    "planned": Cause.PLANNED,
    "planned_all": Cause.PLANNED,
    "rain_mm": Cause.WEATHER,
    "school_holiday": Cause.CALENDAR,
    "sector": Cause.CANTEEN,
    "sign_offs": Cause.SIGN_OFFS,
    "sign_offs_all": Cause.SIGN_OFFS,
    "sign_ups": Cause.SIGN_UPS,
    "sign_ups_all": Cause.SIGN_UPS,
    "since_break": Cause.AFTER_BREAK,
    "since_holidays": Cause.AFTER_BREAK,
    "since_long_break": Cause.TIME_OF_YEAR,
    "size": Cause.CANTEEN,
    "spread": Cause.CANTEEN,
    "strike": Cause.STRIKE,
    "strike_share": Cause.STRIKE,
    "strike_share_all": Cause.STRIKE,
    "strike_tomorrow": Cause.STRIKE,
    "strike_yesterday": Cause.STRIKE,
    "temperature_c": Cause.WEATHER,
    "to_break": Cause.BEFORE_BREAK,
    "to_holidays": Cause.BEFORE_BREAK,
    "to_long_break": Cause.TIME_OF_YEAR,
    "together_last_year": Cause.TIME_OF_YEAR,
    "weekday": Cause.WEEKDAY,
}


@dataclass(frozen=True)
class Reason:
    """One cause and what it adds, in percent of the recent level. Largest first in a list."""

    cause: Cause
    pct: float


def cause_of(feature: str) -> Cause:
    """Features of the record itself (levels, last days) are the recent level."""
    return CAUSES.get(feature, Cause.RECENT_LEVEL)


def reasons(
    trees: Trees,
    block: Features,
    lines: NDArray[np.int64],
    days: Sequence[date],
    series: Sequence[str],
) -> dict[tuple[str, date], list[Reason]]:
    """Reasons of every forecast that has an expectation."""
    known = np.isfinite(block.expected[lines])
    if not known.any():
        return {}
    values = block.values[lines][known]
    added = 100 * trees.contributions(values)[:, :-1]
    factor = 100 * (np.exp(values[:, trees.names.index("day_type_factor")]) - 1)
    found = {}
    for row, (line, column) in enumerate(np.argwhere(known)):
        sums = {Cause.WEEKDAY: float(factor[row])}
        for name, pct in zip(trees.names, added[row], strict=True):
            cause = cause_of(name)
            sums[cause] = sums.get(cause, 0.0) + float(pct)
        kept = [Reason(cause, round(pct, 1)) for cause, pct in sums.items()]
        kept = [reason for reason in kept if abs(reason.pct) >= SMALLEST_PCT]
        found[series[column], days[line]] = sorted(kept, key=lambda reason: -abs(reason.pct))
    return found
