"""A computed week as rows of its plans, and what a plan buys as rows on order."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from jieyue.canteen.planning.basis import Basis
from jieyue.canteen.planning.models import Plan, PlanDish, PlanMeal, PlanNeed
from jieyue.canteen.planning.rules.cooking import DishPlan
from jieyue.canteen.planning.rules.needs import MealKey
from jieyue.canteen.planning.rules.purchases import MealPurchase
from jieyue.canteen.planning.rules.weeks import WeekPlan
from jieyue.canteen.purchasing.models import OnOrder
from jieyue.canteen.suppliers.models import SupplyTerms


def store(
    drafts: dict[date, Plan],
    found: Basis,
    week: WeekPlan,
    kept: dict[tuple[date, str], PlanMeal],
    *,
    used: dict[str, int],
) -> None:
    """Put what was computed in the place of what the drafts held.

    kept: the meals whose service level a person set, with the reason to keep.
    """
    for day, plan in drafts.items():
        plan.parameters_used, plan.problems = used, found.problems[day]
    Plan.objects.bulk_update(
        drafts.values(), ["revision", "made_at", "made_by", "parameters_used", "problems"]
    )
    PlanMeal.objects.filter(plan__in=drafts.values()).delete()
    meals = PlanMeal.objects.bulk_create(
        _meal(drafts[key.day], key, found, week, kept.get((key.day, key.meal)))
        for key in week.levels
    )
    by_key = dict(zip(week.levels, meals, strict=True))
    rates = {(dish.meal, dish.dish_id): dish.take_rate for m in found.meals for dish in m.dishes}
    PlanDish.objects.bulk_create(
        PlanDish(
            site_id=by_key[dish.meal].site_id,
            plan_meal=by_key[dish.meal],
            dish_id=dish.dish_id,
            position=position,
            take_rate=rates[dish.meal, dish.dish_id].mean,
            take_rate_sd=rates[dish.meal, dish.dish_id].sd,
            day_correlation=rates[dish.meal, dish.dish_id].day_correlation,
            **_batches(dish),
        )
        for position, dish in enumerate(week.dishes)
    )
    _store_needs(by_key, week.purchases)


def _meal(
    plan: Plan, key: MealKey, found: Basis, week: WeekPlan, kept: PlanMeal | None
) -> PlanMeal:
    forecast, level = found.forecasts[key], week.levels[key]
    return PlanMeal(
        site_id=plan.site_id,
        plan=plan,
        meal=key.meal,
        order=key.order,
        forecast_id=forecast.id,
        forecast_version=forecast.version,
        expected=forecast.expected,
        low=forecast.low,
        high=forecast.high,
        sureness=forecast.sureness,
        quantiles=forecast.quantiles,
        service_level=level.used,
        level_from_costs=level.from_costs,
        level_reason=kept.level_reason if kept else "",
        level_set_by=kept.level_set_by if kept else "",
        thrown_away_yuan=level.thrown_away_yuan,
        missing_yuan=found.costs.missing_yuan,
    )


def _batches(dish: DishPlan) -> dict[str, int]:
    return {"expected": round(dish.expected), "first": dish.first, "second": dish.second}


def _store_needs(by_key: dict[MealKey, PlanMeal], rows: Iterable[MealPurchase]) -> None:
    """Rows of meals that are not being planned now were fixed and are stored already."""
    mine = [row for row in rows if row.covered.need.meal in by_key]
    pairs = {
        (row.terms.supplier_id, row.terms.ingredient_id) for row in mine if row.terms is not None
    }
    known = SupplyTerms.objects.filter(supplier_id__in={supplier for supplier, _ in pairs})
    terms_ids = {
        (supplier_id, ingredient_id): terms_id
        for terms_id, supplier_id, ingredient_id in known.values_list(
            "id", "supplier_id", "ingredient_id"
        )
    }
    PlanNeed.objects.bulk_create(
        (_need(by_key[row.covered.need.meal], row, terms_ids) for row in mine), batch_size=500
    )


def _need(meal: PlanMeal, row: MealPurchase, terms_ids: dict[tuple[int, int], int]) -> PlanNeed:
    covered, terms = row.covered, row.terms
    return PlanNeed(
        site_id=meal.site_id,
        plan_meal=meal,
        ingredient_id=covered.need.ingredient_id,
        needed=covered.need.quantity,
        shares=[[s.dish_id, s.portions, str(round(s.quantity, 3))] for s in covered.need.shares],
        stock=[[d.source_id, str(d.quantity), _iso(d.expires_on)] for d in covered.stock],
        on_order=[[d.source_id, str(d.quantity), _iso(d.expires_on)] for d in covered.on_order],
        net=covered.net,
        from_earlier_packs=row.from_earlier_packs,
        packs=row.packs,
        terms_id=terms_ids[terms.supplier_id, terms.ingredient_id] if terms else None,
        supplier_id=terms.supplier_id if terms else None,
        pack_quantity=terms.pack_quantity if terms else None,
        pack_price_yuan=terms.price_yuan if terms else None,
        budget_line=terms.budget_line if terms else "",
        deliver_on=row.deliver_on,
        order_by=row.order_by,
        unmet=row.unmet.value if row.unmet else "",
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def order(plan: Plan) -> None:
    """Book what the plan buys as on order, one row for each supplier, ingredient and delivery."""
    totals: dict[tuple[int, int, date], Decimal] = defaultdict(Decimal)
    life: dict[int, int | None] = {}
    needs = PlanNeed.objects.filter(plan_meal__plan=plan, packs__gt=0)
    for need in needs.select_related("ingredient"):
        assert need.pack_quantity is not None  # what is bought has all three
        assert need.deliver_on is not None
        assert need.supplier_id is not None
        key = (need.supplier_id, need.ingredient_id, need.deliver_on)
        totals[key] += need.packs * need.pack_quantity
        life[need.ingredient_id] = need.ingredient.shelf_life_days
    OnOrder.objects.bulk_create(
        OnOrder(
            site_id=plan.site_id,
            canteen_id=plan.canteen_id,
            ingredient_id=ingredient_id,
            supplier_id=supplier_id,
            plan=plan,
            quantity=quantity,
            arrives_on=arrives_on,
            expires_on=_expiry(arrives_on, life[ingredient_id]),
        )
        for (supplier_id, ingredient_id, arrives_on), quantity in totals.items()
    )


def _expiry(arrives_on: date, shelf_life_days: int | None) -> date | None:
    return None if shelf_life_days is None else arrives_on + timedelta(days=shelf_life_days)
