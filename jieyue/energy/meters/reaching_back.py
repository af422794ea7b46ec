"""A meter that a file opened, and an older file of the same meter that comes later."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jieyue.energy.meters import facts
from jieyue.energy.meters.models import Instrument, Meter, Placement
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor


@transaction.atomic
def reach_back(
    *, meter_id: int, first_at: datetime, reason: str, actor: Actor, at: datetime
) -> bool:
    """The meter hung and stood there since an earlier reading; only where nobody said since when.

    That is so while its only instrument bears the meter's own number and has no first register.
    Whether anything changed. Raises NotAllowed, Meter.DoesNotExist.
    """
    actor.require(EnergyPermission.METERS_EDIT)
    meter = Meter.objects.select_for_update().get(id=meter_id, site_id=actor.site_id)
    hung = list(Instrument.objects.filter(meter=meter))
    if len(hung) != 1:
        return False
    row = hung[0]
    is_said = row.serial != meter.number or row.initial_register is not None
    if is_said or first_at >= row.installed_at:
        return False
    before, row.installed_at = row.installed_at, first_at
    row.save(update_fields=["installed_at"])
    since_on = timezone.localdate(first_at)
    places = Placement.objects.filter(meter=meter)
    if places.count() == 1:
        places.filter(since_on__gt=since_on).update(since_on=since_on)
    fact = facts.InstrumentCorrected(
        meter_id=meter.id,
        number=meter.number,
        serial=row.serial,
        from_at=first_at,
        until_at=row.removed_at,
        before={"installed_at": before.isoformat()},
        after={"installed_at": first_at.isoformat()},
        reason=reason,
    )
    journal.record(fact, actor=actor, at=at)
    return True
