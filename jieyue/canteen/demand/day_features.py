"""The calendar of a day as numbers: how far the last and the next break are, and how long.

A run of days off counts as a break from three days on, as holidays from a week, as the long
break between two years of work or school from four weeks.
"""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from jieyue.canteen.demand.days import Calendar, DayFacts
from jieyue.canteen.demand.panel import Days, Matrix

RUNS = {"break": (3, 40), "holidays": (7, 60), "long_break": (28, 120)}  # shortest run, cap
SPAN = timedelta(days=240)  # looked at around the record: the longest cap and a whole long break
LONGEST = 30
WEEKDAYS = 5
DAY_OFF, DAY_TYPES = 5, 6


def day_features(days: Days, calendar: Calendar) -> dict[str, Matrix]:
    """One vector a feature, as long as `days`. A break beyond its cap is taken to be at the cap."""
    if not len(days):
        return {}
    first: date = days[0].astype(date) - SPAN
    last: date = days[-1].astype(date) + SPAN
    facts = calendar.between(first, last)
    off = np.array([fact.is_off for fact in facts])
    places = (days - np.datetime64(first, "D")).astype(int)
    features = _breaks(off)
    features |= _flags(facts)
    weekday = (np.arange(len(facts)) + first.weekday()) % 7
    features["weekday"] = weekday.astype(float)
    return {name: values[places] for name, values in features.items()}


def day_types(days: Days, calendar: Calendar) -> NDArray[np.int64]:
    """0 to 4: a working Monday to Friday; 5: a day off.

    A make-up Saturday is like a Friday and a make-up Sunday like a Monday until the model, which
    is told, has learnt otherwise.
    """
    types = []
    for day in days.tolist():
        weekday = day.weekday()
        if not calendar.facts(day).is_working:
            types.append(DAY_OFF)
        elif weekday < WEEKDAYS:
            types.append(weekday)
        else:
            types.append(4 if weekday == WEEKDAYS else 0)
    return np.array(types, dtype=np.int64)


def _flags(facts: list[DayFacts]) -> dict[str, Matrix]:
    strike = np.array([float(fact.strike) for fact in facts])
    return {
        "strike": strike,
        "strike_tomorrow": np.append(strike[1:], 0.0),
        "strike_yesterday": np.append(0.0, strike[:-1]),
        "is_working": np.array([float(fact.is_working) for fact in facts]),
        "is_make_up": np.array([float(fact.is_make_up) for fact in facts]),
        "is_holiday": np.array([float(bool(fact.holiday_name)) for fact in facts]),
        "school_holiday": np.array([float(fact.school_holiday) for fact in facts]),
    }


def _breaks(off: NDArray[np.bool_]) -> dict[str, Matrix]:
    edges = np.diff(np.concatenate(([0], off.astype(int), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    here = np.arange(len(off))
    features: dict[str, Matrix] = {}
    for name, (shortest, cap) in RUNS.items():
        long_enough = ends - starts >= shortest
        begins, finishes = starts[long_enough], ends[long_enough]
        ahead, behind = _next(begins, here), _last(finishes, here)
        to, since = np.append(begins, np.inf)[ahead] - here, here - _ended(finishes)[behind]
        features[f"to_{name}"], features[f"since_{name}"] = (
            np.minimum(to, cap),
            np.minimum(since, cap),
        )
        if name == "break":
            lengths = np.append(np.minimum(finishes - begins, LONGEST), 0.0)
            features["next_break_days"] = np.where(to < cap, lengths[ahead], 0.0)
            features["last_break_days"] = np.where(since < cap, lengths[behind], 0.0)
    run = np.zeros(len(off) + 2)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        run[start + 1 : end + 1] = min(end - start, LONGEST)
    features["days_off_after"], features["days_off_before"] = run[2:], run[:-2]
    return features


def _next(begins: NDArray[np.int64], here: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of the next run; one past the end where there is none."""
    return np.searchsorted(begins, here, side="right")


def _last(finishes: NDArray[np.int64], here: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of the last run; -1, which is what stands at the end, where there is none."""
    return np.searchsorted(finishes, here, side="right") - 1


def _ended(finishes: NDArray[np.int64]) -> Matrix:
    return np.append(finishes, -np.inf)
