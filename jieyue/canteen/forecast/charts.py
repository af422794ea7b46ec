"""Charts of forecasts: plain ECharts options, each with its table."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jieyue.canteen.forecast.queries import ForecastRow
from jieyue.canteen.forecast.rules.accuracy import Scored
from jieyue.kit import formats
from jieyue.kit.charts import ChartTable, band

Chart = tuple[dict[str, Any], ChartTable]


def ahead(rows: Sequence[ForecastRow], served: Mapping[date, int]) -> Chart:
    """What was eaten lately, and what is expected with the middle 80 %."""
    by_day = {row.day: row for row in rows}
    days = sorted(set(served) | set(by_day))
    low = [by_day[day].low if day in by_day else None for day in days]
    high = [by_day[day].high if day in by_day else None for day in days]
    expected = [by_day[day].expected if day in by_day else None for day in days]
    option = _lines(
        days,
        [
            *band(_("80 % interval"), low, high),
            _line(_("expected"), expected, symbol="circle"),
            _line(_("served"), [served.get(day) for day in days], dashed=False),
        ],
    )
    table = ChartTable(
        [_("Day"), _("served"), _("expected"), _("low"), _("high")],
        [
            (formats.day(day), served.get(day), expected[n], low[n], high[n])
            for n, day in enumerate(days)
        ],
    )
    return option, table


def over_time(rows: Sequence[Scored]) -> Chart:
    """Forecast with its interval against what was eaten, summed by day."""
    days = sorted({row.day for row in rows})
    sums = {
        name: [sum(getattr(row, name) for row in rows if row.day == day) for day in days]
        for name in ("low", "high", "expected", "served")
    }
    option = _lines(
        days,
        [
            *band(_("80 % interval"), sums["low"], sums["high"]),
            _line(_("expected"), sums["expected"]),
            _line(_("served"), sums["served"]),
        ],
    )
    table = ChartTable(
        [_("Day"), _("served"), _("expected"), _("low"), _("high")],
        [
            (formats.day(day), sums["served"][n], sums["expected"][n], sums["low"][n],
             sums["high"][n])
            for n, day in enumerate(days)
        ],
    )  # fmt: skip
    return option, table


def backtest(days: Sequence[Sequence[Any]]) -> Chart:
    """Totals of each day: eaten, forecast, and planned by hand where that is known."""
    dates = [date.fromisoformat(day[0]) for day in days]
    option = _lines(
        dates,
        [
            _line(_("served"), [day[1] for day in days]),
            _line(_("expected"), [day[2] for day in days]),
            _line(_("planned"), [day[4] for day in days], dashed=True),
        ],
    )
    option["dataZoom"] = [{"type": "inside"}, {"type": "slider", "height": 20}]
    table = ChartTable(
        [_("Day"), _("served"), _("expected"), _("ordered"), _("planned")],
        [(formats.day(on, "long"), *_whole(day[1:])) for on, day in zip(dates, days, strict=True)],
    )
    return option, table


def _whole(diners: Sequence[float | None]) -> list[int | None]:
    """People come whole."""
    return [None if count is None else round(count) for count in diners]


def _lines(days: Sequence[date], series: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [formats.day(day) for day in days]},
        "yAxis": {"type": "value", "scale": True},
        "series": list(series),
    }


def _line(
    name: str, values: Sequence[Any], *, symbol: str = "none", dashed: bool = False
) -> dict[str, Any]:
    line: dict[str, Any] = {"type": "line", "name": name, "data": list(values), "symbol": symbol}
    if dashed:
        line["lineStyle"] = {"type": "dashed"}
    return line
