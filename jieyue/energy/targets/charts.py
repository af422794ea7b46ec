"""A target's plan against what the years came to, with how well that is known."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from jieyue.energy.targets.queries import TargetRow
from jieyue.kit.charts import ChartTable


def plan_and_real(row: TargetRow) -> tuple[dict[str, Any], ChartTable]:
    """Years without a value are gaps; the nation's base value stands as a line."""
    years = [str(each.year) for each in row.years]
    planned = [_plain(row.base_value if each.step is None else each.planned) for each in row.years]
    real = [_plain(each.value) for each in row.years]
    series: list[dict[str, Any]] = [
        {"type": "line", "name": _("reached"), "data": real, "symbolSize": 8},
        {
            "type": "line",
            "name": _("planned"),
            "data": planned,
            "lineStyle": {"type": "dashed"},
            "symbol": "circle",
        },
    ]
    if row.reference is not None:
        series.append(
            {
                "type": "line",
                "name": _("nation %(year)s") % {"year": row.base_year},
                "data": [float(row.reference)] * len(years),
                "symbol": "none",
                "lineStyle": {"type": "dotted"},
            }
        )
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": years},
        "yAxis": {"type": "value", "scale": True},
        "series": series,
    }
    rows = [
        (each.year, planned[n], real[n], _plain(each.rate, 100), _plain(each.coverage, 100))
        for n, each in enumerate(row.years)
    ]
    headers = [_("Year"), _("planned"), _("reached"), _("Reduction (%)"), _("Coverage (%)")]
    return option, ChartTable(headers, rows)


def _plain(value: Decimal | None, scale: int = 1) -> float | None:
    return None if value is None else round(float(value) * scale, 2)
