"""The cook's day, slips and batches as their pages show them: plain values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.kitchen import measuring
from jieyue.canteen.kitchen.messages import FLAGS
from jieyue.canteen.kitchen.models import BatchLot, IssueSlip, ProductionBatch, SlipStatus
from jieyue.canteen.kitchen.rules import desk, temperatures
from jieyue.canteen.kitchen.rules.temperatures import Flag
from jieyue.canteen.menus.models import MenuDish, ServedCount
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.planning.models import PlanDish, PlanStatus
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.parameters import Values
from jieyue.kit.unit_labels import label_of


@dataclass(frozen=True, kw_only=True)
class BatchRow:
    """One batch; leaves_by: when it must be off the counter, None when held hot or cold enough."""

    number: str
    dish_id: int
    dish: str
    meal: str
    sequence: int
    portions: int
    cooked_kg: Decimal | None
    finished_at: datetime
    centre_c: Decimal | None
    reheated_c: Decimal | None
    holding_c: Decimal | None
    off_at: datetime | None
    leaves_by: datetime | None
    cook: str
    flags: tuple[str, ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is wrong, in the reader's words."""
        return tuple(str(FLAGS[flag]) for flag in self.flags)

    @property
    def must_reheat(self) -> bool:
        return Flag.CENTRE_LOW in self.flags and self.off_at is None


@dataclass(frozen=True, kw_only=True)
class DishOfMeal:
    """A dish planned, cooked and served so far; None is unknown: no plan, or nobody counts."""

    dish_id: int
    dish: str
    is_heated: bool
    planned: int | None
    second: int
    released: int | None
    cooked: int
    served: int | None
    left: int | None
    next_portions: int
    batches: tuple[BatchRow, ...]

    @property
    def is_done(self) -> bool:
        """Something was cooked and the plan wants no more."""
        return bool(self.batches) and not self.next_portions


@dataclass(frozen=True, kw_only=True)
class SlipRow:
    """One slip; missing: lines the store had nothing for."""

    number: str
    day: date
    meal: str
    status: str
    plan_number: str
    reason: str
    lines: int
    missing: int
    made_by: str
    made_at: datetime
    issued_by: str
    issued_at: datetime | None
    received_by: str


@dataclass(frozen=True, kw_only=True)
class MealOfDay:
    """One meal of the cook's page."""

    meal: str
    label: str
    has_plan: bool
    dishes: tuple[DishOfMeal, ...]
    slips: tuple[SlipRow, ...]

    @property
    def cooked(self) -> int:
        """Dishes of which there is a batch."""
        return sum(bool(dish.batches) for dish in self.dishes)


@dataclass(frozen=True, kw_only=True)
class LotShare:
    """What a batch holds of a lot, in the ingredient's base unit."""

    lot_id: int
    lot: str
    ingredient: str
    quantity: Decimal
    unit: str
    supplier: str


def day_of(
    actor: Actor, *, canteen_id: int, site_id: int, day: date, now: datetime
) -> list[MealOfDay]:
    """The meals of a day that are on a menu, planned, drawn for or cooked. Six queries.

    Raises NotAllowed.
    """
    actor.require(CanteenPermission.KITCHEN_READ)
    values = parameters.read(site_id=site_id, on=day)
    dishes = _dishes(canteen_id, day)
    batches = _batches(actor, values, now, canteen_id=canteen_id, day=day)
    served = _served(canteen_id, day)
    slips = slips_of(actor, canteen_id=canteen_id, day=day)
    cold = measuring.not_heated(values)
    by_meal: dict[str, list[DishOfMeal]] = defaultdict(list)
    for key, row in dishes.items():
        made = tuple(b for b in batches if (b.meal, b.dish_id) == key)
        meal, dish_id = key
        is_heated = row.course not in cold
        dish = _dish(row, made, served.get(key), is_heated=is_heated, dish_id=dish_id)
        by_meal[meal].append(dish)
    planned = {meal for (meal, _), row in dishes.items() if row.first is not None}
    return [
        MealOfDay(
            meal=meal,
            label=str(Meal(meal).label),
            has_plan=meal in planned,
            dishes=tuple(by_meal[meal]),
            slips=tuple(slip for slip in slips if slip.meal == meal),
        )
        for meal in Meal.values
        if by_meal[meal] or any(slip.meal == meal for slip in slips)
    ]


def batch(actor: Actor, number: str, *, now: datetime) -> BatchRow:
    """Raises NotAllowed, ProductionBatch.DoesNotExist."""
    actor.require(CanteenPermission.KITCHEN_READ)
    found = ProductionBatch.objects.visible_to(actor).get(number=number)
    values = parameters.read(site_id=found.site_id, on=found.day)
    return _batches(actor, values, now, id=found.id)[0]


def lots_of(actor: Actor, number: str) -> list[LotShare]:
    """Which lots went into a batch, by ingredient. One query."""
    rows = BatchLot.objects.visible_to(actor).filter(batch__number=number)
    return [
        LotShare(
            lot_id=row.lot_id,
            lot=row.lot.number or str(row.lot_id),
            ingredient=row.lot.ingredient.name,
            quantity=row.quantity,
            unit=label_of(row.lot.ingredient.base_unit),
            supplier=row.lot.supplier.name if row.lot.supplier else "",
        )
        for row in rows.select_related("lot__ingredient", "lot__supplier").order_by(
            "lot__ingredient__code", "lot_id"
        )
    ]


def slips_of(
    actor: Actor, *, canteen_id: int, day: date | None = None, is_open: bool = False
) -> list[SlipRow]:
    """Slips of a day, or all that wait for somebody, in the order drawn up. One query.

    Raises NotAllowed.
    """
    actor.require(CanteenPermission.KITCHEN_READ)
    rows = IssueSlip.objects.visible_to(actor).filter(canteen_id=canteen_id)
    if day is not None:
        rows = rows.filter(day=day).exclude(status=SlipStatus.CANCELLED)
    if is_open:
        rows = rows.filter(Q(status=SlipStatus.DRAFT) | Q(status=SlipStatus.ISSUED, received_by=""))
    counted = rows.annotate(
        line_count=Count("lines"), missing=Count("lines", filter=Q(lines__lot=None))
    )
    return [_slip(row) for row in counted.order_by("day", "id")]


def slip_table(actor: Actor) -> Any:
    """Every slip as rows of a list that filters and pages in the database."""
    return (
        IssueSlip.objects.visible_to(actor)
        .order_by("-day", "-id")
        .values(
            "number", "canteen__name", "day", "meal", "status", "plan_number", "reason",
            "made_by", "issued_by", "issued_at", "received_by",
        )
    )  # fmt: skip


@dataclass(frozen=True)
class _Planned:
    name: str
    course: str
    first: int | None = None
    second: int = 0
    released: int | None = None


def _dishes(canteen_id: int, day: date) -> dict[tuple[str, int], _Planned]:
    """Dishes by (meal, dish id): those of the plan in force, of the menu, and cooked. Three
    queries."""
    found: dict[tuple[str, int], _Planned] = {}
    planned = PlanDish.objects.filter(
        plan_meal__plan__canteen_id=canteen_id,
        plan_meal__plan__day=day,
        plan_meal__plan__status=PlanStatus.CONFIRMED,
    ).order_by("plan_meal__order", "position")
    for meal, dish_id, name, course, first, second, released in planned.values_list(
        "plan_meal__meal", "dish_id", "dish__name", "dish__course", "first", "second", "released"
    ):
        found[meal, dish_id] = _Planned(name, course, first, second, released)
    on_menu = MenuDish.objects.filter(menu__canteen_id=canteen_id, menu__day=day)
    cooked = ProductionBatch.objects.filter(canteen_id=canteen_id, day=day)
    for meal, dish_id, name, course in [
        *on_menu.order_by("position", "id").values_list(
            "menu__meal", "dish_id", "dish__name", "dish__course"
        ),
        *cooked.order_by("dish_id").values_list("meal", "dish_id", "dish__name", "dish__course"),
    ]:
        found.setdefault((meal, dish_id), _Planned(name, course))
    return found


def _dish(
    row: _Planned, batches: Sequence[BatchRow], served: int | None, *, is_heated: bool, dish_id: int
) -> DishOfMeal:
    cooked = sum(each.portions for each in batches)
    return DishOfMeal(
        dish_id=dish_id,
        dish=row.name,
        is_heated=is_heated,
        planned=row.first,
        second=row.second,
        released=row.released,
        cooked=cooked,
        served=served,
        left=desk.left_over(cooked=cooked, served=served),
        next_portions=desk.next_portions(
            first=row.first or 0, released=row.released, cooked=cooked
        ),
        batches=tuple(batches),
    )


def _served(canteen_id: int, day: date) -> Mapping[tuple[str, int], int]:
    rows = ServedCount.objects.filter(canteen_id=canteen_id, day=day).order_by()
    return {
        (meal, dish): taken for meal, dish, taken in rows.values_list("meal", "dish_id", "taken")
    }


def _batches(actor: Actor, values: Values, now: datetime, **wanted: object) -> list[BatchRow]:
    limits, cold = measuring.limits_in(values), measuring.not_heated(values)
    rows: Iterable[ProductionBatch] = (
        ProductionBatch.objects.visible_to(actor)
        .filter(**wanted)
        .select_related("dish")
        .order_by("finished_at", "id")
    )
    found = []
    for row in rows:
        measured = measuring.measured(row, courses_not_heated=cold)
        wrong = temperatures.flags(measured, limits, now=now)
        found.append(
            BatchRow(
                number=row.number,
                dish_id=row.dish_id,
                dish=row.dish.name,
                meal=row.meal,
                sequence=row.sequence,
                portions=row.portions,
                cooked_kg=row.cooked_kg,
                finished_at=row.finished_at,
                centre_c=row.centre_c,
                reheated_c=row.reheated_c,
                holding_c=row.holding_c,
                off_at=row.off_at,
                leaves_by=temperatures.leaves_by(measured, limits),
                cook=row.cook,
                flags=tuple(flag.value for flag in wrong),
            )
        )
    return found


def _slip(row: Any) -> SlipRow:
    return SlipRow(
        number=row.number,
        day=row.day,
        meal=row.meal,
        status=row.status,
        plan_number=row.plan_number,
        reason=row.reason,
        lines=row.line_count,
        missing=row.missing,
        made_by=row.made_by,
        made_at=row.made_at,
        issued_by=row.issued_by,
        issued_at=row.issued_at,
        received_by=row.received_by,
    )
