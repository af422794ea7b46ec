"""剩余登记: what was left after a meal, how long it may be used, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.books.queries import check_open
from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.diners.queries import periods, serving_days
from jieyue.canteen.menus.models import Dish, Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.waste import parameters as own
from jieyue.canteen.waste.facts import LeftoverRegistered, LeftoverSettled
from jieyue.canteen.waste.models import (
    Leftover,
    LeftoverEnd,
    LeftoverFate,
    WasteStage,
    WasteWeighing,
)
from jieyue.canteen.waste.refusals import (
    AlreadySettled,
    BadMass,
    KeptTooLong,
    NothingLeft,
    NotKept,
)
from jieyue.canteen.waste.rules.keeping import KeepingLimits, keep_until
from jieyue.canteen.waste.weighings import Weighed, weigh
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.parameters import Values
from jieyue.kit.periods import SHANGHAI

DAYS_LOOKED_AHEAD = 3  # a leftover that no meal of the next days can use is kept by its hours


@dataclass(frozen=True, kw_only=True)
class Left:
    """What is left of a dish or an ingredient; `temperature_c` is where it is kept."""

    canteen_id: int
    meal: str
    fate: str
    mass_kg: Decimal
    dish_id: int | None = None
    ingredient_id: int | None = None
    portions: int | None = None
    temperature_c: Decimal | None = None
    reason: str = ""


@transaction.atomic
def register(
    *, left: Left, client_id: UUID, happened_at: datetime, actor: Actor, at: datetime
) -> Leftover:
    """Note a leftover; what is discarded counts as unserved waste. Sent twice it is kept once.

    Raises NotAllowed, NothingLeft, BadMass, MonthClosed, and DoesNotExist for what the site
    does not have.
    """
    actor.require(CanteenPermission.WASTE_RECORD)
    canteen = Canteen.objects.visible_to(actor).get(id=left.canteen_id)
    known: Leftover | None = Leftover.objects.filter(
        site_id=canteen.site_id, client_id=client_id
    ).first()
    if known is not None:
        return known
    happened_at = min(happened_at, at)
    day = timezone.localdate(happened_at)
    values = parameters.read(site_id=canteen.site_id, on=day)
    what = _what(left, canteen)
    most_kg = values.decimal(own.MOST_KG)
    if not left.mass_kg.is_finite() or not 0 < left.mass_kg <= most_kg:
        raise BadMass(left.mass_kg, most_kg=most_kg)
    check_open(canteen_id=canteen.id, on=day)
    until = _keep_until(left, canteen, happened_at, values)
    row: Leftover = Leftover.objects.create(
        site_id=canteen.site_id,
        client_id=client_id,
        canteen=canteen,
        day=day,
        meal=left.meal,
        dish_id=left.dish_id,
        ingredient_id=left.ingredient_id,
        portions=left.portions,
        mass_kg=left.mass_kg,
        fate=left.fate,
        temperature_c=left.temperature_c,
        keep_until=until,
        reason=left.reason.strip(),
        recorded_at=at,
        recorded_by=actor.name,
    )
    if left.fate == LeftoverFate.DISCARDED:
        row.weighing = _waste(row, happened_at=happened_at, actor=actor, at=at)
        row.save(update_fields=["weighing"])
    fact = LeftoverRegistered(
        leftover_id=row.id,
        canteen_id=canteen.id,
        day=day,
        meal=left.meal,
        what=what,
        mass_kg=left.mass_kg,
        fate=left.fate,
        keep_until=until,
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def settle(*, leftover_id: int, settled_as: str, actor: Actor, at: datetime) -> None:
    """Say that what was kept has been used, in time, or thrown away, which weighs it as waste.

    Raises NotAllowed, Leftover.DoesNotExist, NotKept, AlreadySettled, KeptTooLong, MonthClosed.
    """
    actor.require(CanteenPermission.WASTE_RECORD)
    row = Leftover.objects.visible_to(actor).select_for_update().get(id=leftover_id)
    if row.fate != LeftoverFate.KEPT:
        raise NotKept
    if row.settled_at is not None:
        raise AlreadySettled(settled_by=row.settled_by, settled_at=row.settled_at)
    used = settled_as == LeftoverEnd.USED
    if used and row.keep_until is not None and at > row.keep_until:
        raise KeptTooLong(row.keep_until)
    check_open(canteen_id=row.canteen_id, on=timezone.localdate(at))
    row.settled_as = LeftoverEnd.USED if used else LeftoverEnd.DISCARDED
    row.settled_at, row.settled_by = at, actor.name
    if not used:
        row.weighing = _waste(row, happened_at=at, actor=actor, at=at)
    row.save(update_fields=["settled_as", "settled_at", "settled_by", "weighing"])
    fact = LeftoverSettled(leftover_id=row.id, settled_as=row.settled_as)
    journal.record(fact, actor=actor, at=at)


def _what(left: Left, canteen: Canteen) -> str:
    """The code of the dish or ingredient."""
    if left.dish_id is not None:
        return str(Dish.objects.get(id=left.dish_id, site_id=canteen.site_id).code)
    if left.ingredient_id is None:
        raise NothingLeft
    return str(Ingredient.objects.get(id=left.ingredient_id, site_id=canteen.site_id).code)


def _keep_until(left: Left, canteen: Canteen, at: datetime, values: Values) -> datetime | None:
    if left.fate != LeftoverFate.KEPT:
        return None
    limits = KeepingLimits(
        cold_c=values.decimal(own.COLD_TO_C),
        hot_c=values.decimal(own.HOT_FROM_C),
        cold_h=values.integer(own.COLD_HOURS),
        warm_h=values.integer(own.WARM_HOURS),
        hot_h=values.integer(own.HOT_HOURS),
    )
    return keep_until(
        at,
        temperature_c=left.temperature_c,
        next_meal_ends=_next_meal_ends(canteen, left.meal, at),
        limits=limits,
    )


def _next_meal_ends(canteen: Canteen, meal: str, at: datetime) -> datetime | None:
    """When the next meal that is served after this one closes."""
    today = timezone.localdate(at)
    last = today + timedelta(days=DAYS_LOOKED_AHEAD)
    ends = []
    for period in periods(canteen_ids=[canteen.id]):
        for day in serving_days(canteen_id=canteen.id, meal=period.meal, first=today, last=last):
            closes = datetime.combine(day, period.closes, tzinfo=SHANGHAI)
            if closes > at and not (day == today and period.meal == meal):
                ends.append(closes)
    return min(ends, default=None)


def _waste(row: Leftover, *, happened_at: datetime, actor: Actor, at: datetime) -> WasteWeighing:
    weighed = Weighed(
        canteen_id=row.canteen_id,
        stage=WasteStage.UNSERVED,
        gross_kg=row.mass_kg,
        meal=row.meal,
        dish_id=row.dish_id,
        ingredient_id=row.ingredient_id,
        edible_share=Decimal(1),
    )
    return weigh(weighed=weighed, client_id=uuid4(), happened_at=happened_at, actor=actor, at=at)
