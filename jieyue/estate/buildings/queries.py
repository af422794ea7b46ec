from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from jieyue.estate.buildings.models import Building
from jieyue.kit.actor import Actor
from jieyue.kit.sites.models import Site


@dataclass(frozen=True)
class BuildingRow:
    """One building with what stands in it. Areas in m²; usable area is the sum of its rooms."""

    id: int
    code: str
    name: str
    gross_area_m2: Decimal | None
    garage_area_m2: Decimal | None
    completed_on: date | None
    floors: int
    rooms: int
    usable_area_m2: Decimal | None


def site_name(actor: Actor) -> str:
    return Site.objects.get(id=actor.site_id).name


def rows(actor: Actor) -> list[BuildingRow]:
    """By code. Three queries."""
    found = Building.objects.visible_to(actor)
    floors = dict(found.annotate(n=Count("floors")).values_list("id", "n"))
    rooms = {
        building_id: (count, area)
        for building_id, count, area in found.annotate(
            n=Count("floors__rooms", filter=Q(floors__rooms__is_active=True)),
            area=Sum("floors__rooms__area_m2", filter=Q(floors__rooms__is_active=True)),
        ).values_list("id", "n", "area")
    }
    return [
        BuildingRow(
            b.id,
            b.code,
            b.name,
            b.gross_area_m2,
            b.garage_area_m2,
            b.completed_on,
            floors[b.id],
            *rooms[b.id],
        )
        for b in found
    ]
