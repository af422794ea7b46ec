"""One indicator over time, with its interval where it rests on a sample."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from jieyue.canteen.evaluation.evidence_thrift import SHARES
from jieyue.canteen.evaluation.rules.buckets import Bucket, Step
from jieyue.canteen.evaluation.rules.indicators import Indicator
from jieyue.kit import formats
from jieyue.kit.charts import ChartTable, band

Chart = tuple[dict[str, Any], ChartTable]


def over_time(
    series: Sequence[tuple[Bucket, Indicator]], *, label: str, code: str, step: Step
) -> Chart:
    """Steps with nothing known are gaps."""
    scale = 100 if code in SHARES else 1
    names = [name_of(bucket, step) for bucket, _found in series]
    values = [_scaled(found.value, scale) for _bucket, found in series]
    low, high = ([_scaled(getattr(found, end), scale) for _b, found in series] for end in ENDS)
    line = {"type": "line", "name": label, "data": values, "symbol": "circle"}
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": names},
        "yAxis": {"type": "value", "scale": True, "name": unit_of(code)},
        "series": [*band(_("95 % interval"), low, high), line],
    }
    rows = [
        (name, values[n], low[n], high[n], _scaled(series[n][1].coverage, 100))
        for n, name in enumerate(names)
    ]
    table = ChartTable(
        [_("Period"), f"{label} ({unit_of(code)})", _("low"), _("high"), _("Coverage (%)")], rows
    )
    return option, table


ENDS = ("low", "high")


def unit_of(code: str) -> str:
    if code in SHARES:
        return "%"
    return {"W2": "kg", "W2y": "¥"}.get(code, "g")


def name_of(bucket: Bucket, step: Step) -> str:
    """A step as people name it."""
    if step is Step.QUARTER:
        quarter = (bucket.first.month + 2) // 3
        return _("%(year)s Q%(quarter)s") % {"year": bucket.first.year, "quarter": quarter}
    if step is Step.MONTH:
        return formats.day(bucket.first, "month")
    return formats.day(bucket.first, "bare")


def _scaled(value: Decimal | None, scale: int) -> float | None:
    return None if value is None else round(float(value) * scale, 2)
