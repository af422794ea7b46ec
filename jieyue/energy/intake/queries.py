"""Deliveries, what was refused of them, and the readings of one meter's day, for pages."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from jieyue.energy.intake import ledger, reasons
from jieyue.energy.intake.models import Batch, RefusedReading
from jieyue.energy.meters.models import Meter
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.readings import days, storage
from jieyue.energy.readings.models import Quality, ReadingCorrection, ReadingDay
from jieyue.energy.scale import of_milli
from jieyue.kit.actor import Actor


@dataclass(frozen=True)
class RefusedRow:
    """One reading refused or flagged, in words."""

    line: int
    meter_number: str
    at_text: str
    value_text: str
    reason: str
    detail: str
    was_stored: bool


@dataclass(frozen=True)
class ReadingRow:
    """A reading of a day: what came, and what counts. register None: it was withdrawn."""

    at_s: int
    at: datetime
    came: Decimal
    register: Decimal | None
    quality: str
    corrected_by: str
    reason: str


def batches(actor: Actor) -> QuerySet[Any]:
    """Every delivery, newest first."""
    return Batch.objects.visible_to(actor)


def refusals(batch: Batch) -> list[RefusedRow]:
    """The first thousand readings of a delivery that were refused or flagged."""
    return [
        RefusedRow(
            line=row.line,
            meter_number=row.meter_number,
            at_text=row.at_text,
            value_text=row.value_text,
            reason=reasons.label(row.reason),
            detail=row.detail,
            was_stored=row.was_stored,
        )
        for row in RefusedReading.objects.filter(batch=batch)
    ]


def counted(batch: Batch) -> list[tuple[str, int]]:
    """Reasons in words with their counts."""
    return reasons.counted(Counter(batch.reasons))


def meter_of(number: str, actor: Actor) -> Meter | None:
    """The meter of that number, if the actor may read its readings."""
    meter = Meter.objects.filter(site_id=actor.site_id, number=number).first()
    if meter is None or actor.scope_of(EnergyPermission.READINGS_READ) is None:
        return None
    reached = ledger.within_reach(
        [meter.id], permission=EnergyPermission.READINGS_READ, actor=actor
    )
    return meter if meter.id in reached else None


def readings_on(meter: Meter, day: date) -> list[ReadingRow]:
    """What came of a meter on a day, with the corrections that count."""
    found = storage.came_on(meter.id, day)
    if found is None:
        return []
    start_s = days.first_second(day)
    rows = ReadingCorrection.objects.filter(
        meter=meter, at_s__gte=start_s, at_s__lt=start_s + days.DAY_S
    )
    corrections = {row.at_s: row for row in rows.order_by("id")}
    return [
        _row(at_s, came, quality, corrections.get(at_s))
        for at_s, came, quality in zip(
            found.at_s.tolist(), found.register_milli.tolist(), found.quality.tolist(), strict=True
        )
    ]


def _row(at_s: int, came: int, quality: int, correction: ReadingCorrection | None) -> ReadingRow:
    counts: int | None = correction.register_milli if correction else came
    code = Quality.CORRECTED if correction else quality
    return ReadingRow(
        at_s=at_s,
        at=days.instant(at_s),
        came=of_milli(came),
        register=None if counts is None else of_milli(counts),
        quality=str(Quality(code).label),
        corrected_by=correction.recorded_by if correction else "",
        reason=correction.reason if correction else "",
    )


def last_day(meter: Meter) -> date | None:
    """The newest day with readings."""
    rows = ReadingDay.objects.filter(meter=meter).order_by("-day")
    found: date | None = rows.values_list("day", flat=True).first()
    return found
