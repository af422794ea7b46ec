"""Cost of a day by meal and dish: planned by recipe, actual by the lots that went into the pots."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Sum

from jieyue.canteen.diners.models import Attendance, Canteen, Meal
from jieyue.canteen.kitchen.models import BatchLot, ProductionBatch
from jieyue.canteen.menus.models import ServedCount
from jieyue.canteen.menus.queries import portions_of
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.planning.models import PlanDish, PlanStatus
from jieyue.canteen.stock.models import Movement, MovementKind
from jieyue.kit.actor import Actor
from jieyue.kit.money import yuan

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class DishCost:
    """One dish at one meal. None: not planned, not cooked, or not counted."""

    meal: str
    dish: str
    planned_portions: int | None
    planned_yuan: Decimal | None
    cooked_portions: int | None
    actual_yuan: Decimal | None
    taken: int | None

    @property
    def over_yuan(self) -> Decimal | None:
        """Actual above planned; negative: cheaper than planned."""
        if self.planned_yuan is None or self.actual_yuan is None:
            return None
        return self.actual_yuan - self.planned_yuan

    @property
    def per_portion_yuan(self) -> Decimal | None:
        """What a portion that was taken really cost."""
        if self.actual_yuan is None or not self.taken:
            return None
        return yuan(self.actual_yuan / self.taken)


@dataclass(frozen=True, kw_only=True)
class MealCost:
    """A meal's dishes and their sums; diners None: nobody counted."""

    meal: str
    label: str
    diners: int | None
    dishes: tuple[DishCost, ...]

    @property
    def planned_yuan(self) -> Decimal:
        return sum((row.planned_yuan or NOTHING for row in self.dishes), NOTHING)

    @property
    def actual_yuan(self) -> Decimal:
        return sum((row.actual_yuan or NOTHING for row in self.dishes), NOTHING)

    @property
    def per_diner_yuan(self) -> Decimal | None:
        return yuan(self.actual_yuan / self.diners) if self.diners else None


@dataclass(frozen=True, kw_only=True)
class DayCost:
    """A day's meals. unassigned: drawn from the store on the day beyond what dishes took."""

    day: date
    meals: tuple[MealCost, ...]
    issued_yuan: Decimal

    @property
    def planned_yuan(self) -> Decimal:
        return sum((meal.planned_yuan for meal in self.meals), NOTHING)

    @property
    def dishes_yuan(self) -> Decimal:
        return sum((meal.actual_yuan for meal in self.meals), NOTHING)

    @property
    def unassigned_yuan(self) -> Decimal:
        return self.issued_yuan - self.dishes_yuan

    @property
    def diners(self) -> int | None:
        known = [meal.diners for meal in self.meals if meal.diners is not None]
        return sum(known) if known else None

    @property
    def per_diner_yuan(self) -> Decimal | None:
        return yuan(self.issued_yuan / self.diners) if self.diners else None


def day_cost(actor: Actor, *, canteen_id: int, day: date) -> DayCost:
    """Eleven queries at most. Raises NotAllowed, Canteen.DoesNotExist."""
    actor.require(CanteenPermission.COSTS_READ)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    planned = _planned(canteen.id, day)
    cooked = _cooked(canteen.id, day)
    names: dict[tuple[str, int], str] = {key: row[0] for key, row in cooked.items()}
    names |= {key: row[0] for key, row in planned.items()}
    priced = portions_of(site_id=canteen.site_id, dish_ids={i for _, i in names}, on=day)
    actual = _actual(canteen.id, day)
    taken = _taken(canteen.id, day)
    dishes: dict[str, list[DishCost]] = defaultdict(list)
    for (meal, dish_id), name in sorted(names.items(), key=lambda row: row[1]):
        portions = planned[meal, dish_id][1] if (meal, dish_id) in planned else None
        dishes[meal].append(
            DishCost(
                meal=meal,
                dish=name,
                planned_portions=portions,
                planned_yuan=_times(portions, priced[dish_id].cost_yuan),
                cooked_portions=cooked[meal, dish_id][1] if (meal, dish_id) in cooked else None,
                actual_yuan=actual.get((meal, dish_id)),
                taken=taken.get((meal, dish_id)),
            )
        )
    diners = _diners(canteen.id, day)
    return DayCost(
        day=day,
        meals=tuple(
            MealCost(
                meal=meal,
                label=str(Meal(meal).label),
                diners=diners.get(meal),
                dishes=tuple(dishes[meal]),
            )
            for meal in Meal.values
            if dishes[meal] or meal in diners
        ),
        issued_yuan=_issued(canteen.id, day),
    )


def _planned(canteen_id: int, day: date) -> Mapping[tuple[str, int], tuple[str, int]]:
    """Dish and portions by meal and dish of the plan in force; a second batch if released."""
    rows = PlanDish.objects.filter(
        plan_meal__plan__canteen_id=canteen_id,
        plan_meal__plan__day=day,
        plan_meal__plan__status=PlanStatus.CONFIRMED,
    )
    columns = ("plan_meal__meal", "dish_id", "dish__name", "first", "second")
    return {
        (meal, dish_id): (name, first + second)
        for meal, dish_id, name, first, second in rows.order_by().values_list(*columns)
    }


def _cooked(canteen_id: int, day: date) -> Mapping[tuple[str, int], tuple[str, int]]:
    rows = ProductionBatch.objects.filter(canteen_id=canteen_id, day=day).order_by()
    summed = rows.values_list("meal", "dish_id", "dish__name").annotate(Sum("portions"))
    return {(meal, dish_id): (name, portions) for meal, dish_id, name, portions in summed}


def _actual(canteen_id: int, day: date) -> dict[tuple[str, int], Decimal]:
    """What the lots in each dish's pots cost, at the lots' own cost. One query."""
    rows = BatchLot.objects.filter(batch__canteen_id=canteen_id, batch__day=day).order_by()
    found: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for meal, dish_id, quantity, cost in rows.values_list(
        "batch__meal", "batch__dish_id", "quantity", "lot__unit_cost_yuan"
    ):
        found[meal, dish_id] += quantity * cost
    return {key: yuan(value) for key, value in found.items()}


def _taken(canteen_id: int, day: date) -> dict[tuple[str, int], int]:
    rows = ServedCount.objects.filter(canteen_id=canteen_id, day=day).order_by()
    return {(meal, dish): n for meal, dish, n in rows.values_list("meal", "dish_id", "taken")}


def _diners(canteen_id: int, day: date) -> dict[str, int]:
    rows = Attendance.objects.filter(canteen_id=canteen_id, day=day, served__isnull=False)
    return {meal: served for meal, served in rows.values_list("meal", "served") if served}


def _issued(canteen_id: int, day: date) -> Decimal:
    """Drawn from the store on the day less what came back, at the lots' own cost."""
    rows = Movement.objects.filter(
        lot__canteen_id=canteen_id,
        happened_on=day,
        kind__in=(MovementKind.ISSUE, MovementKind.RETURN),
    )
    total = rows.aggregate(yuan=Sum(-F("amount_yuan")))["yuan"]
    return yuan(total) if total is not None else NOTHING


def _times(portions: int | None, cost_yuan: Decimal) -> Decimal | None:
    return None if portions is None else yuan(portions * cost_yuan)
