"""One day's plan as its page, its print and its API show it: plain values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Min

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.menus.models import Dish
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.planning.models import Plan, PlanDish, PlanMeal, PlanNeed, PlanStatus
from jieyue.canteen.planning.rules import service_level
from jieyue.canteen.planning.sheet import (
    NOTHING,
    DishLine,
    DueDay,
    MealBlock,
    NeedLine,
    NeedPart,
    PlanView,
    ProposalRow,
    SupplierProposal,
)
from jieyue.canteen.stock.models import StockLot
from jieyue.kit import formats
from jieyue.kit.actor import Actor
from jieyue.kit.unit_labels import label_of


def plan_of(actor: Actor, *, canteen_id: int, day: date) -> PlanView | None:
    """The draft of a day, else the plan in force; None when the day was never planned.

    Raises NotAllowed.
    """
    actor.require(CanteenPermission.PLANNING_READ)
    plans = Plan.objects.visible_to(actor).filter(canteen_id=canteen_id, day=day)
    open_plans = plans.exclude(status=PlanStatus.SUPERSEDED).select_related("canteen")
    plan = open_plans.order_by("-status").first()  # "draft" comes after "confirmed"
    return None if plan is None else _view(plan)


def plan_by_number(actor: Actor, number: str) -> PlanView:
    """Raises NotAllowed, Plan.DoesNotExist."""
    actor.require(CanteenPermission.PLANNING_READ)
    plans = Plan.objects.visible_to(actor).select_related("canteen")
    return _view(plans.get(number=number))


def due_elsewhere(actor: Actor, *, canteen_id: int, day: date, by: date) -> list[DueDay]:
    """Drafts of later days that buy something which must be ordered by `by`, in date order.

    A plan's goods are ordered when it is confirmed, so such a day wants confirming early.
    """
    rows = PlanNeed.objects.visible_to(actor).filter(
        plan_meal__plan__canteen_id=canteen_id,
        plan_meal__plan__status=PlanStatus.DRAFT,
        plan_meal__plan__day__gt=day,
        packs__gt=0,
        order_by__lte=by,
    )
    found = rows.order_by("plan_meal__plan__day").values_list("plan_meal__plan__day")
    return [
        DueDay(day=due_on, ingredients=count, order_by=first)
        for due_on, count, first in found.annotate(
            count=Count("ingredient", distinct=True), first=Min("order_by")
        )
    ]


def _view(plan: Plan) -> PlanView:
    meals = list(PlanMeal.objects.filter(plan=plan).order_by("order"))
    dishes = _dishes(meals)
    needs = list(
        PlanNeed.objects.filter(plan_meal__plan=plan)
        .select_related("ingredient", "supplier", "terms", "plan_meal")
        .order_by("ingredient__code", "plan_meal__order")
    )
    proposals = _proposals(plan, needs)
    return PlanView(
        number=plan.number,
        canteen_id=plan.canteen_id,
        canteen=plan.canteen.name,
        canteen_code=plan.canteen.code,
        day=plan.day,
        status=plan.status,
        status_label=str(PlanStatus(plan.status).label),
        revision=plan.revision,
        made_at=plan.made_at,
        made_by=formats.who(plan.made_by),
        confirmed_at=plan.confirmed_at,
        confirmed_by=formats.who(plan.confirmed_by),
        problems=tuple(plan.problems),
        meals=tuple(_meal(meal, dishes[meal.id]) for meal in meals),
        needs=_needs(needs),
        proposals=proposals,
        budget=_budget(proposals),
        parameters_used=plan.parameters_used,
    )


def _dishes(meals: Iterable[PlanMeal]) -> Mapping[int, list[DishLine]]:
    found: dict[int, list[DishLine]] = defaultdict(list)
    rows = PlanDish.objects.filter(plan_meal__in=list(meals)).select_related("dish")
    for row in rows.order_by("plan_meal", "position"):
        found[row.plan_meal_id].append(
            DishLine(
                id=row.id,
                name=row.dish.name,
                take_rate=row.take_rate,
                take_rate_sd=row.take_rate_sd,
                expected=row.expected,
                first=row.first,
                second=row.second,
                released=row.released,
                released_by=row.released_by,
                cook_minutes=row.dish.cook_minutes,
            )
        )
    return found


def _meal(row: PlanMeal, dishes: Sequence[DishLine]) -> MealBlock:
    penalty = service_level.implied_penalty_yuan(
        row.service_level, thrown_away_yuan=row.thrown_away_yuan
    )
    return MealBlock(
        id=row.id,
        meal=row.meal,
        label=Meal(row.meal).label,
        expected=row.expected,
        low=row.low,
        high=row.high,
        sureness=row.sureness,
        forecast_version=row.forecast_version,
        service_level=row.service_level,
        level_from_costs=row.level_from_costs,
        level_reason=row.level_reason,
        level_set_by=row.level_set_by,
        thrown_away_yuan=row.thrown_away_yuan,
        missing_yuan=row.missing_yuan,
        implied_penalty_yuan=penalty,
        dishes=tuple(dishes),
    )


@dataclass(frozen=True, kw_only=True)
class _Names:
    dishes: Mapping[int, str]
    lots: Mapping[int, str]


def _needs(rows: Sequence[PlanNeed]) -> tuple[NeedLine, ...]:
    dishes = Dish.objects.filter(id__in={share[0] for row in rows for share in row.shares})
    lots = StockLot.objects.filter(id__in={draw[0] for row in rows for draw in row.stock})
    names = _Names(
        dishes=dict(dishes.values_list("id", "name")), lots=dict(lots.values_list("id", "number"))
    )
    grouped: dict[int, list[PlanNeed]] = defaultdict(list)
    for row in rows:
        grouped[row.ingredient_id].append(row)
    return tuple(_need_line(found, names) for found in grouped.values())


def _need_line(rows: Sequence[PlanNeed], names: _Names) -> NeedLine:
    parts = tuple(_part(row, names) for row in rows)
    ingredient = rows[0].ingredient
    return NeedLine(
        ingredient=ingredient.name,
        unit=label_of(ingredient.base_unit),
        needed=sum((part.needed for part in parts), NOTHING),
        from_stock=sum((lot[1] for part in parts for lot in part.lots), NOTHING),
        on_order=sum((part.on_order for part in parts), NOTHING),
        net=sum((part.net for part in parts), NOTHING),
        bought=sum((p.packs * p.pack_quantity for p in parts if p.pack_quantity), NOTHING),
        missing=sum((p.net - p.from_earlier_packs for p in parts if p.unmet), NOTHING),
        unmet=next((part.unmet for part in parts if part.unmet), ""),
        parts=parts,
    )


def _part(row: PlanNeed, names: _Names) -> NeedPart:
    return NeedPart(
        meal=Meal(row.plan_meal.meal).label,
        dishes=tuple((names.dishes.get(i, ""), count, Decimal(q)) for i, count, q in row.shares),
        needed=row.needed,
        lots=tuple((names.lots.get(i) or str(i), Decimal(q), expiry) for i, q, expiry in row.stock),
        on_order=sum((Decimal(draw[1]) for draw in row.on_order), NOTHING),
        net=row.net,
        from_earlier_packs=row.from_earlier_packs,
        packs=row.packs,
        pack_quantity=row.pack_quantity,
        unmet=row.unmet,
    )


def _proposals(plan: Plan, needs: Iterable[PlanNeed]) -> tuple[SupplierProposal, ...]:
    grouped: dict[tuple[int, date], list[PlanNeed]] = defaultdict(list)
    for need in needs:
        if need.packs and need.supplier_id and need.deliver_on:
            grouped[need.supplier_id, need.deliver_on].append(need)
    ordered_together = _amounts_with_other_drafts(plan)
    return tuple(
        _proposal(grouped[key], ordered_together.get(key, NOTHING))
        for key in sorted(grouped, key=lambda key: (key[1], key[0]))
    )


def _amounts_with_other_drafts(plan: Plan) -> dict[tuple[int, date], Decimal]:
    """Yuan by supplier and delivery in the other open drafts of the canteen."""
    totals: dict[tuple[int, date], Decimal] = defaultdict(lambda: NOTHING)
    rows = PlanNeed.objects.filter(
        plan_meal__plan__canteen_id=plan.canteen_id,
        plan_meal__plan__status=PlanStatus.DRAFT,
        packs__gt=0,
    ).exclude(plan_meal__plan=plan)
    for supplier_id, deliver_on, packs, price in rows.values_list(
        "supplier_id", "deliver_on", "packs", "pack_price_yuan"
    ):
        if supplier_id is not None and deliver_on is not None and price is not None:
            totals[supplier_id, deliver_on] += packs * price
    return totals


def _proposal(needs: Sequence[PlanNeed], elsewhere_yuan: Decimal) -> SupplierProposal:
    by_ingredient: dict[int, list[PlanNeed]] = defaultdict(list)
    for need in needs:
        by_ingredient[need.ingredient_id].append(need)
    rows = tuple(_proposal_row(found) for found in by_ingredient.values())
    amount = sum((row.amount_yuan for row in rows), NOTHING)
    first = needs[0]
    assert first.supplier is not None  # only needs that buy something come here
    assert first.deliver_on is not None
    lacking = first.supplier.minimum_order_yuan - amount - elsewhere_yuan
    return SupplierProposal(
        supplier=first.supplier.name,
        deliver_on=first.deliver_on,
        order_by=min(need.order_by for need in needs if need.order_by is not None),
        rows=rows,
        amount_yuan=amount,
        below_minimum_yuan=max(lacking, NOTHING),
    )


def _proposal_row(needs: Sequence[PlanNeed]) -> ProposalRow:
    first = needs[0]
    packs = sum(need.packs for need in needs)
    pack_quantity, price = first.pack_quantity or NOTHING, first.pack_price_yuan or NOTHING
    return ProposalRow(
        ingredient=first.ingredient.name,
        unit=label_of(first.ingredient.base_unit),
        packs=packs,
        pack_name=first.terms.pack_name if first.terms else "",
        quantity=packs * pack_quantity,
        amount_yuan=packs * price,
        budget_line=first.budget_line,
    )


def _budget(proposals: Iterable[SupplierProposal]) -> tuple[tuple[str, Decimal], ...]:
    totals: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for row in (row for proposal in proposals for row in proposal.rows):
        totals[row.budget_line] += row.amount_yuan
    return tuple(sorted(totals.items()))
