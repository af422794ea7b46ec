"""Lines of the ledgers, written as they happen."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.food_safety.facts import LogWritten
from jieyue.canteen.food_safety.models import SafetyLog
from jieyue.canteen.food_safety.parameters import (
    CHLORINE_MINUTES,
    CHLORINE_PPM,
    FRYING_OIL_C,
    HEAT_DISINFECTION,
)
from jieyue.canteen.food_safety.refusals import MeasureMissing
from jieyue.canteen.food_safety.rules import logs
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.parameters import Values


@transaction.atomic
def write(
    *,
    canteen_id: int,
    kind: str,
    given: Mapping[str, str],
    measure_taken: str = "",
    actor: Actor,
    at: datetime,
) -> SafetyLog:
    """Write one line. Raises NotAllowed, Canteen.DoesNotExist, BadEntry, MeasureMissing."""
    actor.require(CanteenPermission.FOOD_SAFETY_RECORD)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    day = timezone.localdate(at)
    values = parameters.read(site_id=canteen.site_id, on=day)
    entered = logs.entries(kind, given)
    problems = logs.problems(kind, entered, limits_of(values))
    if problems and not measure_taken.strip():
        raise MeasureMissing(problems)
    row: SafetyLog = SafetyLog.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        kind=kind,
        day=day,
        at=at,
        entries=entered,
        problems=problems,
        measure_taken=measure_taken.strip(),
        recorded_by=actor.name,
        parameters_used=values.used,
    )
    fact = LogWritten(log_id=row.id, canteen_id=canteen.id, kind=kind, problems=problems)
    journal.record(fact, actor=actor, at=at)
    return row


def limits_of(values: Values) -> logs.Limits:
    """The site's limits."""
    heat = values.json(HEAT_DISINFECTION)
    return logs.Limits(
        heat={method: (Decimal(str(c)), Decimal(str(m))) for method, (c, m) in heat.items()},
        chlorine_ppm=values.decimal(CHLORINE_PPM),
        chlorine_minutes=values.decimal(CHLORINE_MINUTES),
        frying_oil_c=values.decimal(FRYING_OIL_C),
    )
