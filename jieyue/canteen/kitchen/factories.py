"""A meal with plan, goods and batches for tests."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.kitchen.models import ProductionBatch
from jieyue.canteen.menus.models import Dish, Ingredient
from jieyue.canteen.planning.models import Plan, PlanDish, PlanMeal, PlanNeed, PlanStatus
from jieyue.canteen.stock import movements
from jieyue.canteen.stock.models import StockLot
from jieyue.kit.actor import system

MONDAY = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # 08:30 local
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
_numbers = count(1)


def put_in_store(
    *,
    canteen: Canteen,
    ingredient: Ingredient,
    quantity: str = "100",
    expires_on: date | None = None,
    held_for: str = "",
) -> StockLot:
    """A lot that came the day before, worth 4 yuan a unit."""
    return movements.receive(
        canteen_id=canteen.id,
        ingredient_id=ingredient.id,
        quantity=Decimal(quantity),
        amount_yuan=Decimal(quantity) * 4,
        expires_on=expires_on,
        held_for=held_for,
        actor=system("test", site_id=canteen.site_id),
        at=SUNDAY,
    )


def make_plan_meal(
    *,
    canteen: Canteen,
    day: date = MONDAY,
    meal: str = Meal.LUNCH,
    dishes: Sequence[tuple[Dish, int, int]],
    needs: Sequence[tuple[Ingredient, str, list[list[object]]]],
    status: str = PlanStatus.CONFIRMED,
) -> PlanMeal:
    """A plan in force: dishes with first and second batch; needs with shares by dish."""
    plan = Plan.objects.create(
        site_id=canteen.site_id, number=f"CP-{next(_numbers)}", canteen=canteen, day=day,
        status=status, made_at=SUNDAY, made_by="x",
    )  # fmt: skip
    planned: PlanMeal = PlanMeal.objects.create(
        site_id=canteen.site_id, plan=plan, meal=meal, order=1, expected=900, low=800, high=1000,
        service_level=Decimal("0.9"), level_from_costs=Decimal("0.9"), thrown_away_yuan=3,
        missing_yuan=12,
    )  # fmt: skip
    for position, (dish, first, second) in enumerate(dishes):
        PlanDish.objects.create(
            site_id=canteen.site_id, plan_meal=planned, dish=dish, position=position,
            take_rate=0.5, take_rate_sd=0.05, expected=first, first=first, second=second,
        )  # fmt: skip
    for ingredient, needed, shares in needs:
        PlanNeed.objects.create(
            site_id=canteen.site_id, plan_meal=planned, ingredient=ingredient,
            needed=Decimal(needed), shares=shares, net=0,
        )  # fmt: skip
    return planned


def make_batch(
    *,
    canteen: Canteen,
    dish: Dish,
    day: date = MONDAY,
    meal: str = Meal.LUNCH,
    sequence: int = 1,
    portions: int = 100,
    finished_at: datetime = NOON,
    **fields: object,
) -> ProductionBatch:
    """A row as it stands, without its lots."""
    values = {"centre_c": Decimal(80), "cook": "王师傅", **fields}
    return ProductionBatch.objects.create(
        site_id=canteen.site_id, number=f"SC-{next(_numbers)}", canteen=canteen, day=day,
        meal=meal, dish=dish, sequence=sequence, portions=portions, finished_at=finished_at,
        **values,
    )  # fmt: skip
