"""What an ingredient cost over a year: by contract, on the market, and as ordered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg
from django.utils.translation import gettext as _

from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.purchasing.models import OrderLine, OrderStatus
from jieyue.canteen.suppliers.models import ContractPrice, PriceSurvey
from jieyue.kit import formats
from jieyue.kit.actor import Actor
from jieyue.kit.charts import ChartTable
from jieyue.kit.unit_labels import label_of

PLACES = 4


@dataclass(frozen=True, kw_only=True)
class PricesOfDay:
    """Yuan per base unit: lowest contract price, mean of the surveys, mean price ordered."""

    day: date
    contract_yuan: Decimal | None
    survey_yuan: Decimal | None
    paid_yuan: Decimal | None


@dataclass(frozen=True, kw_only=True)
class IngredientChoice:
    """One ingredient to look at."""

    code: str
    name: str
    unit: str


def choices(actor: Actor) -> list[IngredientChoice]:
    """Ingredients that have an order, a contract price or a survey, by name. One query."""
    known = Ingredient.objects.filter(site_id=actor.site_id)
    priced = (
        known.filter(id__in=OrderLine.objects.visible_to(actor).values("ingredient"))
        | known.filter(id__in=ContractPrice.objects.visible_to(actor).values("ingredient"))
        | known.filter(id__in=PriceSurvey.objects.visible_to(actor).values("ingredient"))
    )
    return [
        IngredientChoice(code=row.code, name=row.name, unit=label_of(row.base_unit))
        for row in priced.order_by("name")
    ]


def history(actor: Actor, *, code: str, first: date, last: date) -> list[PricesOfDay]:
    """Days of [first, last] on which an order was due, a market asked or a price began.

    Raises NotAllowed. Three queries.
    """
    actor.require(CanteenPermission.SUPPLIERS_READ)
    days = (first, last)
    surveys = PriceSurvey.objects.visible_to(actor).filter(
        ingredient__code=code, surveyed_on__range=days
    )
    orders = OrderLine.objects.visible_to(actor).filter(
        ingredient__code=code, order__deliver_on__range=days
    )
    orders = orders.exclude(order__status=OrderStatus.CANCELLED)
    asked = dict(surveys.order_by().values_list("surveyed_on").annotate(Avg("price_yuan")))
    paid = dict(orders.order_by().values_list("order__deliver_on").annotate(Avg("unit_price_yuan")))
    agreed = list(
        ContractPrice.objects.visible_to(actor)
        .filter(ingredient__code=code, effective_on__lte=last)
        .order_by("effective_on")
    )
    begun = {max(row.effective_on, first) for row in agreed}
    return [
        PricesOfDay(
            day=day,
            contract_yuan=_lowest(agreed, day),
            survey_yuan=_rounded(asked.get(day)),
            paid_yuan=_rounded(paid.get(day)),
        )
        for day in sorted({*asked, *paid, *begun})
    ]


def chart(rows: Sequence[PricesOfDay]) -> tuple[dict[str, Any], ChartTable]:
    """Contract as steps, surveys and orders as points joined over gaps."""
    series = {
        _("contract"): [row.contract_yuan for row in rows],
        _("market"): [row.survey_yuan for row in rows],
        _("price ordered at"): [row.paid_yuan for row in rows],
    }
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {},
        "xAxis": {"type": "time"},
        "yAxis": {"type": "value", "scale": True, "name": _("yuan")},
        "series": [
            {
                "name": name,
                "type": "line",
                "connectNulls": True,
                "step": "end" if name == _("contract") else False,
                "data": [
                    [row.day.isoformat(), None if price is None else float(price)]
                    for row, price in zip(rows, prices, strict=True)
                ],
            }
            for name, prices in series.items()
        ],
    }
    table = ChartTable(
        [_("Day"), *series],
        [
            (
                formats.day(row.day),
                formats.number(row.contract_yuan),
                formats.number(row.survey_yuan),
                formats.number(row.paid_yuan),
            )
            for row in rows
        ],
    )
    return option, table


def _lowest(agreed: Sequence[ContractPrice], day: date) -> Decimal | None:
    """The lowest price in force on a day; each supplier's later agreement replaces its earlier."""
    in_force: dict[int, ContractPrice] = {}
    for row in agreed:
        if row.effective_on <= day:
            in_force[row.supplier_id] = row
    prices = [
        row.price_yuan for row in in_force.values() if row.until_on is None or row.until_on >= day
    ]
    return min(prices, default=None)


def _rounded(price: Any) -> Decimal | None:
    return None if price is None else round(Decimal(str(price)), PLACES)
