"""Charts of waste: plain ECharts options, each with its table."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from jieyue.canteen.waste.models import WasteStage
from jieyue.canteen.waste.queries import WasteDay
from jieyue.kit import formats
from jieyue.kit.charts import ChartTable

WEEK = 7


def per_guest(days: Sequence[WasteDay]) -> tuple[dict[str, Any], ChartTable]:
    """Grams for each guest by day and stage, with the mean of the last seven days as its trend."""
    labels = [formats.day(day.day) for day in days]
    stages = {stage.value: [_whole(day.grams(stage.value)) for day in days] for stage in WasteStage}
    trend = [_mean(days[max(0, n - WEEK + 1) : n + 1]) for n in range(len(days))]
    series: list[dict[str, Any]] = [
        {"type": "bar", "stack": "waste", "name": str(stage.label), "data": stages[stage.value]}
        for stage in WasteStage
    ]
    series.append(
        {"type": "line", "name": _("mean of seven days"), "data": trend, "symbol": "none"}
    )
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 16, "top": 52, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value", "name": "g"},
        "series": series,
    }
    table = ChartTable(
        [_("Day"), *(str(stage.label) for stage in WasteStage), _("mean of seven days")],
        [
            (label, *(stages[stage.value][n] for stage in WasteStage), trend[n])
            for n, label in enumerate(labels)
        ],
    )
    return option, table


def _mean(days: Sequence[WasteDay]) -> int | None:
    known = [day for day in days if day.diners and day.by_stage]
    guests = sum(day.diners or 0 for day in known)
    mass_kg = sum((day.total_kg for day in known), Decimal(0))
    return _whole(mass_kg * 1000 / guests) if guests else None


def _whole(grams: Decimal | None) -> int | None:
    return None if grams is None else round(grams)
