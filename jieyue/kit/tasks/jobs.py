"""A timed job, and when it was last due."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cronsim import CronSim

from jieyue.kit.periods import SHANGHAI

ON_TIME = timedelta(minutes=2)


@dataclass(frozen=True)
class Job:
    """One line of `jieyue/schedule.py`.

    `cron` is in local time. `function` is `f(*, site_id: int, at: datetime) -> None`, run for each
    active site, or once with `site_id=None` if not `every_site`; `at` is the time it was due, so
    that a late run does the work of its own time. After a stop only the latest missed run is made
    up for, if `catch_up`, and never later than `late_limit`.
    """

    cron: str
    function: Callable[..., None]
    workdays_only: bool = False
    every_site: bool = True
    catch_up: bool = True
    late_limit: timedelta = timedelta(hours=1)

    @property
    def name(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"

    def last_due(self, now: datetime) -> datetime | None:
        """The latest time it was due, at or before `now`; None if that is too late to run."""
        local = now.astimezone(SHANGHAI).replace(second=0, microsecond=0)
        due = next(CronSim(self.cron, local + timedelta(minutes=1), reverse=True), None)
        allowed = self.late_limit if self.catch_up else ON_TIME
        if due is None or now - due > max(allowed, ON_TIME):
            return None
        return due
