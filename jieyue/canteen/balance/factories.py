"""A kitchen's day whose books are exact, for tests."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count

from jieyue.canteen.diners.models import Attendance, Canteen
from jieyue.canteen.factories import make_attendance
from jieyue.canteen.kitchen.models import IssueSlip, ProductionBatch, SlipStatus
from jieyue.canteen.menus.factories import make_dish, make_ingredient, make_recipe_line
from jieyue.canteen.menus.models import Dish, ServedCount
from jieyue.canteen.stock import movements
from jieyue.canteen.stock.factories import AT, MONDAY, make_lot
from jieyue.canteen.stock.models import StockLot
from jieyue.canteen.waste.factories import make_weighing
from jieyue.kit.actor import system

_numbers = count(1)


@dataclass(frozen=True)
class KitchenDay:
    """Cabbage for 300 portions of 100 g net; net yield 0.8: 37.5 kg bought, 7.5 kg trimmed."""

    canteen: Canteen
    lot: StockLot
    dish: Dish
    slip: IssueSlip


def make_kitchen_day(
    *, canteen: Canteen, issued: str = "37.5", trimmed: str | None = "7.5", at: datetime = AT
) -> KitchenDay:
    """50 kg received for 200 yuan, `issued` drawn on a slip, cooked, served, and weighed."""
    ingredient = make_ingredient(site=canteen.site, category="leaf_vegetable", net_yield="0.8")
    ingredient.refresh_from_db()
    lot = make_lot(canteen=canteen, ingredient=ingredient, quantity="50", amount_yuan="200", at=at)
    dish = make_dish(site=canteen.site, portion_g=100)
    make_recipe_line(dish=dish, ingredient=ingredient, quantity="100")
    slip = IssueSlip.objects.create(
        site_id=canteen.site_id, number=f"SLIP-{next(_numbers)}", canteen=canteen, day=MONDAY,
        meal="lunch", status=SlipStatus.ISSUED, made_by="厨师", made_at=at,
    )  # fmt: skip
    actor = system("test", site_id=canteen.site_id)
    movements.issue(
        lot_id=lot.id, quantity=Decimal(issued), document=slip.number, actor=actor, at=at
    )
    ProductionBatch.objects.create(
        site_id=canteen.site_id, number=f"BATCH-{next(_numbers)}", canteen=canteen, day=MONDAY,
        meal="lunch", dish=dish, portions=300, cooked_kg=Decimal(30), finished_at=at, cook="厨师",
    )  # fmt: skip
    ServedCount.objects.create(
        site_id=canteen.site_id, canteen=canteen, day=MONDAY, meal="lunch", dish=dish,
        diners=500, taken=280,
    )  # fmt: skip
    if trimmed is not None:
        make_weighing(canteen=canteen, net_kg=trimmed, stage="trimmings", ingredient=ingredient)
    make_weighing(canteen=canteen, net_kg="2", stage="unserved", dish=dish)
    make_weighing(canteen=canteen, net_kg="1.5", stage="plate", dish=dish)
    if not Attendance.objects.filter(canteen=canteen, day=MONDAY).exists():
        make_attendance(canteen=canteen, day=MONDAY, served=500)
    return KitchenDay(canteen=canteen, lot=lot, dish=dish, slip=slip)
