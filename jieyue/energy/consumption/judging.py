"""The limits of each meter from the site's parameters."""

from datetime import date
from decimal import Decimal

from jieyue.energy.consumption import parameters as figures
from jieyue.energy.consumption.hours import HOUR_S
from jieyue.energy.consumption.rules import Limits
from jieyue.energy.meters.queries import MeterFacts
from jieyue.energy.readings.days import DAY_S
from jieyue.energy.scale import micro
from jieyue.kit import parameters

HAND_FOREIGN = 1  # read by hand, a second wrong register in a row is no slip of the pen
HAND_WINDOW = 12  # a year of months
FEWEST_MISSING = 2  # a single reading that did not come is no news


class Judge:
    """Makes limits for meters with the parameters in force on a day; one query."""

    def __init__(self, *, site_id: int, on: date) -> None:
        self.values = parameters.read(site_id=site_id, on=on)

    def limits_of(self, meter: MeterFacts) -> Limits:
        values = self.values
        by_hand = meter.interval_s is None
        least = values.json(figures.LEAST_CAPACITY)
        return Limits(
            longest_step_s=self._longest_step_s(meter.interval_s),
            noted_gap_s=self._noted_gap_s(meter.interval_s),
            foreign_run=HAND_FOREIGN if by_hand else values.integer(figures.FOREIGN_READINGS),
            least_micro_per_hour=micro(Decimal(str(least.get(meter.medium, 0)))),
            usual_times=values.integer(figures.USUAL_TIMES),
            rollover_times=values.integer(figures.ROLLOVER_TIMES),
            window=HAND_WINDOW if by_hand else Limits.window,
        )

    def _longest_step_s(self, interval_s: int | None) -> int:
        if interval_s is None:
            return self.values.integer(figures.HAND_GAP_DAYS) * DAY_S
        return int(interval_s * self.values.decimal(figures.GAP_TIMES))

    def _noted_gap_s(self, interval_s: int | None) -> int:
        least_s = self.values.integer(figures.NOTED_GAP_HOURS) * HOUR_S
        return 0 if interval_s is None else max(least_s, interval_s * (FEWEST_MISSING + 1))
