"""更正: a reading counts otherwise than it came, or not at all. What came stays beside it."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from jieyue.energy.meters.models import Meter
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.readings import back_ends, days, storage
from jieyue.energy.readings.facts import ReadingCorrected
from jieyue.energy.readings.models import ReadingCorrection
from jieyue.energy.scale import milli
from jieyue.kit import journal
from jieyue.kit.actor import Actor


class ReasonNeeded(Exception):
    """A correction says why."""


class NothingCame(Exception):
    """No reading of this meter came for that instant."""


@transaction.atomic
def correct(
    *,
    meter_id: int,
    read_at: datetime,
    register: Decimal | None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> ReadingCorrection:
    """Let a reading count as `register`, or with None as if it had never come.

    The use of the hours around is derived by whoever calls (`intake.correcting`).
    Raises NotAllowed, ReasonNeeded, Meter.DoesNotExist, NothingCame, TooFine.
    """
    actor.require(EnergyPermission.READINGS_CORRECT)
    if not reason.strip():
        raise ReasonNeeded
    meter = Meter.objects.filter(site_id=actor.site_id).get(id=meter_id)
    back_ends.lock([meter_id])
    at_s = days.second_of(read_at)
    was = came(meter_id, at_s)
    if was is None:
        raise NothingCame
    row: ReadingCorrection = ReadingCorrection.objects.create(
        site_id=meter.site_id,
        meter=meter,
        at_s=at_s,
        register_milli=None if register is None else milli(register),
        was_milli=was,
        reason=reason.strip()[:400],
        recorded_at=at,
        recorded_by=actor.name[:80],
    )
    fact = ReadingCorrected(
        meter_id=meter.id,
        number=meter.number,
        read_at=days.instant(at_s),
        was_milli=was,
        register_milli=row.register_milli,
        reason=row.reason,
    )
    journal.record(fact, actor=actor, at=at)
    return row


def came(meter_id: int, at_s: int) -> int | None:
    """The register that came for an instant, without corrections; None when none did."""
    found = storage.came_on(meter_id, days.local_day_of(at_s))
    if found is None:
        return None
    place = int((found.at_s < at_s).sum())
    if place == len(found) or int(found.at_s[place]) != at_s:
        return None
    return int(found.register_milli[place])


def newest(meter_id: int, at_s: int) -> ReadingCorrection | None:
    """The correction of an instant that counts."""
    rows = ReadingCorrection.objects.filter(meter_id=meter_id, at_s=at_s)
    return rows.order_by("-id").first()
