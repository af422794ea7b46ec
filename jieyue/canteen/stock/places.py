"""库位 and 温度记录: the places of a store, what their fridges showed, and who forgot to look."""

from datetime import datetime, time
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.models import Storage
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock.facts import FridgeOutOfRange, PlaceSet
from jieyue.canteen.stock.models import FridgeReading, StockLocation
from jieyue.canteen.stock.refusals import (
    BadTemperature,
    LimitsCrossed,
    MeasureNeeded,
    PlaceTaken,
)
from jieyue.canteen.stock.rules import fridges
from jieyue.kit import journal
from jieyue.kit.actor import Actor

FIELDS = ("name", "storage", "lowest_c", "highest_c", "holds_samples", "is_active")
LIMITS_C: dict[str, tuple[Decimal | None, Decimal | None]] = {
    # 餐饮服务食品安全操作规范 2018 / GB 31654-2021: chilled 0-8 °C, frozen -12 °C and colder
    Storage.CHILLED: (Decimal(0), Decimal(8)),
    Storage.FROZEN: (None, Decimal(-12)),
}


@transaction.atomic
def put(
    *,
    canteen_id: int,
    code: str,
    name: str,
    storage: str,
    lowest_c: Decimal | None = None,
    highest_c: Decimal | None = None,
    holds_samples: bool = False,
    is_active: bool = True,
    location_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> StockLocation:
    """Set up a place, or change the one of `location_id`; a cooled one without limits gets the
    law's.

    Raises NotAllowed, PlaceTaken, LimitsCrossed, and DoesNotExist of canteen or place.
    """
    actor.require(CanteenPermission.STOCK_MOVE)
    canteen = Canteen.objects.filter(site_id=actor.site_id).get(id=canteen_id)
    if lowest_c is None and highest_c is None:
        lowest_c, highest_c = LIMITS_C.get(storage, (None, None))
    if lowest_c is not None and highest_c is not None and lowest_c > highest_c:
        raise LimitsCrossed
    places = StockLocation.objects.filter(canteen=canteen)
    if places.filter(code=code).exclude(id=location_id).exists():
        raise PlaceTaken(code)
    row = StockLocation(site_id=canteen.site_id, canteen=canteen)
    if location_id is not None:
        row = places.select_for_update().get(id=location_id)
    wanted = (code, name, storage, lowest_c, highest_c, holds_samples, is_active)
    given = dict(zip(("code", *FIELDS), wanted, strict=True))
    new = {key: value for key, value in given.items() if getattr(row, key) != value}
    for key, value in new.items():
        setattr(row, key, value)
    row.save()
    told = {key: str(value) for key, value in new.items()}
    journal.record(PlaceSet(location_id=row.id, code=code, new=told), actor=actor, at=at)
    return row


@transaction.atomic
def read_fridge(
    *, location_id: int, temperature_c: Decimal, measure_taken: str = "", actor: Actor, at: datetime
) -> FridgeReading:
    """Keep one look at a cooled place; out of range it is to be said what was done.

    Raises NotAllowed, BadTemperature, MeasureNeeded, StockLocation.DoesNotExist.
    """
    if not actor.may(CanteenPermission.FOOD_SAFETY_RECORD):
        actor.require(CanteenPermission.STOCK_MOVE)
    if not fridges.is_possible(temperature_c):
        raise BadTemperature(temperature_c)
    cooled = StockLocation.objects.filter(site_id=actor.site_id, is_active=True)
    location = cooled.select_for_update().get(id=location_id)
    fits = fridges.is_in_range(temperature_c, lowest=location.lowest_c, highest=location.highest_c)
    if not fits and not measure_taken.strip():
        raise MeasureNeeded(temperature_c=temperature_c, limits=limits(location))
    reading: FridgeReading = FridgeReading.objects.create(
        site_id=location.site_id,
        location=location,
        at=at,
        temperature_c=temperature_c,
        is_in_range=fits,
        measure_taken=measure_taken.strip()[:200],
        recorded_by=actor.name,
    )
    if not fits:
        fact = FridgeOutOfRange(
            reading_id=reading.id,
            location_id=location.id,
            canteen_id=location.canteen_id,
            place=location.name,
            temperature_c=temperature_c,
            measure_taken=reading.measure_taken,
        )
        journal.record(fact, actor=actor, at=at)
    return reading


def limits(location: StockLocation) -> str:
    """How people write the range: 0–8, ≤ −12."""
    low, high = location.lowest_c, location.highest_c
    if low is not None and high is not None:
        return f"{low.normalize():f} – {high.normalize():f} °C"
    if high is not None:
        return f"≤ {high.normalize():f} °C"
    return f"≥ {low.normalize():f} °C" if low is not None else ""


def missing_readings(
    *, site_id: int, at: datetime, due_by: list[time]
) -> list[tuple[StockLocation, list[time]]]:
    """Cooled places that nobody looked at in time today, with the hours missed. Two queries."""
    today, now = timezone.localdate(at), timezone.localtime(at).time()
    places = cooled(site_id=site_id)
    read: dict[int, list[time]] = {}
    rows = FridgeReading.objects.filter(site_id=site_id, at__date=today, at__lte=at)
    for location_id, moment in rows.values_list("location_id", "at"):
        read.setdefault(location_id, []).append(timezone.localtime(moment).time())
    found = [
        (place, fridges.missing(read.get(place.id, []), due_by=due_by, now=now)) for place in places
    ]
    return [(place, hours) for place, hours in found if hours]


def cooled(*, site_id: int | None) -> list[StockLocation]:
    """Places with limits, by canteen and code. One query."""
    rows = StockLocation.objects.filter(site_id=site_id, is_active=True, storage__in=LIMITS_C)
    return list(rows.select_related("canteen").order_by("canteen__code", "code"))
