"""Which gaps are told: one of three hours and two readings; the use across any is estimated."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from jieyue.energy.consumption.judging import Judge
from jieyue.energy.consumption.models import MeterDay, StepNote
from jieyue.energy.consumption.recomputing import recompute
from jieyue.energy.factories import make_meter
from jieyue.energy.meters import queries as meters
from jieyue.energy.meters.models import MeterKind
from jieyue.energy.readings import storage
from jieyue.energy.readings.days import first_second
from jieyue.energy.readings.series import Series

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 1)
START = first_second(FIRST)
HOUR = 3600


def store(meter, at_s):
    at_s = np.array(at_s, np.int64)
    came = Series(at_s, np.arange(len(at_s)) * 1_000, np.full(len(at_s), 2, np.uint8))
    merged = storage.merge({meter.id: came}, site_id=meter.site_id)
    recompute(merged.touched, site_id=meter.site_id)


def gaps(meter):
    rows = StepNote.objects.filter(meter=meter, kind="gap").values_list("from_s", "to_s")
    return [((a - START) / HOUR, (b - START) / HOUR) for a, b in rows]


def test_a_meter_that_is_read_more_seldom_than_planned_leaves_no_flood_of_notes():
    meter = make_meter(interval_s=900)
    store(meter, [START + HOUR * n for n in range(49)])
    day = MeterDay.objects.get(meter=meter, day=FIRST)
    assert (day.estimated_micro, day.covered_s) == (day.use_micro, 0)
    assert gaps(meter) == []


@pytest.mark.parametrize(
    ("interval_s", "hours", "is_noted"),
    [(900, 2.75, False), (900, 3, True), (3600, 2, False), (3600, 3, True),
     (86_400, 48, False), (86_400, 72, True), (7200, 4, False), (7200, 6, True)],
)  # fmt: skip
@pytest.mark.parametrize("kind", [MeterKind.REGISTER, MeterKind.INTERVAL])
def test_from_how_long_a_gap_is_told(kind, interval_s, hours, is_noted):
    meter = make_meter(interval_s=interval_s, kind=kind)
    before = [START + interval_s * n for n in range(4)]
    after = [int(before[-1] + hours * HOUR) + interval_s * n for n in range(4)]
    store(meter, before + after)
    start = (before[-1] - START) / HOUR
    end = start + hours - (interval_s / HOUR if kind == MeterKind.INTERVAL else 0)
    assert gaps(meter) == ([(start, end)] if is_noted else [])


def test_a_meter_read_by_hand_is_told_of_by_days():
    meter = make_meter(interval_s=None, capacity_per_hour=Decimal(100))
    facts = meters.known(site_id=meter.site_id)[meter.id]
    limits = Judge(site_id=meter.site_id, on=FIRST).limits_of(facts)
    assert (limits.noted_gap_s, limits.longest_step_s) == (0, 45 * 86_400)
