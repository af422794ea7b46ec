"""What a slip would draw: the need of the plan in force, less what the meal has drawn already."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from jieyue.canteen.kitchen.models import IssueLine, SlipStatus
from jieyue.canteen.kitchen.refusals import NoPlan
from jieyue.canteen.kitchen.rules.slips import DishNeed, LotDraw, after_claims, needed
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.planning.models import PlanDish, PlanMeal, PlanNeed, PlanStatus
from jieyue.canteen.stock import queries as stock
from jieyue.canteen.stock.models import Movement, MovementKind
from jieyue.kit.quantities import Unit

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """So much of an ingredient, in its base unit."""

    ingredient_id: int
    quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What to take from the lots for one ingredient; missing: what the store has not got."""

    ingredient_id: int
    draws: tuple[LotDraw, ...]
    missing: Decimal


def plan_meal(*, canteen_id: int, day: date, meal: str) -> PlanMeal:
    """The meal in the plan in force. Raises NoPlan."""
    rows = PlanMeal.objects.filter(
        plan__canteen_id=canteen_id, plan__day=day, plan__status=PlanStatus.CONFIRMED, meal=meal
    )
    found: PlanMeal | None = rows.select_related("plan").first()
    if found is None:
        raise NoPlan(day=day, meal=meal)
    return found


def still_needed(planned: PlanMeal, *, whole: bool) -> list[Wanted]:
    """What the meal's batches need beyond its slips, by ingredient; may be empty.

    whole: all planned portions at once; else the first batch and what was released of the second.
    """
    portions = {
        dish_id: first + (second if whole and released is None else released or 0)
        for dish_id, first, second, released in PlanDish.objects.filter(
            plan_meal=planned
        ).values_list("dish_id", "first", "second", "released")
    }
    drawn = _drawn(canteen_id=planned.plan.canteen_id, day=planned.plan.day, meal=planned.meal)
    rows = PlanNeed.objects.filter(plan_meal=planned).select_related("ingredient")
    wanted = [
        Wanted(
            ingredient_id=row.ingredient_id,
            quantity=_need(row, portions) - drawn.get(row.ingredient_id, NOTHING),
        )
        for row in rows.order_by("ingredient__code")
    ]
    return [each for each in wanted if each.quantity > 0]


def propose(
    wanted: Iterable[Wanted], *, canteen_id: int, on: date, but_for: int | None = None
) -> list[Proposed]:
    """Lots for the goods, first expired first, leaving what other drafts claim.

    on: the day of issue. but_for: a slip whose own claims do not count. Three queries.
    """
    asked = list(wanted)
    claims = claimed(canteen_id=canteen_id, on=on, but_for=but_for)
    everything = sum(claims.values(), NOTHING)
    fefo = fefo_of(
        {each.ingredient_id: each.quantity + everything for each in asked},
        canteen_id=canteen_id,
        on=on,
    )
    found = []
    for each in asked:
        draws = tuple(after_claims(fefo[each.ingredient_id], claims, each.quantity))
        missing = each.quantity - sum((draw.quantity for draw in draws), NOTHING)
        found.append(Proposed(ingredient_id=each.ingredient_id, draws=draws, missing=missing))
    return found


def fefo_of(
    wanted: Mapping[int, Decimal], *, canteen_id: int, on: date
) -> dict[int, list[LotDraw]]:
    """Lots by ingredient as first-expired-first-out draws them. Two queries."""
    found = stock.propose_all(canteen_id=canteen_id, wanted=dict(wanted), on=on)
    return {
        ingredient_id: [LotDraw(lot_id=d.lot_id, quantity=d.quantity) for d in draws]
        for ingredient_id, draws in found.items()
    }


def claimed(*, canteen_id: int, on: date, but_for: int | None = None) -> dict[int, Decimal]:
    """What the drafts for `on` and later hold of each lot. One query."""
    lines = IssueLine.objects.filter(
        slip__canteen_id=canteen_id,
        slip__status=SlipStatus.DRAFT,
        slip__day__gte=on,
        lot__isnull=False,
    ).exclude(slip_id=but_for)
    totals = lines.order_by().values_list("lot_id").annotate(total=Sum("quantity"))
    return {lot_id: total for lot_id, total in totals if lot_id is not None}


def _drawn(*, canteen_id: int, day: date, meal: str) -> dict[int, Decimal]:
    """On slips of the meal that are not cancelled, less what came back, by ingredient."""
    lines = IssueLine.objects.filter(
        slip__canteen_id=canteen_id, slip__day=day, slip__meal=meal, lot__isnull=False
    ).exclude(slip__status=SlipStatus.CANCELLED)
    drawn: dict[int, Decimal] = defaultdict(Decimal)
    numbers = set()
    for ingredient_id, quantity, number in lines.values_list(
        "ingredient_id", "quantity", "slip__number"
    ):
        drawn[ingredient_id] += quantity
        numbers.add(number)
    back = Movement.objects.filter(
        lot__canteen_id=canteen_id, document__in=numbers, kind=MovementKind.RETURN
    ).order_by()
    for ingredient_id, quantity in back.values_list("lot__ingredient_id", "quantity"):
        drawn[ingredient_id] -= quantity
    return drawn


def _need(row: PlanNeed, portions: Mapping[int, int]) -> Decimal:
    shares = [
        DishNeed(dish_id=dish_id, portions=count, quantity=Decimal(quantity))
        for dish_id, count, quantity in row.shares
    ]
    ingredient: Ingredient = row.ingredient
    is_counted = ingredient.base_unit == Unit.PIECE
    return needed(shares, portions, planned=row.needed, is_counted=is_counted)
