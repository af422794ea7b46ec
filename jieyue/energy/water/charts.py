"""Charts of the water pages, each with the table behind it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.energy.consumption import queries as consumption
from jieyue.energy.watch.models import Episode
from jieyue.energy.water.desk_queries import TestRow
from jieyue.energy.water.leaks import instant
from jieyue.energy.water.nights import Standing
from jieyue.estate.weather.queries import Weather
from jieyue.kit import formats
from jieyue.kit.charts import ChartTable

Chart = tuple[dict[str, Any], ChartTable]
GRID = {"left": 8, "right": 12, "top": 48, "bottom": 8, "containLabel": True}
PALE = 0.45


def night_flow(
    found: Standing, *, working: Mapping[date, bool], weather: Mapping[date, Weather]
) -> Chart:
    """The least flow of each night; days off are paler, nights with a registered event grey."""
    labels = [formats.day(night.on, "bare") for night in found.nights]
    flows = [_plain(night.least) for night in found.nights]
    bars = [
        {
            "value": flow,
            "itemStyle": {
                "opacity": 0.95 if working.get(night.on, True) else PALE,
                **({"color": "#a9b3af"} if night.has_event else {}),
            },
        }
        for night, flow in zip(found.nights, flows, strict=True)
    ]
    series: list[dict[str, Any]] = [
        {"type": "bar", "name": _("night flow"), "data": bars},
        _level(_("legitimate"), float(found.legitimate), len(labels), "dotted"),
    ]
    if found.alarms:
        baseline = float(found.alarms[-1].baseline)
        series.append(_level(_("baseline"), baseline, len(labels), "dashed"))
    axes: list[dict[str, Any]] = [{"type": "value", "name": "m³/h"}]
    means = [_mean_c(weather.get(night.on)) for night in found.nights]
    if any(mean is not None for mean in means):
        axes.append({"type": "value", "name": "°C", "scale": True, "splitLine": {"show": False}})
        series.append(
            {
                "type": "line", "name": _("mean temperature (°C)"), "yAxisIndex": 1, "data": means,
                "symbol": "none", "lineStyle": {"width": 1, "opacity": 0.6},
            }
        )  # fmt: skip
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"type": "scroll", "top": 0},
        "grid": GRID,
        "xAxis": {"type": "category", "data": labels},
        "yAxis": axes,
        "series": series,
    }
    rows = [
        [label, flow, _("yes") if night.has_event else ""]
        for label, flow, night in zip(labels, flows, found.nights, strict=True)
    ]
    return option, ChartTable([_("night"), _("night flow (m³/h)"), _("event")], rows)


def leak_flow(episode: Episode, *, first: date, last: date) -> Chart:
    """The meter's flow of every hour around a leak, with when it began, was told and ended."""
    hours = consumption.hours(episode.meter_id, first=first, last=last)
    litres = np.where(hours.known, hours.use_micro / 1000, np.nan)
    labels = [
        f"{timezone.localtime(instant(start)):%m-%d %H:%M}" for start in hours.start_s.tolist()
    ]
    values = [None if np.isnan(each) else round(float(each), 1) for each in litres]
    marks = [(_("began"), episode.started_at), (_("told"), episode.detected_at)]
    if episode.gone_at is not None:
        marks.append((_("gone"), episode.gone_at))
    lines = [
        {"name": name, "xAxis": label, "label": {"formatter": name}}
        for name, at in marks
        if (label := f"{timezone.localtime(at):%m-%d %H}:00") in labels
    ]
    option = {
        "tooltip": {"trigger": "axis"},
        "grid": GRID,
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value", "name": "L/h"},
        "series": [
            {
                "type": "line", "step": "end", "symbol": "none", "name": "L/h", "data": values,
                "areaStyle": {"opacity": 0.2}, "markLine": {"symbol": "none", "data": lines},
            }
        ],
    }  # fmt: skip
    rows = [[label, value] for label, value in zip(labels, values, strict=True)]
    return option, ChartTable([_("hour"), "L/h"], rows)


def balance_flow(test: TestRow) -> Chart:
    """Water of a test from the intake through each unit to where it went."""
    whole = _("fresh water")
    ends = {"v_co": _("consumed"), "v_d": _("discharged"), "v_l": _("leaked")}
    links: list[tuple[str, str, Decimal]] = []
    for line in test.lines:
        name = f"{line.name} " if line.name in (whole, *ends.values()) else line.name
        links.append((whole, name, line.v_f))
        links += [(name, label, getattr(line, key)) for key, label in ends.items()]
    links = [link for link in links if link[2] > 0]
    nodes = list(dict.fromkeys(name for link in links for name in link[:2]))
    option = {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "sankey", "left": 4, "right": "18%", "top": 8, "bottom": 8, "nodeGap": 10,
                "lineStyle": {"color": "gradient", "opacity": 0.4},
                "label": {"width": 130, "overflow": "truncate"},
                "data": [{"name": name} for name in nodes],
                "links": [{"source": a, "target": b, "value": float(v)} for a, b, v in links],
            }
        ],
    }  # fmt: skip
    return option, ChartTable([_("from"), _("to"), "m³"], [list(link) for link in links])


def _level(name: str, value: float, count: int, style: str) -> dict[str, Any]:
    return {
        "type": "line", "name": name, "data": [round(value, 3)] * count, "symbol": "none",
        "lineStyle": {"type": style, "width": 1.5},
    }  # fmt: skip


def _plain(flow: Decimal | None) -> float | None:
    return None if flow is None else round(float(flow), 3)


def _mean_c(weather: Weather | None) -> float | None:
    return None if weather is None else round(float(weather.mean_c), 1)
