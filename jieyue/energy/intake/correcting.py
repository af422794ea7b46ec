"""A reading is corrected, and the use around it derived anew."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from jieyue.energy.consumption import recomputing
from jieyue.energy.intake import refusals
from jieyue.energy.meters.models import Meter
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.readings import back_ends, corrections, days
from jieyue.energy.readings.corrections import NothingCame
from jieyue.energy.readings.models import ReadingCorrection
from jieyue.energy.scale import of_milli
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment


@transaction.atomic
def correct(
    *,
    meter_id: int,
    read_at: datetime,
    register: Decimal | None,
    reason: str,
    seen_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> ReadingCorrection:
    """register None: the reading never was. seen_id: of the correction that the page showed.

    Raises NotAllowed, ReasonNeeded, Meter.DoesNotExist, NoSuchReading, AlreadyCorrected, TooFine.
    """
    actor.require(EnergyPermission.READINGS_CORRECT)
    meter = Meter.objects.filter(site_id=actor.site_id).get(id=meter_id)
    back_ends.lock([meter_id])
    at_s = days.second_of(read_at)
    before = corrections.newest(meter_id, at_s)
    try:
        row = corrections.correct(
            meter_id=meter_id,
            read_at=read_at,
            register=register,
            reason=reason,
            actor=actor,
            at=at,
        )
    except NothingCame as error:
        raise refusals.NoSuchReading(number=meter.number, said=moment(read_at)) from error
    if before is not None and before.id != seen_id:
        register_milli = before.register_milli
        raise refusals.AlreadyCorrected(
            by=before.recorded_by,
            said=moment(before.recorded_at),
            register="–" if register_milli is None else f"{of_milli(register_milli).normalize():f}",
        )
    recomputing.recompute({meter_id: (at_s, at_s)}, site_id=row.site_id)
    return row
