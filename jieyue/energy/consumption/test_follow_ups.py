"""The ledger's late news reach the use that was derived before."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from jieyue.energy.consumption import queries
from jieyue.energy.consumption.recomputing import recompute
from jieyue.energy.factories import make_meter
from jieyue.energy.meters import actions
from jieyue.energy.meters.entries import Device, MeterEntry, Removal
from jieyue.energy.readings import storage
from jieyue.energy.readings.series import Series
from jieyue.kit.journal.delivery import deliver_due
from jieyue.people.factories import make_actor, make_site

pytestmark = pytest.mark.django_db
D = Decimal
START = datetime(2026, 5, 31, 16, tzinfo=UTC)  # midnight of 1 June, local
AT = datetime(2026, 6, 20, tzinfo=UTC)
DAYS = (date(2026, 6, 1), date(2026, 6, 4))


@pytest.fixture
def actor():
    grants = {"energy.meters.edit": "complex"}
    return make_actor(site=make_site(), grants=grants)


def metered(actor, *registers, multiplier):
    """A meter with one register every six hours from START on, its use derived."""
    meter = make_meter(
        site_id_of(actor), multiplier=multiplier
    ) if False else make_meter(site=actor_site(actor), multiplier=multiplier, interval_s=21_600)
    at_s = int(START.timestamp()) + np.arange(len(registers), dtype=np.int64) * 21_600
    milli = np.array([int(D(value) * 1000) for value in registers], np.int64)
    series = {meter.id: Series(at_s, milli, np.full(len(registers), 2, np.uint8))}
    merged = storage.merge(series, site_id=meter.site_id)
    recompute(merged.touched, site_id=meter.site_id)
    return meter
