"""A quota's year: use by month, summed up, against the quota."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from jieyue.energy.quotas.queries import Progress
from jieyue.kit.charts import ChartTable


def year(row: Progress) -> tuple[dict[str, Any], ChartTable]:
    """Months with nothing known are gaps, and the sum ends at the first of them."""
    names = [_("%(month)s/%(year)s") % {"month": n, "year": row.year} for n in range(1, 13)]
    uses, before = row.months.uses, row.year_before.uses
    summed: list[Decimal | None] = []
    total: Decimal | None = Decimal(0)
    for use in uses:
        total = None if total is None or use is None else total + use
        summed.append(total)
    option: dict[str, Any] = {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": names},
        "yAxis": [{"type": "value"}, {"type": "value", "splitLine": {"show": False}}],
        "series": [
            {"type": "bar", "name": _("this year"), "data": [_plain(use) for use in uses]},
            {"type": "bar", "name": _("year before"), "data": [_plain(use) for use in before]},
            {
                "type": "line",
                "name": _("summed up"),
                "yAxisIndex": 1,
                "data": [_plain(use) for use in summed],
            },
            {
                "type": "line",
                "name": _("quota"),
                "yAxisIndex": 1,
                "symbol": "none",
                "lineStyle": {"type": "dashed"},
                "data": [float(row.amount)] * 12,
            },
        ],
    }
    rows = [
        (name, _plain(uses[n]), _plain(before[n]), _plain(summed[n]))
        for n, name in enumerate(names)
    ]
    headers = [_("Month"), _("this year"), _("year before"), _("summed up")]
    return option, ChartTable(headers, rows)


def _plain(use: Decimal | None) -> float | None:
    return None if use is None else round(float(use), 2)
