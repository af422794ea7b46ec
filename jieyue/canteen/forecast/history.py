"""A site's record as the demand engine reads it. Imports the engine only when asked to work."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jieyue.canteen.diners.models import Attendance, Canteen, Closure
from jieyue.canteen.gatherings import queries as gatherings
from jieyue.canteen.guests import queries as guests
from jieyue.canteen.menus.appeal import menu_appeal
from jieyue.canteen.signups import queries as signups
from jieyue.estate.weather import queries as weather
from jieyue.kit import workdays

if TYPE_CHECKING:
    from jieyue.canteen.demand.days import Calendar
    from jieyue.canteen.demand.panel import Panel

BEFORE, AFTER = timedelta(days=300), timedelta(days=300)  # the engine looks this far for breaks
FURTHEST = timedelta(days=30)  # beyond today, for what is known ahead
KINDS_AHEAD = ("gatherings", "guests", "menu", "sign_offs", "sign_ups", "weather")
Series = tuple[int, str]
Known = dict[str, dict[tuple[str, date], float]]


@dataclass(frozen=True)
class History:
    """A site's record: the panel, the calendar, and which series of the panel is which meal.

    ahead: what is known of days to come, by kind and (series name, day).
    first_known: the first day from which each kind was kept at all.
    """

    panel: "Panel"
    calendar: "Calendar"
    names: Mapping[Series, str]
    ahead: Known
    first_known: Mapping[str, date]

    def until(self, last: date) -> "History":
        """The part that was recorded by `last`, that day included."""
        return replace(self, panel=self.panel.until(last))

    def coverage(self, on: date) -> dict[str, float]:
        """Which kinds of what can be known ahead this site keeps by now: 1 or 0 each."""
        kept = {kind: float(first <= on) for kind, first in self.first_known.items()}
        return dict.fromkeys(KINDS_AHEAD, 0.0) | kept


def name_of(canteen_id: int, meal: str) -> str:
    """The series of a canteen's meal in the panel."""
    return f"{canteen_id} · {meal}"


def history(*, site_id: int, until: date) -> History:
    """Everything recorded up to `until`, that day included. A few queries, whatever the rows."""
    from jieyue.canteen.demand.panel import panel_of
    from jieyue.canteen.demand.record import AttendanceRow

    rows = Attendance.objects.filter(site_id=site_id, day__lte=until).order_by("day")
    found = rows.values_list("canteen_id", "meal", "day", "planned", "served")
    kept = [
        AttendanceRow(0, str(canteen_id), day, planned, served, meal=meal)
        for canteen_id, meal, day, planned, served in found.iterator(5000)
    ]
    names = {(int(row.series), row.meal): name_of(int(row.series), row.meal) for row in kept}
    first = kept[0].day if kept else until
    ahead, first_known = _ahead(site_id, names, first=first, last=until + FURTHEST)
    panel = panel_of(kept, ahead=ahead)
    return History(panel, calendar(site_id=site_id, first=first, last=until), names, ahead,
                   first_known)  # fmt: skip


def recorded(*, site_id: int, first: date, last: date) -> set[tuple[Series, date]]:
    """The meals of [first, last] for which it is known how many were served."""
    rows = Attendance.objects.filter(site_id=site_id, day__range=(first, last), served__gt=0)
    found = rows.values_list("canteen_id", "meal", "day")
    return {((canteen_id, meal), day) for canteen_id, meal, day in found}


def calendar(*, site_id: int, first: date, last: date) -> "Calendar":
    """The site's workday calendar around these days, with the days on which every canteen of the
    site is closed."""
    from jieyue.canteen.demand.days import Calendar, DayFacts

    known = workdays.days(first - BEFORE, last + AFTER, site_id=site_id)
    closed = _closed_altogether(site_id)
    return Calendar(
        {
            day: DayFacts(
                is_working=workday.is_working,
                holiday_name=workday.name if not workday.is_working else "",
                is_make_up=workday.is_make_up,
                closed=day in closed,
            )
            for day, workday in known.items()
        }
    )


def _closed_altogether(site_id: int) -> set[date]:
    canteens = Canteen.objects.filter(site_id=site_id, is_active=True).count()
    counts: dict[date, int] = defaultdict(int)
    spans = Closure.objects.filter(site_id=site_id, meal="").values_list("first_on", "last_on")
    for first, last in spans:
        for n in range((last - first).days + 1):
            counts[first + timedelta(days=n)] += 1
    return {day for day, closed in counts.items() if closed >= canteens > 0}


def _ahead(
    site_id: int, names: Mapping[Series, str], *, first: date, last: date
) -> tuple[Known, dict[str, date]]:
    """What was known ahead of each day. A kind nobody keeps is left out; before its first entry
    it is unknown, after it nothing entered means nobody."""
    known: Known = defaultdict(dict)
    for canteen_id in sorted({canteen_id for canteen_id, _ in names}):
        chosen = signups.totals(canteen_id=canteen_id, first=first, last=last)
        booked = guests.totals(canteen_id=canteen_id, first=first, last=last)
        for (meal, day), (up, off) in chosen.items():
            known["sign_ups"][(name_of(canteen_id, meal), day)] = up
            known["sign_offs"][(name_of(canteen_id, meal), day)] = off
        for (meal, day), people in booked.items():
            known["guests"][(name_of(canteen_id, meal), day)] = people
    events = gatherings.moved(site_id=site_id, first=first, last=last)
    for day, moved in events.items():
        for name in names.values():
            known["meeting_attendees"][(name, day)] = moved.attending
            known["sign_offs"][(name, day)] = known["sign_offs"].get((name, day), 0) + moved.away
    starts = {kind: min(day for _, day in values) for kind, values in known.items() if values}
    known = {kind: known[kind] for kind in starts}
    for kind, values in known.items():
        _fill(values, names.values(), first=starts[kind], last=last)
    if events:
        starts["gatherings"] = min(events)
    return _with_menus_and_weather(known, starts, site_id, names, first=first, last=last)


def _with_menus_and_weather(
    known: Known,
    starts: dict[str, date],
    site_id: int,
    names: Mapping[Series, str],
    *,
    first: date,
    last: date,
) -> tuple[Known, dict[str, date]]:
    """Where a day has no menu or no weather it is unknown, not nothing."""
    appeal = {
        (names[canteen_id, meal], day): value
        for canteen_id in sorted({canteen_id for canteen_id, _ in names})
        for (meal, day), value in menu_appeal(canteen_id=canteen_id, first=first, last=last).items()
        if (canteen_id, meal) in names
    }
    if appeal:
        known["menu_appeal"] = appeal
        starts["menu"] = min(day for _, day in appeal)
    sky = weather.between(site_id=site_id, first=first, last=last)
    if sky:
        cells = [(name, day, each) for day, each in sky.items() for name in names.values()]
        known["rain_mm"] = {(name, day): float(each.rain_mm) for name, day, each in cells}
        known["temperature_c"] = {(name, day): float(each.mean_c) for name, day, each in cells}
        starts["weather"] = min(sky)
    return known, starts


def _fill(
    values: dict[tuple[str, date], float], names: Collection[str], *, first: date, last: date
) -> None:
    for n in range((last - first).days + 1):
        for name in names:
            values.setdefault((name, first + timedelta(days=n)), 0)
