from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from jieyue.estate.buildings import rules
from jieyue.estate.buildings.facts import BuildingSaved, SiteRenamed
from jieyue.estate.buildings.models import Building
from jieyue.estate.permissions import EstatePermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.kit.sites.models import Site


class SiteNameTaken(rules.Refusal):
    """Another complex has this name."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, kw_only=True)
class BuildingFields:
    """What is known of a building; `code` is the key."""

    code: str
    name: str
    gross_area_m2: Decimal | None = None
    garage_area_m2: Decimal | None = None
    completed_on: date | None = None


@transaction.atomic
def save(fields: BuildingFields, *, actor: Actor, at: datetime) -> Building:
    """Add the building with this code, or change it. Raises NotAllowed, GarageTooLarge."""
    actor.require(EstatePermission.ROOMS_EDIT)
    rules.check_areas(gross_area_m2=fields.gross_area_m2, garage_area_m2=fields.garage_area_m2)
    found = Building.objects.select_for_update().filter(site_id=actor.site_id, code=fields.code)
    building: Building = found.first() or Building(site_id=actor.site_id)
    wanted = asdict(fields)
    held = {column: getattr(building, column) for column in wanted}
    differing = [c for c in wanted if building.pk is None or held[c] != wanted[c]]
    if not differing:
        return building
    before = {c: str(held[c]) for c in differing} if building.pk else {}
    for column in differing:
        setattr(building, column, wanted[column])
    building.save()
    fact = BuildingSaved(
        building_id=building.id, before=before, after={c: str(wanted[c]) for c in differing}
    )
    journal.record(fact, actor=actor, at=at)
    return building


@transaction.atomic
def rename_site(*, name: str, actor: Actor, at: datetime) -> None:
    """Raises NotAllowed, SiteNameTaken."""
    actor.require(EstatePermission.SITES_EDIT)
    if Site.objects.filter(name=name).exclude(id=actor.site_id).exists():
        raise SiteNameTaken(name=name)
    site = Site.objects.select_for_update(no_key=True).get(id=actor.site_id)
    if site.name == name:
        return
    before, site.name = site.name, name
    site.save(update_fields=["name"])
    journal.record(SiteRenamed(before=before, after=name), actor=actor, at=at)
