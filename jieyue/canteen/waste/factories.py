"""Waste for tests."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from uuid import uuid4

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.factories import MONDAY
from jieyue.canteen.menus.models import Dish, Ingredient
from jieyue.canteen.waste.models import Hauler, WasteWeighing
from jieyue.kit.sites.models import Site

AFTER_LUNCH = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # 14:00 local on MONDAY
_numbers = count(1)


def make_weighing(
    *,
    canteen: Canteen,
    net_kg: str = "10",
    stage: str = "plate",
    day: date = MONDAY,
    meal: str = "lunch",
    dish: Dish | None = None,
    ingredient: Ingredient | None = None,
) -> WasteWeighing:
    return WasteWeighing.objects.create(
        site_id=canteen.site_id,
        client_id=uuid4(),
        canteen=canteen,
        day=day,
        meal=meal,
        stage=stage,
        dish=dish,
        ingredient=ingredient,
        gross_kg=Decimal(net_kg) + 2,
        tare_kg=Decimal(2),
        scale_error_kg=Decimal("0.05"),
        happened_at=AFTER_LUNCH,
        recorded_at=AFTER_LUNCH,
        recorded_by="帮厨",
    )


def make_hauler(
    *, site: Site, valid_to: date = date(2027, 12, 31), takes_oil: bool = False
) -> Hauler:
    number = next(_numbers)
    return Hauler.objects.create(
        site=site,
        name=f"收运{number}公司",
        licence_number=f"厨收{number:04}",
        takes_oil=takes_oil,
        valid_to=valid_to,
    )
