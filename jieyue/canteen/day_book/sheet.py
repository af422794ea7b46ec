"""The figures of a day as the page shows them, with the chart of planned, cooked and taken."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from jieyue.canteen.costs.day import DayFigures
from jieyue.canteen.costs.dishes import MealCost
from jieyue.kit import formats
from jieyue.kit.charts import ChartTable

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of the day; value None is unknown."""

    label: str
    value: str | None
    unit: str = ""
    note: str = ""


def figures_of(found: DayFigures) -> list[Figure]:
    """From bought to cost per guest, in the order of the loop."""
    terms, serving = found.balance.terms, found.balance.serving
    wasted = sum(found.wasted_kg.values(), NOTHING)
    diners, cost = found.balance.diners, found.cost
    per_guest_g = wasted * 1000 / diners if diners else None
    sigma = formats.number(found.balance.sigma_kg, 1)
    return [
        Figure(label=_("Bought"), value=formats.number(terms.received_kg, 1), unit="kg"),
        Figure(
            label=_("Issued"),
            value=formats.number(terms.used_kg, 1),
            unit="kg",
            note=formats.yuan(cost.issued_yuan),
        ),
        Figure(
            label=_("Cooked"),
            value=formats.number(terms.cooked_kg, 1),
            unit="kg",
            note=_("raw goods by the recipes"),
        ),
        Figure(label=_("Served to guests"), value=formats.number(serving.served_kg, 1), unit="kg"),
        Figure(
            label=_("Wasted"),
            value=formats.number(wasted, 1),
            unit="kg",
            note=_("%(g)s g a guest") % {"g": formats.number(per_guest_g, 0)}
            if per_guest_g is not None
            else "",
        ),
        Figure(
            label=_("Unexplained"),
            value=formats.number(terms.unexplained_kg, 1),
            unit="kg",
            note=_("± %(sigma)s kg by weighing") % {"sigma": sigma},
        ),
        Figure(
            label=_("Diners"), value=None if diners is None else formats.number(diners), unit=""
        ),
        Figure(
            label=_("Cost per guest"),
            value=None if cost.per_diner_yuan is None else formats.yuan(cost.per_diner_yuan),
        ),
    ]


def chart_of(meal: MealCost) -> tuple[dict[str, Any], ChartTable]:
    """Portions planned, cooked and taken of each dish of a meal."""
    names = [row.dish for row in meal.dishes]
    series = [
        (_("Planned"), [row.planned_portions for row in meal.dishes]),
        (_("Cooked"), [row.cooked_portions for row in meal.dishes]),
        (_("Taken"), [row.taken for row in meal.dishes]),
    ]
    option = {
        "xAxis": {"type": "category", "data": names, "axisLabel": {"interval": 0, "rotate": 35}},
        "yAxis": {"type": "value", "name": _("portions")},
        "legend": {},
        "tooltip": {"trigger": "axis"},
        "series": [{"type": "bar", "name": name, "data": values} for name, values in series],
    }
    headers = [_("Dish"), *(name for name, _values in series)]
    rows = [
        [name, *("–" if values[place] is None else values[place] for _name, values in series)]
        for place, name in enumerate(names)
    ]
    return option, ChartTable(headers, rows)
