"""Plan versus eaten: how many were planned for and came, and what was cooked and taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jieyue.canteen.diners.queries import served_on
from jieyue.canteen.menus.models import ServedCount
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.planning.models import PlanDish, PlanMeal, PlanStatus
from jieyue.canteen.planning.rules.portions import diners_from_quantiles
from jieyue.kit.actor import Actor
from jieyue.kit.sites.models import SiteQuerySet


@dataclass(frozen=True, kw_only=True)
class Span:
    """One meal of one canteen on the days [first, last]."""

    canteen_id: int
    meal: str
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class MealComparison:
    """One meal in force: diners expected, planned for, and eaten (None: not yet known)."""

    day: date
    meal: str
    expected: int
    low: int
    high: int
    planned_for: int
    eaten: int | None

    @property
    def over(self) -> int | None:
        """Planned for and not come; below zero: came beyond the plan."""
        return None if self.eaten is None else self.planned_for - self.eaten

    @property
    def in_interval(self) -> bool | None:
        return None if self.eaten is None else self.low <= self.eaten <= self.high


@dataclass(frozen=True, kw_only=True)
class DishComparison:
    """One dish over the days compared. `cooked` has a second batch only if it was released."""

    dish: str
    days: int
    planned: int
    cooked: int
    taken: int

    @property
    def deviation(self) -> float | None:
        """供需偏差率 (STANDARDS 2.9, W4): abs(prepared - taken) / prepared."""
        return abs(self.cooked - self.taken) / self.cooked if self.cooked else None


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Sums over the meals that are over."""

    meals: int
    planned_for: int
    eaten: int
    over: int
    short: int

    @property
    def over_share(self) -> float | None:
        return self.over / self.eaten if self.eaten else None

    @property
    def short_share(self) -> float | None:
        return self.short / self.eaten if self.eaten else None


def meals_compared(actor: Actor, span: Span) -> list[MealComparison]:
    """Meals of plans in force, in date order. Two queries. Raises NotAllowed."""
    actor.require(CanteenPermission.PLANNING_READ)
    rows = _in_force(actor, span).select_related("plan").order_by("plan__day")
    eaten = served_on(canteen_id=span.canteen_id, meal=span.meal, first=span.first, last=span.last)
    return [
        MealComparison(
            day=row.plan.day,
            meal=row.meal,
            expected=row.expected,
            low=row.low,
            high=row.high,
            planned_for=_planned_for(row.quantiles, float(row.service_level)),
            eaten=eaten.get(row.plan.day),
        )
        for row in rows
    ]


def dishes_compared(actor: Actor, span: Span) -> list[DishComparison]:
    """Dishes of those meals that were counted, the most off first. Two queries."""
    counts = ServedCount.objects.filter(
        site_id=actor.site_id,
        canteen_id=span.canteen_id,
        meal=span.meal,
        day__range=(span.first, span.last),
    )
    taken = {(day, dish): n for day, dish, n in counts.values_list("day", "dish_id", "taken")}
    rows = PlanDish.objects.filter(plan_meal__in=_in_force(actor, span)).values_list(
        "plan_meal__plan__day", "dish_id", "dish__name", "first", "second", "released"
    )
    found: dict[str, list[tuple[int, int, int]]] = {}
    for day, dish_id, name, first, second, released in rows:
        if (day, dish_id) in taken:
            figures = (first + second, first + (released or 0), taken[day, dish_id])
            found.setdefault(name, []).append(figures)
    compared = [_dish(name, figures) for name, figures in found.items()]
    return sorted(compared, key=lambda row: (-(row.deviation or 0), row.dish))


def totals(rows: Sequence[MealComparison]) -> Totals:
    """Over and short are summed apart: one day's surplus feeds nobody on another."""
    known = [(row.planned_for, row.eaten) for row in rows if row.eaten is not None]
    return Totals(
        meals=len(known),
        planned_for=sum(planned for planned, _ in known),
        eaten=sum(eaten for _, eaten in known),
        over=sum(max(planned - eaten, 0) for planned, eaten in known),
        short=sum(max(eaten - planned, 0) for planned, eaten in known),
    )


def _in_force(actor: Actor, span: Span) -> SiteQuerySet:
    return PlanMeal.objects.visible_to(actor).filter(
        plan__canteen_id=span.canteen_id,
        plan__day__range=(span.first, span.last),
        plan__status=PlanStatus.CONFIRMED,
        meal=span.meal,
    )


def _planned_for(quantiles: Mapping[str, float], level: float) -> int:
    return round(diners_from_quantiles(quantiles).quantile(level))


def _dish(name: str, figures: Sequence[tuple[int, int, int]]) -> DishComparison:
    planned, cooked, taken = (sum(column) for column in zip(*figures, strict=True))
    return DishComparison(dish=name, days=len(figures), planned=planned, cooked=cooked, taken=taken)
