"""The batches of a day as bars over the hours: finished, held, off the counter."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.canteen.kitchen.queries import BatchRow
from jieyue.kit.charts import ChartTable

HELD_COLOUR, LATE_COLOUR = "#2b8a66", "#d9480f"
ROW_PX, FRAME_PX = 34, 70


def holding_chart(batches: Sequence[BatchRow], *, now: datetime) -> dict[str, Any]:
    """One bar a batch from `finished_at` until it left or now; the part beyond its limit stands
    out. Latest batch at the bottom."""
    names = [_name(batch) for batch in batches]
    series = [part for batch in batches for part in _bars(batch, now)]
    return {
        "tooltip": {"trigger": "item"},
        "legend": {"show": False},
        "xAxis": {"type": "time", "splitNumber": 4},
        "yAxis": {"type": "category", "data": names, "inverse": True},
        "series": series,
    }


def holding_table(batches: Sequence[BatchRow], *, now: datetime) -> ChartTable:
    """The same in figures."""
    headers = [
        _("Batch"),
        _("Finished"),
        _("Off the counter"),
        _("Held (min)"),
        _("To leave by"),
        _("Remarks"),
    ]
    return ChartTable(
        headers=headers,
        rows=[
            (
                _name(batch),
                _clock(batch.finished_at),
                _clock(batch.off_at),
                _minutes(batch, now),
                _clock(batch.leaves_by),
                "、".join(batch.remarks),
            )
            for batch in batches
        ],
    )


def height_px(batches: Sequence[BatchRow]) -> int:
    return FRAME_PX + ROW_PX * len(batches)


def _bars(batch: BatchRow, now: datetime) -> list[dict[str, Any]]:
    end = max(batch.off_at or now, batch.finished_at)
    limit = batch.leaves_by
    if limit is None or limit >= end:
        return [_bar(batch, batch.finished_at, end, HELD_COLOUR)]
    return [
        _bar(batch, batch.finished_at, limit, HELD_COLOUR),
        _bar(batch, limit, end, LATE_COLOUR),
    ]


def _bar(batch: BatchRow, start: datetime, end: datetime, colour: str) -> dict[str, Any]:
    name = _name(batch)
    return {
        "type": "line",
        "name": name,
        "symbol": "none",
        "lineStyle": {"width": 14, "color": colour, "cap": "butt"},
        "itemStyle": {"color": colour},
        "data": [[_local(start), name], [_local(end), name]],
    }


def _name(batch: BatchRow) -> str:
    return f"{batch.dish} {batch.sequence}"


def _local(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M:%S}"


def _clock(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M}" if at else "—"


def _minutes(batch: BatchRow, now: datetime) -> int:
    return max(int(((batch.off_at or now) - batch.finished_at).total_seconds() // 60), 0)
