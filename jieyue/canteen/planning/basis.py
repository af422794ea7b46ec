"""What a plan rests on, read at once: menus, forecasts, recipes, stock, orders and terms."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.canteen.diners.models import MealPeriod
from jieyue.canteen.forecast.queries import ForecastRow, latest_forecasts
from jieyue.canteen.menus import queries as menus
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.menus.queries import MEAL_ORDER, MenuEntry, Portion
from jieyue.canteen.parameters import (
    BUFFER_PCT,
    FIRST_BATCH_LEVEL,
    MISSING_PORTION_YUAN,
    TAKE_RATE_DAY_CORRELATION,
    TAKE_RATE_PRIOR_STRENGTH,
    THROWN_AWAY_HANDLING_YUAN,
)
from jieyue.canteen.planning.awaited import countable
from jieyue.canteen.planning.models import PlanNeed, PlanStatus
from jieyue.canteen.planning.rules.cooking import MenuDish
from jieyue.canteen.planning.rules.needs import Lot, MealKey, OpenOrder, RawNeed
from jieyue.canteen.planning.rules.portions import TakeRate, diners_from_quantiles
from jieyue.canteen.planning.rules.purchases import Terms
from jieyue.canteen.planning.rules.weeks import Costs, Goods, MealToPlan
from jieyue.canteen.stock import queries as stock
from jieyue.canteen.suppliers.models import SupplyTerms
from jieyue.kit.parameters import Values
from jieyue.kit.quantities import Unit


@dataclass(frozen=True, kw_only=True)
class Basis:
    """Everything `plan_week` takes, and what is wrong with it by day: [{"code": …}, …]."""

    meals: tuple[MealToPlan, ...]
    entries: Mapping[MealKey, list[MenuEntry]]
    forecasts: Mapping[MealKey, ForecastRow]
    raw_per_portion: Mapping[int, Mapping[int, Decimal]]
    counted: frozenset[int]
    cost_yuan: Mapping[int, Decimal]
    costs: Costs
    goods: Goods
    fixed_needs: tuple[RawNeed, ...]
    problems: Mapping[date, list[dict[str, str]]]


def costs_of(values: Values) -> Costs:
    """The site's figures for weighing too much against too little."""
    return Costs(
        missing_yuan=values.decimal(MISSING_PORTION_YUAN),
        handling_yuan=values.decimal(THROWN_AWAY_HANDLING_YUAN),
        first_batch_level=float(values.decimal(FIRST_BATCH_LEVEL)),
        buffer=values.decimal(BUFFER_PCT) / 100,
    )


def basis(
    *,
    canteen_id: int,
    site_id: int,
    days: list[date],
    today: date,
    values: Values,
    chosen_levels: Mapping[tuple[date, str], Decimal],
) -> Basis:
    """The basis of plans for `days` (sorted, at least one); other days' plans stay as they are.

    A fixed number of queries, whatever the days.
    """
    first, last = days[0], days[-1]
    strength = float(values.decimal(TAKE_RATE_PRIOR_STRENGTH))
    correlation = float(values.decimal(TAKE_RATE_DAY_CORRELATION))
    entries = _entries(canteen_id, days, strength, correlation)
    forecasts = {
        _key(row.day, row.meal): row
        for row in latest_forecasts(canteen_ids=[canteen_id], first=first, last=last)
    }
    dish_ids = {entry.dish_id for found in entries.values() for entry in found}
    portions = menus.portions_of(site_id=site_id, dish_ids=dish_ids, on=today)
    meals = tuple(
        MealToPlan(
            key=key,
            diners=diners_from_quantiles(forecasts[key].quantiles),
            dishes=tuple(_menu_dish(key, entry) for entry in found),
            chosen_level=chosen_levels.get((key.day, key.meal)),
        )
        for key, found in sorted(entries.items())
        if key in forecasts
    )
    return Basis(
        meals=meals,
        entries=entries,
        forecasts=forecasts,
        raw_per_portion={dish_id: portion.raw for dish_id, portion in portions.items()},
        counted=_counted(site_id=site_id),
        cost_yuan={dish_id: portion.cost_yuan for dish_id, portion in portions.items()},
        costs=costs_of(values),
        goods=_goods(canteen_id=canteen_id, site_id=site_id, days=days, today=today),
        fixed_needs=_fixed_needs(canteen_id=canteen_id, today=today, planned=days),
        problems=_problems(canteen_id, days, entries, forecasts, portions),
    )


def _key(day: date, meal: str) -> MealKey:
    return MealKey(day, MEAL_ORDER[meal], meal)


def _entries(
    canteen_id: int, days: list[date], strength: float, correlation: float
) -> dict[MealKey, list[MenuEntry]]:
    entries: dict[MealKey, list[MenuEntry]] = defaultdict(list)
    for entry in menus.menu_entries(
        canteen_id=canteen_id,
        first=days[0],
        last=days[-1],
        prior_strength=strength,
        day_correlation=correlation,
    ):
        if entry.day in days:
            entries[_key(entry.day, entry.meal)].append(entry)
    return dict(entries)


def _menu_dish(key: MealKey, entry: MenuEntry) -> MenuDish:
    learnt = entry.take_rate
    return MenuDish(
        meal=key,
        dish_id=entry.dish_id,
        take_rate=TakeRate(mean=learnt.mean, sd=learnt.sd, day_correlation=learnt.day_correlation),
        may_cook_twice=entry.may_cook_twice,
    )


def _counted(*, site_id: int) -> frozenset[int]:
    """The ingredients bought by the piece."""
    rows = Ingredient.objects.filter(site_id=site_id, base_unit=Unit.PIECE)
    return frozenset(rows.values_list("id", flat=True))


def _goods(*, canteen_id: int, site_id: int, days: list[date], today: date) -> Goods:
    lots = stock.issuable(canteen_id=canteen_id, on=today)
    orders = countable(canteen_id=canteen_id, planned=days, today=today)
    return Goods(
        lots=tuple(
            Lot(id=i, ingredient_id=g, quantity=q, received_on=r, expires_on=e)
            for i, g, q, r, e in lots.values_list(
                "id", "ingredient_id", "quantity", "received_on", "expires_on"
            )
        ),
        orders=tuple(
            OpenOrder(
                id=row.id,
                ingredient_id=row.ingredient_id,
                quantity=row.quantity - row.received_quantity,
                arrives_on=row.arrives_on,
                expires_on=row.expires_on,
            )
            for row in orders
        ),
        terms=_terms(site_id=site_id),
    )


def _terms(*, site_id: int) -> tuple[Terms, ...]:
    rows = SupplyTerms.objects.filter(site_id=site_id, supplier__is_active=True)
    return tuple(
        Terms(
            supplier_id=row.supplier_id,
            ingredient_id=row.ingredient_id,
            pack_quantity=row.pack_quantity,
            price_yuan=row.price_yuan,
            lead_days=row.lead_days,
            delivery_weekdays=_weekdays(row.supplier.delivery_weekdays),
            shelf_life_days=row.ingredient.shelf_life_days,
            budget_line=row.budget_line,
        )
        for row in rows.select_related("supplier", "ingredient")
    )


def _weekdays(iso_digits: str) -> frozenset[int]:
    return frozenset(int(digit) - 1 for digit in iso_digits)


def _fixed_needs(*, canteen_id: int, today: date, planned: list[date]) -> tuple[RawNeed, ...]:
    """Needs of confirmed plans, and of drafts before the days planned now."""
    rows = PlanNeed.objects.filter(
        plan_meal__plan__canteen_id=canteen_id, plan_meal__plan__day__gte=today
    ).exclude(plan_meal__plan__status=PlanStatus.SUPERSEDED)
    rows = rows.exclude(plan_meal__plan__day__in=planned)
    confirmed_days = set(
        rows.filter(plan_meal__plan__status=PlanStatus.CONFIRMED).values_list(
            "plan_meal__plan__day", flat=True
        )
    )
    return tuple(
        RawNeed(meal=_key(day, meal), ingredient_id=ingredient_id, quantity=needed, shares=())
        for day, meal, status, ingredient_id, needed in rows.values_list(
            "plan_meal__plan__day",
            "plan_meal__meal",
            "plan_meal__plan__status",
            "ingredient_id",
            "needed",
        )
        if status == PlanStatus.CONFIRMED or (day not in confirmed_days and day < planned[0])
    )


def _problems(
    canteen_id: int,
    days: list[date],
    entries: Mapping[MealKey, list[MenuEntry]],
    forecasts: Mapping[MealKey, ForecastRow],
    portions: Mapping[int, Portion],
) -> dict[date, list[dict[str, str]]]:
    """What keeps a day's plan from being whole, in the order of the day."""
    found: dict[date, list[dict[str, str]]] = {day: [] for day in days}
    meals = MealPeriod.objects.filter(canteen_id=canteen_id).values_list("meal", flat=True)
    expected = {_key(day, meal) for day in days for meal in meals} & set(forecasts)
    for key in sorted(expected | set(entries)):
        if key.day not in found:
            continue
        problems = found[key.day]
        if key not in entries:
            problems.append({"code": "no_menu", "meal": key.meal})
        elif key not in forecasts:
            problems.append({"code": "no_forecast", "meal": key.meal})
        problems.extend(_dish_problems(key, entries.get(key, []), portions))
    return found


def _dish_problems(
    key: MealKey, entries: list[MenuEntry], portions: Mapping[int, Portion]
) -> list[dict[str, str]]:
    found = []
    for entry in entries:
        portion = portions[entry.dish_id]
        if portion.problem is not None:
            problem = portion.problem
            found.append(
                {
                    "code": problem.code,
                    "meal": key.meal,
                    "dish": problem.dish,
                    "ingredient": problem.ingredient,
                    "unit": problem.unit,
                    "base_unit": problem.base_unit,
                    "missing": " ".join(problem.missing),
                }
            )
        elif portion.unpriced:
            names = "、".join(portion.unpriced)
            found.append(
                {"code": "no_price", "meal": key.meal, "dish": entry.dish, "ingredient": names}
            )
    return found
