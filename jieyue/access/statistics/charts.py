"""The charts of the gates' statistics, each with its table."""

from typing import Any

from django.utils.translation import gettext as _

from jieyue.access.statistics.queries import Report
from jieyue.kit.charts import ChartTable
from jieyue.kit.formats import day as day_label

HOURS = [f"{hour}:00" for hour in range(24)]


def hours(report: Report) -> tuple[dict[str, Any], ChartTable]:
    """Passages in and out by hour of the day."""
    series = [(_("in"), list(report.hours_in)), (_("out"), list(report.hours_out))]
    rows = [list(row) for row in zip(HOURS, report.hours_in, report.hours_out, strict=True)]
    return _bars(HOURS, series), ChartTable([_("hour"), _("in"), _("out")], rows)


def days(report: Report) -> tuple[dict[str, Any], ChartTable]:
    """Passages and visitors by day."""
    labels = [day_label(line.day) for line in report.days]
    series = [
        (_("in"), [line.entered for line in report.days]),
        (_("out"), [line.left for line in report.days]),
    ]
    headers = [_("day"), _("in"), _("out"), _("turned away")]
    rows: list[list[Any]] = [
        [label, line.entered, line.left, line.refused]
        for label, line in zip(labels, report.days, strict=True)
    ]
    if not report.gate:
        series.append((_("visitors"), [line.visitors or 0 for line in report.days]))
        headers.append(_("visitors"))
        rows = [[*row, line.visitors] for row, line in zip(rows, report.days, strict=True)]
    return _bars(labels, series), ChartTable(headers, rows)


def refusals(report: Report) -> tuple[dict[str, Any], ChartTable]:
    """Why the gates refused, most often first."""
    names = [name for name, _times in report.refusals]
    times = [number for _name, number in report.refusals]
    option = {
        "tooltip": {"trigger": "axis"},
        "grid": {"containLabel": True, "left": 8},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "data": names[::-1]},
        "series": [{"type": "bar", "name": _("turned away"), "data": times[::-1]}],
    }
    rows = [list(row) for row in report.refusals]
    return option, ChartTable([_("why"), _("times")], rows)


def _bars(labels: list[str], series: list[tuple[str, list[int]]]) -> dict[str, Any]:
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {},
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [{"type": "bar", "name": name, "data": data} for name, data in series],
    }
