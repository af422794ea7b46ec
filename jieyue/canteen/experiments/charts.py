"""The lunches of a trial as a chart: points by day, the means before and after as lines."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from jieyue.canteen.experiments.queries import MeasureView
from jieyue.canteen.experiments.rules.days import Lunch
from jieyue.kit import formats
from jieyue.kit.charts import ChartTable


def lunches(measure: MeasureView) -> tuple[dict[str, Any], ChartTable]:
    """Each lunch that counts; what was left out is not drawn."""
    scale = 100 if measure.is_share else 1
    days = [formats.day(each.day, "bare") for each in (*measure.before, *measure.after)]
    gap = [None] * len(measure.before)
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 48, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": days},
        "yAxis": {"type": "value", "scale": True, "name": "%" if measure.is_share else ""},
        "series": [
            _side(_("before"), _values(measure.before, scale)),
            _side(_("after"), gap + _values(measure.after, scale)),
        ],
    }
    rows = [
        (formats.day(each.day, "long"), side, each.diners, value)
        for side, group in ((_("before"), measure.before), (_("after"), measure.after))
        for each, value in zip(group, _values(group, scale), strict=True)
    ]
    table = ChartTable([_("Day"), "", _("Diners"), str(measure.outcome_label)], rows)
    return option, table


def _values(group: Sequence[Lunch], scale: int) -> list[Any]:
    return [None if each.outcome is None else round(each.outcome * scale, 2) for each in group]


def _side(name: str, values: list[Any]) -> dict[str, Any]:
    mean = {"silent": True, "symbol": "none", "data": [{"type": "average"}]}
    line = {"type": "line", "name": name, "data": values, "symbol": "circle"}
    return line | ({"markLine": mean} if any(each is not None for each in values) else {})
