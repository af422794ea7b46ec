"""Recording floor areas and further water users; a correction is a later row of the same day."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.energy.denominators import queries, rules
from jieyue.energy.denominators.facts import AreaRecorded, ExtraPersonsRecorded
from jieyue.energy.denominators.models import AreaFigure, AreaKind, ExtraPersons
from jieyue.energy.permissions import EnergyPermission
from jieyue.estate.buildings.models import Building
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.people.units.models import Unit


@transaction.atomic
def record_area(
    *,
    kind: str,
    area_m2: Decimal,
    since_on: date,
    building_id: int | None = None,
    unit_id: int | None = None,
    is_metered_apart: bool = False,
    source: str = "",
    actor: Actor,
    at: datetime,
) -> AreaFigure:
    """A floor area of a building, a unit or the complex from a day on.

    Raises NotAllowed, Building.DoesNotExist, Unit.DoesNotExist, BadArea, FutureFigure.
    """
    actor.require(EnergyPermission.STATISTICS_CONFIGURE)
    assert actor.site_id is not None  # a right is held on a site
    _check_day(since_on, at=at)
    if building_id is not None:
        Building.objects.get(id=building_id, site_id=actor.site_id)
    if unit_id is not None:
        Unit.objects.get(id=unit_id, site_id=actor.site_id)
    total = None
    if building_id is None:
        found = queries.areas_of(site_id=actor.site_id, unit_ids=[unit_id], on=since_on)
        total = found[unit_id].by_kind.get(AreaKind.TOTAL)
    rules.check_area(area_m2, kind=kind, total_m2=total)
    figure: AreaFigure = AreaFigure.objects.create(
        site_id=actor.site_id,
        building_id=building_id,
        unit_id=unit_id,
        kind=AreaKind(kind),
        since_on=since_on,
        area_m2=area_m2,
        is_metered_apart=is_metered_apart,
        source=source.strip(),
        recorded_at=at,
        recorded_by=actor.name,
    )
    fact = AreaRecorded(
        figure_id=figure.id,
        building_id=building_id,
        unit_id=unit_id,
        kind=kind,
        since_on=since_on,
        area_m2=area_m2,
    )
    journal.record(fact, actor=actor, at=at)
    return figure


@transaction.atomic
def record_extra_persons(
    *,
    kind: str,
    persons: int,
    since_on: date,
    unit_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> ExtraPersons:
    """Raises NotAllowed, Unit.DoesNotExist, FutureFigure."""
    actor.require(EnergyPermission.STATISTICS_CONFIGURE)
    _check_day(since_on, at=at)
    if unit_id is not None:
        Unit.objects.get(id=unit_id, site_id=actor.site_id)
    row: ExtraPersons = ExtraPersons.objects.create(
        site_id=actor.site_id,
        unit_id=unit_id,
        kind=kind,
        since_on=since_on,
        persons=persons,
        recorded_at=at,
        recorded_by=actor.name,
    )
    fact = ExtraPersonsRecorded(
        row_id=row.id, unit_id=unit_id, kind=kind, since_on=since_on, persons=persons
    )
    journal.record(fact, actor=actor, at=at)
    return row


def _check_day(since_on: date, *, at: datetime) -> None:
    today = timezone.localdate(at)
    if since_on > today:
        raise rules.FutureFigure(since_on, today=today)
