from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction

from jieyue.access.permissions import AccessPermission
from jieyue.access.silence.facts import DevicesFellSilent
from jieyue.kit import journal
from jieyue.kit.actor import Actor


@transaction.atomic
def report(
    *,
    device_ids: Sequence[int],
    unit_ids: Sequence[int],
    day: date,
    cutoff: time,
    actor: Actor,
    at: datetime,
) -> None:
    """Write down that devices say nothing, so that these units' counts are not believed."""
    actor.require(AccessPermission.ENTRIES_STORE)
    fact = DevicesFellSilent(
        day=day,
        cutoff=cutoff,
        device_ids=sorted(device_ids),
        unit_ids=sorted(unit_ids),
    )
    journal.record(fact, actor=actor, at=at)
