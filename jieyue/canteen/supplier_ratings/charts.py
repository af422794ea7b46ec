"""Charts of ratings: plain ECharts options, each with its table."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieyue.canteen.supplier_ratings.queries import SupplierMonth
from jieyue.canteen.supplier_ratings.rules import Part
from jieyue.kit import formats
from jieyue.kit.charts import ChartTable

Chart = tuple[dict[str, Any], ChartTable]
PARTS: dict[Part, Promise] = {
    Part.ON_TIME: gettext_lazy("on time"),
    Part.QUANTITY: gettext_lazy("quantity kept"),
    Part.ACCEPTED: gettext_lazy("accepted"),
    Part.PRICE: gettext_lazy("price against the market"),
    Part.PAPERS: gettext_lazy("papers in order"),
}


def by_month(rows: Sequence[SupplierMonth]) -> Chart:
    """A supplier's rating month by month."""
    months = [f"{row.month:%Y-%m}" for row in rows]
    scores = [None if row.rating.score is None else float(row.rating.score) for row in rows]
    option: dict[str, Any] = {
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": months},
        "yAxis": {"type": "value", "min": 0, "max": 100},
        "series": [
            {"name": _("Rating"), "type": "line", "data": scores, "connectNulls": False},
            {
                "name": _("Points off"),
                "type": "bar",
                "data": [float(row.rating.points_off) for row in rows],
            },
        ],
        "legend": {},
    }
    table = ChartTable(
        [_("Month"), _("Rating"), _("Points off"), *(str(label) for label in PARTS.values())],
        [
            (
                months[place],
                formats.number(row.rating.score),
                formats.number(row.rating.points_off),
                *(percent(row.rating.parts[part]) for part in PARTS),
            )
            for place, row in enumerate(rows)
        ],
    )
    return option, table


def percent(share: Any) -> str:
    """A share from 0 to 1 in whole per cent; a dash when it is unknown."""
    return "—" if share is None else f"{formats.number(share * 100, 0)} %"
