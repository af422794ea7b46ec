"""A lot and the meals it reached, for tests."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.kitchen.models import (
    BatchLot,
    IssueLine,
    IssueSlip,
    ProductionBatch,
    SlipStatus,
)
from jieyue.canteen.menus.models import Dish, Ingredient
from jieyue.canteen.stock.models import Movement, MovementKind, StockLot
from jieyue.canteen.suppliers.models import Supplier

_numbers = count(1)


def make_lot(
    *,
    canteen: Canteen,
    ingredient: Ingredient,
    supplier: Supplier | None = None,
    received_on: date,
    quantity: str = "50",
    **fields: object,
) -> StockLot:
    """A lot of 50 of its unit, bought at 4 yuan each."""
    amount = Decimal(quantity)
    return StockLot.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        ingredient=ingredient,
        supplier=supplier,
        quantity=amount,
        value_yuan=amount * 4,
        unit_cost_yuan=4,
        received_on=received_on,
        **{"number": f"LOT-T-{next(_numbers):05}", **fields},
    )


def make_draw(
    *, lot: StockLot, day: date, meal: str = Meal.LUNCH, quantity: str = "10"
) -> IssueLine:
    """Some of a lot, issued for a meal."""
    at = datetime.combine(day, time(1), tzinfo=UTC)
    amount = Decimal(quantity)
    slip = IssueSlip.objects.create(
        site_id=lot.site_id,
        number=f"IS-T-{next(_numbers):05}",
        canteen_id=lot.canteen_id,
        day=day,
        meal=meal,
        status=SlipStatus.ISSUED,
        made_by="cook",
        made_at=at,
        issued_at=at,
    )
    movement = Movement.objects.create(
        site_id=lot.site_id,
        lot=lot,
        kind=MovementKind.ISSUE,
        quantity=-amount,
        amount_yuan=-amount * 4,
        average_amount_yuan=-amount * 4,
        document=slip.number,
        happened_on=day,
        happened_at=at,
        recorded_by="storekeeper",
    )
    return IssueLine.objects.create(
        site_id=lot.site_id,
        slip=slip,
        ingredient_id=lot.ingredient_id,
        lot=lot,
        quantity=amount,
        movement=movement,
    )


def make_batch(
    *,
    canteen: Canteen,
    dish: Dish,
    day: date,
    meal: str = Meal.LUNCH,
    portions: int = 300,
    lots: dict[StockLot, str] | None = None,
    sequence: int = 1,
) -> ProductionBatch:
    """A batch and what it took of which lots."""
    finished = datetime.combine(day, time(3), tzinfo=UTC) + timedelta(minutes=sequence)
    batch = ProductionBatch.objects.create(
        site_id=canteen.site_id,
        number=f"PB-T-{next(_numbers):05}",
        canteen=canteen,
        day=day,
        meal=meal,
        dish=dish,
        sequence=sequence,
        portions=portions,
        finished_at=finished,
        cook="cook",
    )
    BatchLot.objects.bulk_create(
        BatchLot(site_id=canteen.site_id, batch=batch, lot=lot, quantity=Decimal(quantity))
        for lot, quantity in (lots or {}).items()
    )
    return batch
