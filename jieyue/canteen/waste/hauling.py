"""收运台账: who took the waste and the oil away, and whether they were licensed to."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.books.queries import check_open
from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.waste.facts import HaulerSet, OilPoured, WasteHauled
from jieyue.canteen.waste.models import Haul, Hauler, HaulKind, OilEntry
from jieyue.canteen.waste.parameters import MOST_KG
from jieyue.canteen.waste.refusals import BadMass, LicenceExpired, NotLicensed
from jieyue.kit import journal, numbers, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.files.models import StoredFile

LOADS = 20  # a lorry holds more than one container: so many times the heaviest weighing


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One collection as both sides signed it."""

    canteen_id: int
    hauler_id: int
    kind: str
    mass_kg: Decimal
    vehicle: str
    taken_by: str
    barrels: int = 0
    photo: StoredFile | None = None


@transaction.atomic
def haul(*, taken: Taken, actor: Actor, at: datetime) -> Haul:
    """Record a collection; `actor` is who hands over. Raises NotAllowed, BadMass, NotLicensed,
    LicenceExpired, MonthClosed, and DoesNotExist for what the site does not have."""
    actor.require(CanteenPermission.WASTE_RECORD)
    canteen = Canteen.objects.visible_to(actor).get(id=taken.canteen_id)
    hauler = Hauler.objects.get(id=taken.hauler_id, site_id=canteen.site_id)
    day = timezone.localdate(at)
    most_kg = LOADS * parameters.read(site_id=canteen.site_id, on=day).decimal(MOST_KG)
    if not taken.mass_kg.is_finite() or not 0 < taken.mass_kg <= most_kg:
        raise BadMass(taken.mass_kg, most_kg=most_kg)
    check_licence(hauler, kind=taken.kind, on=day)
    check_open(canteen_id=canteen.id, on=day)
    row: Haul = Haul.objects.create(
        site_id=canteen.site_id,
        number=numbers.take("HL", site_id=canteen.site_id, at=at),
        canteen=canteen,
        hauler=hauler,
        kind=taken.kind,
        mass_kg=taken.mass_kg,
        barrels=taken.barrels,
        vehicle=taken.vehicle.strip(),
        taken_by=taken.taken_by.strip(),
        handed_by=actor.name,
        photo=taken.photo,
        at=at,
    )
    fact = WasteHauled(
        number=row.number,
        canteen_id=canteen.id,
        hauler=hauler.name,
        kind=row.kind,
        mass_kg=row.mass_kg,
    )
    journal.record(fact, actor=actor, at=at)
    return row


def check_licence(hauler: Hauler, *, kind: str, on: date) -> None:
    """Raises NotLicensed, LicenceExpired. The last day of a licence still counts."""
    takes = hauler.takes_oil if kind == HaulKind.OIL else hauler.takes_food_waste
    if not takes or not hauler.is_active:
        raise NotLicensed(hauler=hauler.name)
    if hauler.valid_to < on:
        raise LicenceExpired(hauler=hauler.name, valid_to=hauler.valid_to)


@transaction.atomic
def set_hauler(
    *,
    name: str,
    licence_number: str,
    valid_to: date,
    takes_food_waste: bool,
    takes_oil: bool,
    is_active: bool,
    actor: Actor,
    at: datetime,
) -> Hauler:
    """Enter a hauler by name, or renew the licence. Raises NotAllowed."""
    actor.require(CanteenPermission.WASTE_RECORD)
    assert actor.site_id is not None  # who may record waste has a site
    row, _ = Hauler.objects.update_or_create(
        site_id=actor.site_id,
        name=name.strip(),
        defaults={
            "licence_number": licence_number.strip(),
            "valid_to": valid_to,
            "takes_food_waste": takes_food_waste,
            "takes_oil": takes_oil,
            "is_active": is_active,
        },
    )
    kinds = {HaulKind.FOOD_WASTE: takes_food_waste, HaulKind.OIL: takes_oil}
    fact = HaulerSet(
        hauler=row.name,
        licence_number=row.licence_number,
        valid_to=valid_to,
        takes=[str(kind) for kind, takes in kinds.items() if takes],
        active=is_active,
    )
    journal.record(fact, actor=actor, at=at)
    found: Hauler = row
    return found


@transaction.atomic
def pour_oil(
    *,
    canteen_id: int,
    mass_kg: Decimal,
    source: str,
    client_id: UUID,
    happened_at: datetime,
    actor: Actor,
    at: datetime,
) -> OilEntry:
    """Note waste oil put into the barrel; sent twice it is kept once.

    Raises NotAllowed, BadMass, MonthClosed, Canteen.DoesNotExist.
    """
    actor.require(CanteenPermission.WASTE_RECORD)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    day = timezone.localdate(min(happened_at, at))
    most_kg = parameters.read(site_id=canteen.site_id, on=day).decimal(MOST_KG)
    if not mass_kg.is_finite() or not 0 < mass_kg <= most_kg:
        raise BadMass(mass_kg, most_kg=most_kg)
    check_open(canteen_id=canteen.id, on=day)
    row, is_new = OilEntry.objects.get_or_create(
        site_id=canteen.site_id,
        client_id=client_id,
        defaults={
            "canteen": canteen,
            "day": day,
            "mass_kg": mass_kg,
            "source": source.strip(),
            "recorded_at": at,
            "recorded_by": actor.name,
        },
    )
    if is_new:
        fact = OilPoured(canteen_id=canteen.id, day=day, mass_kg=mass_kg)
        journal.record(fact, actor=actor, at=at)
    found: OilEntry = row
    return found
