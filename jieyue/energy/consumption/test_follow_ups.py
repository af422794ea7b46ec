"""The ledger's late news reach the use that was derived before."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.utils import timezone

from jieyue.energy.consumption import queries
from jieyue.energy.consumption.recomputing import recompute
from jieyue.energy.factories import make_meter
from jieyue.energy.meters import actions
from jieyue.energy.meters.entries import Device, MeterEntry, Removal
from jieyue.energy.readings import storage
from jieyue.energy.readings.series import Series
from jieyue.kit import journal
from jieyue.people.factories import make_actor, make_site

pytestmark = pytest.mark.django_db
D = Decimal
START = datetime(2026, 5, 31, 16, tzinfo=UTC)  # midnight of 1 June, local
AT = datetime(2026, 6, 20, tzinfo=UTC)
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 4)


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def actor(site):
    return make_actor(site=site, grants={"energy.meters.edit": "complex"})


def metered(site, *registers, **more):
    """A meter with a register every six hours from START on, its use derived."""
    meter = make_meter(site=site, interval_s=21_600, **more)
    at_s = int(START.timestamp()) + np.arange(len(registers), dtype=np.int64) * 21_600
    milli = np.array([int(D(value) * 1000) for value in registers], np.int64)
    series = Series(at_s, milli, np.full(len(registers), 2, np.uint8))
    merged = storage.merge({meter.id: series}, site_id=site.id)
    recompute(merged.touched, site_id=site.id)
    return meter


def uses(meter):
    journal.deliver_all(now=timezone.now() + timedelta(days=1))
    found = queries.days([meter.id], first=FIRST, last=LAST)[meter.id]
    return [day.use for day in found]


def test_a_replacement_told_late_gives_each_side_its_multiplier(site, actor):
    """STANDARDS 1.10 (3): (f - p) x k1 + (c - n) x k2."""
    registers = (100, 110, 120, 130, 140, 5, 10, 15, 20)
    meter = metered(site, *registers, multiplier=D(40))
    assert uses(meter)[0] == 1600
    device = Device(serial="NEW", register_unit="kwh", ct_ratio=D(60), initial_register=D(2))
    actions.replace_instrument(
        meter_id=meter.id,
        device=device,
        removal=Removal(final_register=D(145)),
        replaced_at=START + timedelta(hours=27),
        actor=actor,
        at=AT,
    )
    # 140 → 145 by 40, then 2 → 5 → 20 by 60
    assert uses(meter) == [1600, 5 * 40 + 18 * 60]


def test_a_corrected_multiplier_counts_from_the_first_day(site, actor):
    meter = metered(site, 100, 110, 120, 130, 140, multiplier=D(40))
    row = meter.instruments.get()
    device = Device(serial=row.serial, register_unit="kwh", ct_ratio=D(30))
    actions.correct_instrument(
        instrument_id=row.id, device=device, reason="铭牌 150/5", actor=actor, at=AT
    )
    assert uses(meter) == [1200]


def test_another_capacity_judges_again(site, actor):
    meter = metered(site, 100, 110, 120, 130, 140, multiplier=D(40))
    entry = MeterEntry(name="x", interval_s=21_600, capacity_per_hour=D(10))
    actions.change_meter(meter_id=meter.id, entry=entry, actor=actor, at=AT)
    assert uses(meter) != [1600]  # 66 an hour is more than it can pass
    entry = MeterEntry(name="x", interval_s=21_600, capacity_per_hour=D(1000))
    actions.change_meter(meter_id=meter.id, entry=entry, actor=actor, at=AT)
    assert uses(meter) == [1600]


def test_a_retired_meters_last_register_is_counted(site, actor):
    meter = metered(site, 100, 110, 120, 130, multiplier=D(40))
    actions.retire(
        meter_id=meter.id,
        retired_at=START + timedelta(hours=24),
        removal=Removal(final_register=D(140)),
        actor=actor,
        at=AT,
    )
    assert uses(meter) == [1600]
