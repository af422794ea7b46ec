"""What every part of the loading shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jieyue.kit import workdays
from jieyue.kit.actor import Actor
from jieyue.kit.periods import SHANGHAI, days_of
from simulator.days import DayKind
from simulator.world import World

SEED = 2026
HISTORY_DAYS = 730
MORNINGS = 14  # workdays before those whose gate entries show what a usual morning is
REPLAYED_WORKDAYS = 20  # so many are run through the product, day by day
MENU_DAYS_AHEAD = 35


@dataclass(frozen=True)
class Stage:
    """A site being loaded: its world, its ids, and who loads it at which moment."""

    site_id: int
    world: World
    actor: Actor
    at: datetime
    unit_ids: Mapping[str, int]

    @property
    def today(self) -> date:
        return self.at.astimezone(SHANGHAI).date()

    @property
    def minute(self) -> int:
        """Minutes from midnight, on the canteen's clock."""
        clock = self.at.astimezone(SHANGHAI)
        return clock.hour * 60 + clock.minute

    @property
    def first_day(self) -> date:
        return self.today - timedelta(days=HISTORY_DAYS)

    def workdays_before_today(self, count: int) -> list[date]:
        """The last `count` workdays before today, oldest first."""
        found = workdays.days(self.first_day, self.today, site_id=self.site_id)
        return [day for day, facts in sorted(found.items()) if facts.is_working][-count:]


def moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=SHANGHAI)


def calendar_of(site_id: int, *, first: date, last: date) -> dict[date, DayKind]:
    """The site's workday calendar in the simulator's words; `last` is included."""
    found = workdays.days(first, last + timedelta(days=1), site_id=site_id)
    return {day: _kind(found[day].is_working, day) for day in days_of(first, last + timedelta(1))}


def _kind(is_working: bool, day: date) -> DayKind:
    in_week = day.isoweekday() < 6
    if is_working:
        return DayKind.WORKDAY if in_week else DayKind.MAKE_UP
    return DayKind.HOLIDAY if in_week else DayKind.WEEKEND
