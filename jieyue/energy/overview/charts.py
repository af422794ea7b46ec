"""The charts of the energy pages, each with the table behind it. Plain values in."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from jieyue.energy.overview.load import Floats, Load
from jieyue.energy.overview.quarters import A_DAY
from jieyue.energy.overview.rules import Flow, duration_curve, week_profile
from jieyue.estate.weather.queries import Weather
from jieyue.kit import formats
from jieyue.kit.charts import ChartTable

Chart = tuple[dict[str, Any], ChartTable]
GRID = {"left": 8, "right": 12, "top": 56, "bottom": 8, "containLabel": True}
OFF_DAY = {"color": "#8a9a95", "opacity": 0.12}
PALE = 0.45
DAYS_BY_HOUR = 7  # with more the table behind a load has a line a day
HOURS = range(24)


def load_chart(
    load: Load,
    *,
    unit: str,
    compared: Sequence[tuple[str, Load]] = (),
    weather: Mapping[date, Weather] | None = None,
    working: Mapping[date, bool] | None = None,
) -> Chart:
    """The load of every hour; days off are shaded, the day's mean temperature is a second line."""
    labels = _hour_labels(load)
    values = _plain(load)
    main: dict[str, Any] = {
        "type": "line",
        "name": _("this period"),
        "data": values,
        "symbol": "none",
        "connectNulls": False,
        "markArea": {"silent": True, "itemStyle": OFF_DAY, "data": _off_days(load, working)},
    }
    others = [
        {
            "type": "line",
            "name": name,
            "data": _fit(_plain(each), len(values)),
            "symbol": "none",
            "lineStyle": {"type": "dashed", "width": 1.2},
        }
        for name, each in compared
    ]
    axes: list[dict[str, Any]] = [{"type": "value", "name": _("%(unit)s an hour") % {"unit": unit}}]
    series = [main, *others]
    temperatures = _temperatures(load, weather or {})
    if temperatures is not None:
        axes.append({"type": "value", "name": "°C", "scale": True, "splitLine": {"show": False}})
        series.append(
            {
                "type": "line",
                "name": _("mean temperature (°C)"),
                "yAxisIndex": 1,
                "data": temperatures,
                "symbol": "none",
                "step": "middle",
                "lineStyle": {"width": 1, "opacity": 0.7},
            }
        )
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"type": "scroll", "top": 0},
        "grid": GRID,
        "xAxis": {"type": "category", "data": labels},
        "yAxis": axes,
        "series": series,
    }
    if load.days > DAYS_BY_HOUR:
        return option, _day_table(load)
    headers = [_("hour"), _("this period"), *(name for name, _load in compared)]
    columns = [values, *(_fit(_plain(each), len(values)) for _name, each in compared)]
    rows = [[label, *(column[place] for column in columns)] for place, label in enumerate(labels)]
    return option, ChartTable(headers, rows)


def _day_table(load: Load) -> ChartTable:
    """Each day's lowest, mean and highest load; the map of dates has every hour."""
    rows = []
    for day, use in zip(load.dates, load.use, strict=True):
        known = use[~np.isnan(use)]
        bounds = (known.min(), known.mean(), known.max()) if len(known) else (None, None, None)
        rows.append([formats.day(day), *(_maybe(each) for each in bounds)])
    return ChartTable([_("day"), _("lowest"), _("mean"), _("highest")], rows)


def quarter_chart(first: date, load: Floats, *, unit: str) -> Chart:
    """The load of every quarter hour, in units an hour."""
    labels = [
        _quarter_label(first + timedelta(days=place // A_DAY), place % A_DAY, len(load) > A_DAY)
        for place in range(len(load))
    ]
    values = [_number(each) for each in load]
    name = _("%(unit)s an hour") % {"unit": unit}
    option = {
        "tooltip": {"trigger": "axis"},
        "grid": GRID,
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value", "name": name},
        "series": [{"type": "line", "name": name, "data": values, "symbol": "none", "step": "end"}],
    }
    rows = [[label, value] for label, value in zip(labels, values, strict=True)]
    return option, ChartTable([_("quarter hour"), name], rows)


def today_chart(load: Load, *, unit: str) -> Chart:
    """Today by the hour over a week ago, from a load that ends today and is a week long or more."""
    labels = [f"{hour:02}:00" for hour in HOURS]
    today, before = load.use[-1], load.use[-8]
    columns = [
        (_("a week ago"), [_number(each) for each in before]),
        (_("today"), [_number(each) for each in today]),
    ]
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": GRID,
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value", "name": _("%(unit)s an hour") % {"unit": unit}},
        "series": [
            {
                "type": "line",
                "name": name,
                "data": values,
                "symbol": "none",
                **({"areaStyle": {"opacity": 0.2}} if place else {"lineStyle": {"type": "dashed"}}),
            }
            for place, (name, values) in enumerate(columns)
        ],
    }
    return option, _beside(_("hour"), labels, columns)


def day_bars(
    load: Load,
    *,
    unit: str,
    before: Load | None = None,
    weather: Mapping[date, Weather] | None = None,
    working: Mapping[date, bool] | None = None,
) -> Chart:
    """The use of each day; days off and days not wholly known are paler."""
    labels = [formats.day(day, "bare") for day in load.dates]
    now = load.by_day()
    then = _fit([_round(each) for each in before.by_day()], len(now)) if before else None
    bars = [
        {
            "value": _round(use),
            "itemStyle": {"opacity": PALE if not (working or {}).get(day, True) else 0.95},
        }
        for day, use in zip(load.dates, now, strict=True)
    ]
    series: list[dict[str, Any]] = [{"type": "bar", "name": _("Use"), "data": bars}]
    if then is not None:
        series.append({"type": "line", "name": _("last year"), "data": then, "symbol": "none"})
    axes: list[dict[str, Any]] = [{"type": "value", "name": unit}]
    means = [_mean_c(day, weather or {}) for day in load.dates]
    if any(each is not None for each in means):
        axes.append({"type": "value", "name": "°C", "scale": True, "splitLine": {"show": False}})
        series.append(
            {
                "type": "line",
                "name": _("mean temperature (°C)"),
                "yAxisIndex": 1,
                "data": means,
                "symbol": "none",
                "lineStyle": {"width": 1, "opacity": 0.7},
            }
        )
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"type": "scroll", "top": 0},
        "grid": GRID,
        "xAxis": {"type": "category", "data": labels},
        "yAxis": axes,
        "series": series,
    }
    headers = [_("day"), _("Use"), _("last year"), _("coverage (%)"), "°C"]
    rows = [
        [
            formats.day(day),
            _round(now[place]),
            then[place] if then else None,
            round(100 * load.known_share[place], 1),
            means[place],
        ]
        for place, day in enumerate(load.dates)
    ]
    return option, ChartTable(headers, rows)


def loads_chart(
    loads: Sequence[tuple[str, Load]], *, unit: str, working: Mapping[date, bool]
) -> Chart:
    """Several loads of the same days, and the second less the first behind them as figures."""
    first = loads[0][1]
    labels = _hour_labels(first)
    columns = [(name, _plain(load)) for name, load in loads]
    shade = {"silent": True, "itemStyle": OFF_DAY, "data": _off_days(first, working)}
    series: list[dict[str, Any]] = [
        {"type": "line", "name": name, "data": values, "symbol": "none"} for name, values in columns
    ]
    series[0]["markArea"] = shade
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"type": "scroll", "top": 0},
        "grid": GRID,
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value", "name": _("%(unit)s an hour") % {"unit": unit}},
        "series": series,
    }
    return option, _beside(_("hour"), labels, columns)


def days_chart(loads: Sequence[tuple[str, Load]], *, unit: str) -> Chart:
    """Several places' days as bars side by side."""
    labels = [formats.day(day, "bare") for day in loads[0][1].dates]
    columns = [(name, [_maybe(each) for each in load.by_day()]) for name, load in loads]
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"type": "scroll", "top": 0},
        "grid": GRID,
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value", "name": unit},
        "series": [{"type": "bar", "name": name, "data": values} for name, values in columns],
    }
    return option, _beside(_("day"), labels, columns)


def _beside(
    corner: str, labels: Sequence[str], columns: Sequence[tuple[str, Sequence[float | None]]]
) -> ChartTable:
    """Columns with, after each further one, its difference to the first."""
    headers = [corner, columns[0][0]]
    for name, _values in columns[1:]:
        headers += [name, _("difference")]
    rows = []
    for place, label in enumerate(labels):
        base = columns[0][1][place]
        row: list[Any] = [label, base]
        for _name, values in columns[1:]:
            value = values[place]
            both = value is not None and base is not None
            row += [value, round(value - base, 3) if both else None]  # type: ignore[operator]
        rows.append(row)
    return ChartTable(headers, rows)


def month_bars(
    months: Sequence[date],
    now: Sequence[Decimal | None],
    then: Sequence[Decimal | None],
    *,
    unit: str,
) -> Chart:
    """The use of each month beside the same month of last year."""
    labels = [formats.day(month, "month") for month in months]
    series = [(_("last year"), then), (_("this year"), now)]
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"type": "scroll", "top": 0},
        "grid": GRID,
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value", "name": unit},
        "series": [
            {
                "type": "bar",
                "name": name,
                "data": [_float(each) for each in values],
                "itemStyle": {"opacity": PALE if place == 0 else 0.95},
            }
            for place, (name, values) in enumerate(series)
        ],
    }
    rows = [
        [label, then[place], now[place], _difference(now[place], then[place])]
        for place, label in enumerate(labels)
    ]
    headers = [_("month"), _("last year"), _("this year"), _("difference")]
    return option, ChartTable(headers, rows)


def week_map(load: Load, *, unit: str) -> Chart:
    """Hour by weekday: the mean load, so that nights and weekends show."""
    profile = week_profile(load.use, [day.weekday() for day in load.dates])
    names = [str(name) for name in formats.WEEKDAYS]
    return _heat_map(names, profile, unit=unit, corner=_("weekday"))


def day_map(load: Load, *, unit: str) -> Chart:
    """Hour by date: every known hour of the period."""
    names = [formats.day(day) for day in load.dates]
    cells = [[_number(each) for each in row] for row in load.use]
    return _heat_map(names, cells, unit=unit, corner=_("day"))


def _heat_map(
    names: Sequence[str], cells: Sequence[Sequence[float | None]], *, unit: str, corner: str
) -> Chart:
    known = [each for row in cells for each in row if each is not None]
    data = [
        [hour, place, _round(each)]
        for place, row in enumerate(cells)
        for hour, each in enumerate(row)
        if each is not None
    ]
    option = {
        "tooltip": {"position": "top"},
        "grid": {"left": 8, "right": 12, "top": 8, "bottom": 56, "containLabel": True},
        "xAxis": {"type": "category", "data": [f"{h:02}" for h in HOURS]},
        "yAxis": {"type": "category", "data": list(names), "inverse": True},
        "visualMap": {
            "min": min(known, default=0),
            "max": max(known, default=1) or 1,
            "calculable": True,
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "precision": 1,
            "inRange": {"color": ["#e8f3ef", "#9fd3bf", "#f0c36a", "#d9663a", "#a12a2a"]},
        },
        "series": [{"type": "heatmap", "name": unit, "data": data}],
    }
    rows = [
        [name, *(None if each is None else _round(each) for each in row)]
        for name, row in zip(names, cells, strict=True)
    ]
    return option, ChartTable([corner, *(f"{h:02}" for h in HOURS)], rows)


def duration(loads: Sequence[tuple[str, Load]], *, unit: str) -> Chart:
    """负荷持续曲线: for what share of the time the load was at least so high."""
    curves = [(name, duration_curve(load.use.ravel())) for name, load in loads]
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"type": "scroll", "top": 0},
        "grid": GRID,
        "xAxis": {"type": "value", "min": 0, "max": 100, "name": "%"},
        "yAxis": {"type": "value", "name": _("%(unit)s an hour") % {"unit": unit}},
        "series": [
            {
                "type": "line",
                "name": name,
                "data": [[at, _round(value)] for at, value in curve],
                "symbol": "none",
                **({"areaStyle": {"opacity": 0.12}} if place == 0 else {}),
            }
            for place, (name, curve) in enumerate(curves)
        ],
    }
    names = [name for name, _curve in curves]
    steps = [dict(curve) for _name, curve in curves]
    wanted = sorted({at for each in steps for at in each})[::5]
    rows = [[at, *(_maybe(each.get(at)) for each in steps)] for at in wanted]
    return option, ChartTable([_("share of the time (%)"), *names], rows)


def share_bars(rows: Sequence[tuple[str, Decimal | None]], *, unit: str) -> Chart:
    """Parts of a total as lying bars, largest on top."""
    shown = [(name, use) for name, use in rows if use is not None][:20]
    option = {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "grid": {"left": 8, "right": 24, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "name": ""},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [name for name, _use in shown],
            "axisLabel": {"width": 110, "overflow": "truncate"},
        },
        "series": [{"type": "bar", "name": unit, "data": [float(use) for _name, use in shown]}],
    }
    return option, ChartTable([_("part"), unit], [[name, use] for name, use in rows])


def sankey(names: Mapping[int, str], streams: Sequence[Flow], *, unit: str) -> Chart:
    """Energy down the tree of meters; what no sub-meter counted is a stream of its own."""
    label = dict(names)
    taken: dict[str, int] = {}
    for key, name in label.items():
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            label[key] = f"{name} ({taken[name]})"
    used = {flow.source for flow in streams} | {flow.target for flow in streams}
    option = {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "sankey",
                "left": 4,
                "right": "18%",
                "top": 8,
                "bottom": 8,
                "nodeGap": 10,
                "nodeAlign": "left",
                "emphasis": {"focus": "adjacency"},
                "lineStyle": {"color": "gradient", "opacity": 0.4},
                "label": {"width": 130, "overflow": "truncate"},
                "data": [
                    {"name": label[key], **({"itemStyle": {"color": "#a9b3af"}} if key < 0 else {})}
                    for key in label
                    if key in used
                ],
                "links": [
                    {
                        "source": label[flow.source],
                        "target": label[flow.target],
                        "value": float(flow.use),
                    }
                    for flow in streams
                ],
            }
        ],
    }
    rows = [[label[flow.source], label[flow.target], flow.use] for flow in streams]
    return option, ChartTable([_("from"), _("to"), unit], rows)


def _hour_labels(load: Load) -> list[str]:
    if load.days == 1:
        return [f"{hour:02}:00" for hour in HOURS]
    days = [formats.day(day, "bare") for day in load.dates]
    return [f"{day} {hour:02}:00" for day in days for hour in HOURS]


def _quarter_label(day: date, quarter: int, with_day: bool) -> str:
    clock = f"{quarter // 4:02}:{quarter % 4 * 15:02}"
    return f"{formats.day(day, 'bare')} {clock}" if with_day else clock


def _off_days(load: Load, working: Mapping[date, bool] | None) -> list[list[dict[str, int]]]:
    """Stretches of days off, as positions of hours."""
    if not working or load.days == 1:
        return []
    return [
        [{"xAxis": place * 24}, {"xAxis": place * 24 + 23}]
        for place, day in enumerate(load.dates)
        if not working.get(day, True)
    ]


def _temperatures(load: Load, weather: Mapping[date, Weather]) -> list[float | None] | None:
    means = [_mean_c(day, weather) for day in load.dates]
    if all(each is None for each in means):
        return None
    return [each for each in means for _hour in HOURS]


def _mean_c(day: date, weather: Mapping[date, Weather]) -> float | None:
    found = weather.get(day)
    return float(found.mean_c) if found else None


def _plain(load: Load) -> list[float | None]:
    return [_number(each) for each in load.use.ravel()]


def _fit(values: Sequence[float | None], length: int) -> list[float | None]:
    return [*values[:length], *([None] * (length - len(values)))]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else _round(value)


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), 3)


def _maybe(value: float | None) -> float | None:
    return None if value is None else _round(value)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _difference(now: Decimal | None, then: Decimal | None) -> Decimal | None:
    return None if now is None or then is None else now - then
