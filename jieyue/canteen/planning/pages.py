"""What the planning pages show beside the plain values: sentences, links of days, charts."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.diners.queries import CanteenRow
from jieyue.canteen.planning.comparison import DishComparison, MealComparison, totals
from jieyue.canteen.planning.messages import SURENESS, UNMET, plan_problem
from jieyue.canteen.planning.models import PlanStatus
from jieyue.canteen.planning.releases import LiveMeal
from jieyue.canteen.planning.rules.batches import Advice
from jieyue.canteen.planning.sheet import PlanView
from jieyue.kit import formats
from jieyue.kit.charts import ChartTable, band

COLOURS = {PlanStatus.DRAFT: "yellow", PlanStatus.CONFIRMED: "green"}
ADVICE = {
    Advice.NOT_NEEDED: (gettext_lazy("not needed"), "secondary"),
    Advice.RELEASE: (gettext_lazy("cook now"), "red"),
    Advice.TOO_LATE: (gettext_lazy("too late"), "yellow"),
    Advice.WAIT: (gettext_lazy("wait"), "green"),
}


def plan_context(
    plan: PlanView | None,
    *,
    place: CanteenRow,
    places: Sequence[CanteenRow],
    day: date,
    today: date,
) -> dict[str, Any]:
    """Context of the plan page; `plan` None shows an empty state."""
    week = [today + timedelta(days=n) for n in range(8)]
    context: dict[str, Any] = {
        "plan": plan,
        "place": place,
        "places": places,
        "day": day,
        "week": sorted({*week, day}),
        "today": today,
        "is_past": day < today,
        "is_today": day == today,
    }
    if plan is not None:
        context |= {
            "status_colour": COLOURS.get(PlanStatus(plan.status), "secondary"),
            "problems": [plan_problem(problem) for problem in plan.problems],
            "meals": [(meal, SURENESS.get(meal.sureness, "")) for meal in plan.meals],
            "unmet": [(need, UNMET[need.unmet]) for need in plan.unmet],
        }
    return context


def live_context(live: LiveMeal) -> dict[str, Any]:
    """Context of the advice on the second batch."""
    rows = [(dish, *ADVICE[dish.advice]) for dish in live.dishes]
    return {"live": live, "rows": rows}


def eaten_context(
    rows: Sequence[MealComparison],
    dishes: Sequence[DishComparison],
    *,
    place: CanteenRow,
    places: Sequence[CanteenRow],
    meal: str,
) -> dict[str, Any]:
    """Context of plan versus eaten."""
    return {
        "rows": rows,
        "dishes": dishes,
        "totals": totals(rows),
        "place": place,
        "places": places,
        "meal": meal,
        "meals": Meal.choices,
        "option": _option(rows),
        "table": _table(rows),
    }


def _option(rows: Sequence[MealComparison]) -> dict[str, Any]:
    series = [
        *band(_("80 % interval"), [row.low for row in rows], [row.high for row in rows]),
        {"type": "line", "name": _("Expected"), "data": [row.expected for row in rows]},
        {
            "type": "line",
            "name": _("Planned for"),
            "lineStyle": {"type": "dashed"},
            "data": [row.planned_for for row in rows],
        },
        {"type": "bar", "name": _("Eaten"), "data": [row.eaten for row in rows]},
    ]
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {},
        "xAxis": {"type": "category", "data": [formats.day(row.day) for row in rows]},
        "yAxis": {"type": "value", "name": _("Diners")},
        "series": series,
    }


def _table(rows: Sequence[MealComparison]) -> ChartTable:
    headers = [
        _("Day"),
        _("Expected"),
        _("Low"),
        _("High"),
        _("Planned for"),
        _("Eaten"),
        _("Over"),
    ]
    return ChartTable(
        headers=headers,
        rows=[
            (
                formats.day(row.day),
                row.expected,
                row.low,
                row.high,
                row.planned_for,
                row.eaten,
                row.over,
            )
            for row in rows
        ],
    )
