"""NY101: what is said of each public institution."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.statistics.duties import CATEGORY_OF_KIND
from jieyue.energy.statistics.facts import InstitutionRecorded
from jieyue.energy.statistics.models import AdministrativeLevel, Category, Institution
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.people.units.models import Unit, UnitKind


@dataclass(frozen=True, kw_only=True)
class BasicInformation:
    """The lines of NY101 and who signs a unit's reports."""

    credit_code: str = ""
    category: str = Category.ORGAN
    level: str = AdministrativeLevel.CITY
    industry_code: str = ""
    address: str = ""
    region_code: str = ""
    phone: str = ""
    head: str = ""
    statistician: str = ""
    remarks: str = ""
    is_listed: bool = True


@transaction.atomic
def record(
    *, unit_id: int, information: BasicInformation, actor: Actor, at: datetime
) -> Institution:
    """Raises NotAllowed, Unit.DoesNotExist."""
    actor.require(EnergyPermission.STATISTICS_FILL, unit_id=unit_id)
    unit = Unit.objects.get(id=unit_id, site_id=actor.site_id)
    values = vars(information) | {
        "site_id": actor.site_id,
        "recorded_at": at,
        "recorded_by": actor.name,
    }
    row: Institution
    row, _made = Institution.objects.update_or_create(unit=unit, defaults=values)
    fact = InstitutionRecorded(unit_id=unit_id, category=row.category, level=row.level)
    journal.record(fact, actor=actor, at=at)
    return row


def of_unit(unit: Unit) -> BasicInformation:
    """What is recorded, or what the unit's kind says."""
    row = Institution.objects.filter(unit=unit).first()
    if row is None:
        kind = CATEGORY_OF_KIND.get(UnitKind(unit.kind), Category.OTHER_SERVICE)
        return BasicInformation(category=kind)
    names = BasicInformation.__dataclass_fields__
    return BasicInformation(**{name: getattr(row, name) for name in names})
