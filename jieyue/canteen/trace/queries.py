"""Both ways: from a lot to every meal it reached, and from a dish on a day to its lots.

A lot never stands alone: parts moved to another place, and lots of the same maker's batch from
the same supplier, are followed with it.
"""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.kitchen.models import BatchLot, IssueLine, ProductionBatch
from jieyue.canteen.menus.models import Dish, ServedCount
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.samples.models import RetainedSample
from jieyue.canteen.stock import queries as stock
from jieyue.canteen.stock.models import Movement, MovementKind, StockLot
from jieyue.canteen.trace.origins import origins
from jieyue.canteen.trace.sheet import DishLot, DishTrace, LotTrace, MealUse, WayOut
from jieyue.kit.actor import Actor

LEFT_OTHERWISE = (
    MovementKind.SUPPLIER_RETURN,
    MovementKind.SPOILED,
    MovementKind.DESTROYED,
    MovementKind.ADJUSTMENT,
)
CANTEEN = ("slip__canteen__name", "slip__canteen__code")
SHOWN = (
    "batch__number", "batch__day", "batch__meal", "batch__portions", "batch__canteen__name",
    "batch__canteen__code", "batch__dish__name", "batch__dish__code",
)  # fmt: skip
MealKey = tuple[int, date, str, int]  # canteen, day, meal, dish
Sample = tuple[str, bool]  # its label, and whether it is still kept


def lot_trace(actor: Actor, number: str) -> LotTrace:
    """From a lot to every meal; meals by day. Raises NotAllowed, StockLot.DoesNotExist."""
    actor.require(CanteenPermission.TRACE_READ)
    lot = StockLot.objects.filter(site_id=actor.site_id).get(number=number)
    lot_ids = family(lot)
    found = list(origins(lot_ids).values())
    return LotTrace(
        number=number,
        unit=next(each.unit for each in found if each.lot_id == lot.id),
        lots=found,
        meals=_meals(lot_ids),
        ways_out=_ways_out(lot_ids),
    )


def dish_trace(actor: Actor, *, dish_code: str, day: date) -> DishTrace:
    """From a dish of a day back to its lots. Raises NotAllowed, Dish.DoesNotExist."""
    actor.require(CanteenPermission.TRACE_READ)
    dish = Dish.objects.filter(site_id=actor.site_id).get(code=dish_code)
    batches = ProductionBatch.objects.filter(site_id=actor.site_id, dish=dish, day=day)
    batches = batches.select_related("canteen", "dish").order_by("meal", "sequence")
    rows = list(BatchLot.objects.filter(batch__in=batches).select_related("batch"))
    known = origins({row.lot_id for row in rows})
    served, samples = _served(batches), _samples(batches)
    uses = [
        _use(batch, Decimal(0), served.get(_key(batch)), samples.get(_key(batch)))
        for batch in batches
    ]
    rows.sort(key=lambda row: (row.batch.number, known[row.lot_id].ingredient, row.lot_id))
    return DishTrace(
        dish=dish.name,
        dish_code=dish.code,
        day=day,
        uses=uses,
        lots=[
            DishLot(batch=row.batch.number, quantity=row.quantity, origin=known[row.lot_id])
            for row in rows
        ],
    )


def family(lot: StockLot) -> list[int]:
    """The lot, what was split off it or it was split from, and lots of the same maker's batch."""
    seen = stock.family(lot.id)
    if lot.batch_number and lot.supplier_id:
        same = StockLot.objects.filter(
            site_id=lot.site_id,
            ingredient_id=lot.ingredient_id,
            supplier_id=lot.supplier_id,
            batch_number=lot.batch_number,
        )
        seen |= set(same.values_list("id", flat=True))
    return sorted(seen)


def _meals(lot_ids: Collection[int]) -> list[MealUse]:
    rows = list(
        BatchLot.objects.filter(lot_id__in=lot_ids)
        .select_related("batch__canteen", "batch__dish")
        .only("lot_id", "quantity", *SHOWN)
    )
    batches = ProductionBatch.objects.filter(lots__lot_id__in=lot_ids)
    served, samples = _served(batches), _samples(batches)
    totals: dict[int, Decimal] = {}
    for row in rows:
        totals[row.batch_id] = totals.get(row.batch_id, Decimal(0)) + row.quantity
    uses = [
        _use(batch, totals[batch.id], served.get(_key(batch)), samples.get(_key(batch)))
        for batch in {row.batch_id: row.batch for row in rows}.values()
    ]
    uses += _drawn_only(lot_ids, rows)
    return sorted(uses, key=lambda use: (use.day, use.meal, use.dish, use.batch))


def _drawn_only(lot_ids: Collection[int], shared: Sequence[BatchLot]) -> list[MealUse]:
    """Meals the lot was drawn for without a recorded batch that holds it: nothing may be missed."""
    covered = {(row.batch.canteen_id, row.batch.day, row.batch.meal, row.lot_id) for row in shared}
    lines = IssueLine.objects.filter(lot_id__in=lot_ids, movement__isnull=False)
    return [
        MealUse(
            canteen=line.slip.canteen.name,
            canteen_code=line.slip.canteen.code,
            day=line.slip.day,
            meal=line.slip.meal,
            meal_label=str(Meal(line.slip.meal).label),
            dish="",
            dish_code="",
            batch="",
            quantity=line.quantity,
            portions=None,
            served=None,
            sample="",
            sample_is_kept=False,
        )
        for line in lines.order_by()
        .select_related("slip__canteen")
        .only("lot_id", "quantity", "slip__day", "slip__meal", *CANTEEN)
        if (line.slip.canteen_id, line.slip.day, line.slip.meal, line.lot_id) not in covered
    ]


def _use(
    batch: ProductionBatch,
    quantity: Decimal,
    served: int | None,
    sample: Sample | None,
) -> MealUse:
    return MealUse(
        canteen=batch.canteen.name,
        canteen_code=batch.canteen.code,
        day=batch.day,
        meal=batch.meal,
        meal_label=str(Meal(batch.meal).label),
        dish=batch.dish.name,
        dish_code=batch.dish.code,
        batch=batch.number,
        quantity=quantity,
        portions=batch.portions,
        served=served,
        sample=sample[0] if sample else "",
        sample_is_kept=sample is not None and sample[1],
    )


def _key(row: ProductionBatch) -> MealKey:
    return (row.canteen_id, row.day, row.meal, row.dish_id)


def _served(batches: "QuerySet[ProductionBatch]") -> dict[MealKey, int]:
    rows = ServedCount.objects.filter(
        dish_id__in=batches.values("dish_id"), day__in=batches.values("day")
    )
    found = rows.order_by().values_list("canteen_id", "day", "meal", "dish_id", "taken")
    return {(canteen, day, meal, dish): taken for canteen, day, meal, dish, taken in found}


def _samples(batches: "QuerySet[ProductionBatch]") -> dict[MealKey, Sample]:
    rows = RetainedSample.objects.filter(
        dish_id__in=batches.values("dish_id"), day__in=batches.values("day")
    )
    fields = ("canteen_id", "day", "meal", "dish_id", "number", "disposed_at")
    return {
        (canteen, day, meal, dish): (number, disposed_at is None)
        for canteen, day, meal, dish, number, disposed_at in rows.order_by().values_list(*fields)
    }


def _ways_out(lot_ids: Collection[int]) -> list[WayOut]:
    rows = Movement.objects.filter(lot_id__in=lot_ids, kind__in=LEFT_OTHERWISE)
    return [
        WayOut(
            kind=row.kind,
            kind_label=str(MovementKind(row.kind).label),
            quantity=-row.quantity,
            at=row.happened_at,
            document=row.document,
            reason=row.reason,
        )
        for row in rows.order_by("happened_at")
    ]
