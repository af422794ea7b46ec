"""What consumption does when the ledger says something else about a meter.

A reading is worth another use once its instrument was replaced, corrected or taken down, or once
another capacity or interval judges it.
"""

from datetime import datetime

from jieyue.energy.consumption.recomputing import recompute
from jieyue.energy.meters.facts import (
    InstrumentCorrected,
    InstrumentReplaced,
    MeterChanged,
    MeterRetired,
)
from jieyue.energy.meters.queries import segments_of

JUDGING = ("capacity_per_hour", "interval_s")  # of a meter's facts, what its use depends on


def follow_replacement(fact: InstrumentReplaced, *, site_id: int, at: datetime) -> None:
    """From the moment of the change on."""
    _derive(fact.meter_id, fact.replaced_at, at, site_id=site_id)


def follow_correction(fact: InstrumentCorrected, *, site_id: int, at: datetime) -> None:
    """While the instrument hung there."""
    _derive(fact.meter_id, fact.from_at, fact.until_at or at, site_id=site_id)


def follow_retirement(fact: MeterRetired, *, site_id: int, at: datetime) -> None:
    """Up to the last register."""
    _derive(fact.meter_id, fact.retired_at, at, site_id=site_id)


def follow_change(fact: MeterChanged, *, site_id: int, at: datetime) -> None:
    """All of it, when what judges a step changed."""
    if not any(key in fact.after for key in JUDGING):
        return
    segments = segments_of([fact.meter_id])[fact.meter_id]
    if segments:
        span = (segments[0].from_s, int(at.timestamp()))
        recompute({fact.meter_id: span}, site_id=site_id)


def _derive(meter_id: int, first: datetime, last: datetime, *, site_id: int) -> None:
    span = (int(first.timestamp()), int(max(first, last).timestamp()))
    recompute({meter_id: span}, site_id=site_id)
