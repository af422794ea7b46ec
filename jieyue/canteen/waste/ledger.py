"""厨余垃圾台账: what was made and taken away, day by day, and the barrel of waste oil."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, Sum
from django.utils import timezone

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.waste.models import Haul, HaulKind, OilEntry, WasteWeighing
from jieyue.kit.actor import Actor
from jieyue.kit.periods import Period, days_of, local_day

NET_KG = F("gross_kg") - F("tare_kg")
NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class HaulRow:
    """One collection."""

    number: str
    at: datetime
    kind: str
    mass_kg: Decimal
    barrels: int
    hauler: str
    licence_number: str
    vehicle: str
    taken_by: str
    handed_by: str


@dataclass(frozen=True, kw_only=True)
class Removal:
    """日产日清: one day's food waste and what was taken away on the same day, in kg."""

    day: date
    weighed_kg: Decimal
    hauled_kg: Decimal
    by_stage: dict[str, Decimal]
    hauls: tuple[HaulRow, ...]

    @property
    def was_removed(self) -> bool:
        """Waste was made and a hauler came that day; without waste there is nothing to remove."""
        return self.weighed_kg == 0 or self.hauled_kg > 0

    @property
    def difference_kg(self) -> Decimal:
        return self.hauled_kg - self.weighed_kg


@dataclass(frozen=True, kw_only=True)
class OilAccount:
    """What was poured into the barrel and what was taken, from the beginning, in kg."""

    poured_kg: Decimal
    hauled_kg: Decimal

    @property
    def held_kg(self) -> Decimal:
        return self.poured_kg - self.hauled_kg

    @property
    def is_overdrawn(self) -> bool:
        """More was taken than was ever noted: pouring was not recorded."""
        return self.held_kg < 0


def removals(actor: Actor, *, canteen_id: int, first: date, last: date) -> list[Removal]:
    """Every day of [first, last] with waste or a collection, in order. Two queries.

    Raises NotAllowed.
    """
    actor.require(CanteenPermission.WASTE_READ)
    made = weighed_by_stage(actor, canteen_id=canteen_id, first=first, last=last)
    taken: dict[date, list[HaulRow]] = defaultdict(list)
    for row in hauls(actor, canteen_id=canteen_id, first=first, last=last):
        taken[timezone.localdate(row.at)].append(row)
    found = []
    for day in days_of(first, last + timedelta(days=1)):
        if day not in made and day not in taken:
            continue
        food = [row.mass_kg for row in taken[day] if row.kind == HaulKind.FOOD_WASTE]
        found.append(
            Removal(
                day=day,
                weighed_kg=sum(made.get(day, {}).values(), NOTHING),
                hauled_kg=sum(food, NOTHING),
                by_stage=made.get(day, {}),
                hauls=tuple(taken[day]),
            )
        )
    return found


def hauls(actor: Actor, *, canteen_id: int, first: date, last: date) -> list[HaulRow]:
    """Collections on [first, last], earliest first. One query."""
    span = Period(local_day(first).start, local_day(last).end)
    rows = Haul.objects.visible_to(actor).filter(
        canteen_id=canteen_id, at__gte=span.start, at__lt=span.end
    )
    return [
        HaulRow(
            number=row.number,
            at=row.at,
            kind=row.kind,
            mass_kg=row.mass_kg,
            barrels=row.barrels,
            hauler=row.hauler.name,
            licence_number=row.hauler.licence_number,
            vehicle=row.vehicle,
            taken_by=row.taken_by,
            handed_by=row.handed_by,
        )
        for row in rows.select_related("hauler").order_by("at", "id")
    ]


def weighed_by_stage(
    actor: Actor, *, canteen_id: int, first: date, last: date
) -> dict[date, dict[str, Decimal]]:
    """Net kg by day and stage on [first, last], as corrected. One query."""
    rows = WasteWeighing.objects.visible_to(actor).filter(
        canteen_id=canteen_id, day__range=(first, last), corrected_by=None
    )
    found: dict[date, dict[str, Decimal]] = defaultdict(dict)
    for day, stage, net_kg in rows.order_by().values_list("day", "stage").annotate(kg=Sum(NET_KG)):
        found[day][stage] = net_kg
    return dict(found)


def oil_account(actor: Actor, *, canteen_id: int, until: date) -> OilAccount:
    """The barrel at the end of a day. Two queries. Raises NotAllowed."""
    actor.require(CanteenPermission.WASTE_READ)
    poured = OilEntry.objects.visible_to(actor).filter(canteen_id=canteen_id, day__lte=until)
    taken = Haul.objects.visible_to(actor).filter(
        canteen_id=canteen_id, kind=HaulKind.OIL, at__lt=local_day(until).end
    )
    return OilAccount(
        poured_kg=poured.aggregate(kg=Sum("mass_kg"))["kg"] or NOTHING,
        hauled_kg=taken.aggregate(kg=Sum("mass_kg"))["kg"] or NOTHING,
    )
