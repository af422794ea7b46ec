"""A record of attendance as matrices: one row a recorded day, one column a series.

A series is what is forecast by itself: a canteen, or one meal of a canteen. Unknown is NaN.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from jieyue.canteen.demand.record import AttendanceRow

Matrix = NDArray[np.float64]
Days = NDArray[np.datetime64]

# Known before the day comes, where a site keeps it; each a matrix like `served`.
AHEAD = (
    "guests",
    "meeting_attendees",
    "menu_appeal",
    "planned",
    "rain_mm",
    "sign_offs",
    "sign_ups",
    "temperature_c",
)


@dataclass(frozen=True)
class Panel:
    """`days` rise without repeats; `served` is days by series; `ahead` holds some of AHEAD."""

    days: Days
    series: tuple[str, ...]
    served: Matrix
    ahead: dict[str, Matrix] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()

    @property
    def planned(self) -> Matrix:
        """What the planners ordered; all NaN where nobody wrote it down."""
        return self.ahead.get("planned", np.full(self.served.shape, np.nan))

    def until(self, last: date) -> "Panel":
        """The part recorded on or before `last`."""
        keep = self.days <= np.datetime64(last, "D")
        ahead = {name: values[keep] for name, values in self.ahead.items()}
        return Panel(
            self.days[keep], self.series, self.served[keep], ahead, self.kinds, self.sectors
        )

    def with_days(
        self, days: Iterable[date], *, ahead: Mapping[str, Matrix] | None = None
    ) -> "Panel":
        """The same with days to forecast added, nobody served yet.

        `ahead` gives what is known of those days, one row for each in the order given.
        """
        given = np.array(list(days), dtype="datetime64[D]")
        every = np.union1d(self.days, given)
        old, new = np.searchsorted(every, self.days), np.searchsorted(every, given)

        def spread(values: Matrix | None, known: Matrix | None) -> Matrix:
            wide = np.full((len(every), len(self.series)), np.nan)
            if values is not None:
                wide[old] = values
            if known is not None:
                wide[new] = known
            return wide

        known = ahead or {}
        names = self.ahead.keys() | known.keys()
        both = {name: spread(self.ahead.get(name), known.get(name)) for name in sorted(names)}
        served = spread(self.served, None)
        return Panel(every, self.series, served, both, self.kinds, self.sectors)


def series_name(row: AttendanceRow) -> str:
    """The canteen, and its meal where the record has meals."""
    return f"{row.series} · {row.meal}" if row.meal else row.series


def panel_of(
    rows: Iterable[AttendanceRow],
    *,
    sectors: Mapping[str, str] | None = None,
    ahead: Mapping[str, Mapping[tuple[str, date], float]] | None = None,
) -> Panel:
    """Build the matrices. `sectors` and `ahead` are keyed by series name (and day)."""
    kept = list(rows)
    names = [series_name(row) for row in kept]
    series = tuple(sorted(set(names)))
    days = np.unique(np.array([row.day for row in kept], dtype="datetime64[D]"))
    column = {name: place for place, name in enumerate(series)}
    line = {day: place for place, day in enumerate(days.tolist())}
    served = np.full((len(days), len(series)), np.nan)
    planned = served.copy()
    kinds = [""] * len(series)
    for row, name in zip(kept, names, strict=True):
        place = line[row.day], column[name]
        served[place] = np.nan if row.served is None else row.served
        planned[place] = np.nan if row.planned is None else row.planned
        kinds[place[1]] = row.meal or row.kind
    matrices = {"planned": planned} if np.isfinite(planned).any() else {}
    for known, values in (ahead or {}).items():
        matrix = np.full(served.shape, np.nan)
        for (name, day), value in values.items():
            if name in column and day in line:
                matrix[line[day], column[name]] = value
        matrices[known] = matrix
    places = tuple((sectors or {}).get(name, "") for name in series)
    return Panel(days, series, served, matrices, tuple(kinds), places)
