"""The shares of lots in batches, computed anew whenever a slip or a batch of the meal changes."""

from collections.abc import Iterable
from datetime import date

from jieyue.canteen.kitchen.models import BatchLot, IssueLine, ProductionBatch
from jieyue.canteen.kitchen.rules.shares import Drawn, Pot, share_out
from jieyue.canteen.menus.queries import portions_of
from jieyue.canteen.stock.models import Movement, MovementKind


def share_anew(*, canteen_id: int, site_id: int, day: date, meal: str) -> None:
    """Write which lots went into the meal's batches. The canteen's row is locked.

    Seven queries at most, whatever the meal.
    """
    batches = list(ProductionBatch.objects.filter(canteen_id=canteen_id, day=day, meal=meal))
    BatchLot.objects.filter(batch__in=batches).delete()
    if not batches:
        return
    drawn = _drawn(canteen_id=canteen_id, site_id=site_id, day=day, meal=meal)
    shared = share_out(drawn, _pots(batches, site_id, day))
    BatchLot.objects.bulk_create(
        BatchLot(site_id=site_id, batch_id=batch_id, lot_id=lot_id, quantity=quantity)
        for (batch_id, lot_id), quantity in shared.items()
    )


def _pots(batches: Iterable[ProductionBatch], site_id: int, day: date) -> list[Pot]:
    portions = portions_of(site_id=site_id, dish_ids={batch.dish_id for batch in batches}, on=day)
    return [
        Pot(
            batch_id=batch.id,
            dish_id=batch.dish_id,
            sequence=batch.sequence,
            portions=batch.portions,
            raw=portions[batch.dish_id].raw,
        )
        for batch in batches
    ]


def _drawn(*, canteen_id: int, site_id: int, day: date, meal: str) -> list[Drawn]:
    """What the meal's slips took, and what came back on their numbers."""
    lines = IssueLine.objects.filter(
        slip__canteen_id=canteen_id, slip__day=day, slip__meal=meal, movement__isnull=False
    )
    numbers = set(lines.order_by().values_list("slip__number", flat=True))
    moved = Movement.objects.filter(
        site_id=site_id,
        document__in=numbers,
        kind__in=(MovementKind.ISSUE, MovementKind.RETURN),
    )
    return [
        Drawn(lot_id=lot_id, ingredient_id=ingredient_id, quantity=-quantity)
        for lot_id, ingredient_id, quantity in moved.order_by().values_list(
            "lot_id", "lot__ingredient_id", "quantity"
        )
    ]
