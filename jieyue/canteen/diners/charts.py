"""Charts about who ate: plain ECharts options, each with its table."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from jieyue.kit.charts import ChartTable


def by_unit(totals: Sequence[tuple[int, str, int]]) -> tuple[dict[str, Any], ChartTable]:
    """Meals by unit as lying bars, most on top."""
    turned = list(reversed(totals))
    option = {
        "grid": {"left": 8, "right": 48, "top": 8, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "data": [name for _id, name, _meals in turned]},
        "series": [
            {
                "type": "bar",
                "name": _("Meals"),
                "data": [meals for _id, _name, meals in turned],
                "label": {"show": True, "position": "right"},
            }
        ],
    }
    table = ChartTable([_("Unit"), _("Meals")], [(name, meals) for _id, name, meals in totals])
    return option, table
