"""The chart of weather: temperatures as a band, rain as bars."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from jieyue.estate.weather.models import WeatherSource
from jieyue.estate.weather.queries import Weather
from jieyue.kit import formats
from jieyue.kit.charts import ChartTable, band


def chart(days: Sequence[Weather]) -> tuple[dict[str, Any], ChartTable]:
    """Lowest to highest temperature and rain of these days; forecast rain is drawn paler."""
    labels = [formats.day(each.day) for each in days]
    low, high = [float(each.low_c) for each in days], [float(each.high_c) for each in days]
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 8, "top": 56, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": labels},
        "yAxis": [
            {"type": "value", "name": "°C", "scale": True},
            {"type": "value", "name": "mm", "splitLine": {"show": False}, "min": 0},
        ],
        "series": [
            *band(_("lowest to highest"), low, high),
            {"type": "line", "name": _("highest (°C)"), "data": high, "symbol": "none"},
            {"type": "line", "name": _("lowest (°C)"), "data": low, "symbol": "none"},
            {
                "type": "bar",
                "name": _("rain (mm)"),
                "yAxisIndex": 1,
                "data": [
                    {"value": float(each.rain_mm), "itemStyle": {"opacity": _opacity(each)}}
                    for each in days
                ],
            },
        ],
    }
    rows = [
        (label, each.low_c, each.high_c, each.rain_mm, WeatherSource(each.source).label)
        for label, each in zip(labels, days, strict=True)
    ]
    headers = [_("day"), _("lowest (°C)"), _("highest (°C)"), _("rain (mm)"), _("source")]
    return option, ChartTable(headers, rows)


def _opacity(weather: Weather) -> float:
    return 0.4 if weather.source == WeatherSource.FORECAST else 0.8
