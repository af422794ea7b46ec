"""The readings around an episode, with what was expected of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.energy.consumption import queries as consumption
from jieyue.energy.scale import MICRO
from jieyue.energy.watch.queries import EpisodePage
from jieyue.energy.watch.rules import baseline, hourly, response, spikes
from jieyue.energy.watch.rules.hourly import Days, Floats, Hours
from jieyue.energy.watch.signs import LOCAL_S, Watched
from jieyue.kit import formats
from jieyue.kit.charts import ChartTable, band
from jieyue.kit.unit_labels import label_of

BEFORE_DAYS = 5
AFTER_DAYS = 3
MOST_HOURS_DAYS = 14  # longer ones are drawn by the day
TEACHING_DAYS = 200
Chart = tuple[dict[str, Any], ChartTable]


def around(episode: EpisodePage, *, site_id: int, at: datetime) -> Chart | None:
    """None when nothing of these days is known. By the hour, or by the day when it lasts long."""
    first = timezone.localdate(episode.started_at) - timedelta(days=BEFORE_DAYS)
    until = episode.gone_at or episode.last_seen_at
    last = min(timezone.localdate(until) + timedelta(days=AFTER_DAYS), timezone.localdate(at))
    taught = consumption.hours(
        episode.meter_id, first=first - timedelta(days=TEACHING_DAYS), last=last
    )
    if not len(taught):
        return None
    use = np.where(taught.known, taught.use_micro / MICRO, np.nan)
    hours = Hours(int(taught.start_s[0]) + LOCAL_S, use)
    site = Watched(site_id, at)
    if (last - first).days > MOST_HOURS_DAYS:
        return _by_day(episode, site, hours, shown=(last - first).days + 1)
    return _by_hour(episode, site, hours, shown=24 * ((last - first).days + 1))


def _by_hour(episode: EpisodePage, site: Watched, hours: Hours, *, shown: int) -> Chart | None:
    kind = site.kind(hours.day_number())
    middle, spread = spikes.expected(hours, kind)
    part = slice(-shown, None)
    seconds = hours.start_s + hourly.HOUR_S * np.arange(len(hours.use)) - LOCAL_S
    labels = [formats.moment(_at(second)) for second in seconds[part]]
    return _drawn(
        episode, labels, hours.use[part], (middle - 3 * spread)[part], (middle + 3 * spread)[part],
        middle[part], seconds[part],
    )  # fmt: skip


def _by_day(episode: EpisodePage, site: Watched, hours: Hours, *, shown: int) -> Chart | None:
    found = hourly.days_of(hours)
    days = Days(found.number, found.mean, site.temperature_c(found.number))
    kind = response.like_days_off(days, site.kind(days.number))
    start = len(days.number) - shown + BEFORE_DAYS
    should = baseline.band(days, kind, learnt_until=max(start, 0))
    nothing = np.full(len(days.mean), np.nan)
    low, high, expected = (
        (should.low, should.high, should.expected) if should else (nothing, nothing, nothing)
    )
    part = slice(-shown, None)
    seconds = days.number[part] * hourly.DAY_S - LOCAL_S
    labels = [formats.day(_at(second).date()) for second in seconds]
    return _drawn(episode, labels, days.mean[part], low[part], high[part], expected[part], seconds)


def _drawn(
    episode: EpisodePage, labels: list[str], use: Floats, low: Floats, high: Floats,
    expected: Floats, seconds: Any,
) -> Chart | None:  # fmt: skip
    if not np.isfinite(use).any():
        return None
    began = int(episode.started_at.timestamp())
    ended = int((episode.gone_at or episode.last_seen_at).timestamp())
    place = min(int(np.searchsorted(seconds, began, "right")) - 1, len(labels) - 1)
    end = min(max(int(np.searchsorted(seconds, ended, "right")) - 1, place), len(labels) - 1)
    mark = {
        "silent": True,
        "itemStyle": {"color": "#d63939", "opacity": 0.1},
        "data": [[{"xAxis": max(place, 0)}, {"xAxis": max(end, 0)}]],
    }
    unit = label_of(episode.unit_code)
    series: list[dict[str, Any]] = [
        *band(_("usual band"), _plain(np.maximum(low, 0)), _plain(high)),
        {
            "type": "line",
            "name": _("expected"),
            "data": _plain(expected),
            "symbol": "none",
            "lineStyle": {"type": "dashed", "width": 1},
        },
        {
            "type": "line",
            "name": _("measured"),
            "data": _plain(use),
            "symbol": "none",
            "markArea": mark,
        },
    ]
    option = {
        "grid": {"left": 8, "right": 12, "top": 48, "bottom": 8, "containLabel": True},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value", "name": _("%(unit)s an hour") % {"unit": unit}},
        "series": series,
    }
    headers = [_("Time"), _("measured"), _("expected")]
    rows = list(zip(labels, _plain(use), _plain(expected), strict=True))
    return option, ChartTable(headers, rows)


def _plain(values: Floats) -> list[float | None]:
    return [round(float(value), 3) if np.isfinite(value) else None for value in values]


def _at(second: int) -> datetime:
    return timezone.localtime(datetime.fromtimestamp(int(second), UTC))
