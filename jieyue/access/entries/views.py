from collections.abc import Sequence
from datetime import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.access.entries import presence as counted
from jieyue.access.entries import queries
from jieyue.access.entries.presence import Curve
from jieyue.access.entries.tables import IngestTable
from jieyue.access.messages import REASONS
from jieyue.kit.charts import ChartTable
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Empty, table_page

PRESENCE = "access/entries/presence.html"
PRESENCE_PART = "access/entries/_presence.html"


def presence(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    now, curve = counted.presence_and_curve(actor, at=at)
    context = {"presence": now, "option": _option(curve), "table": _table(curve)}
    return render_page(request, PRESENCE, context, part=PRESENCE_PART)


def deliveries(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    refused = [(row, REASONS.get(row.reason, row.reason)) for row in queries.refusals(actor)]
    return table_page(
        request,
        IngestTable,
        queries.ingests(actor),
        title=_("Deliveries of the gates"),
        page="access/entries/deliveries.html",
        context={"refused": refused},
        empty=Empty(
            _("Nothing delivered yet"),
            _("Entries appear here as soon as a device sends them with its key."),
            reverse("access:devices"),
            _("Gate devices"),
            "door-enter",
        ),
    )


def _option(curve: Curve) -> dict[str, Any]:
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {},
        "xAxis": {"type": "category", "data": _clocks(curve.quarters), "boundaryGap": False},
        "yAxis": {"type": "value", "minInterval": 10},
        "series": [
            {"type": "line", "name": _("today"), "data": curve.today, "symbol": "none"},
            {
                "type": "line",
                "name": _("usual workday"),
                "data": curve.usual,
                "symbol": "none",
                "lineStyle": {"type": "dashed"},
            },
        ],
    }


def _table(curve: Curve) -> ChartTable:
    rows = zip(_clocks(curve.quarters), curve.today, curve.usual, strict=True)
    return ChartTable([_("time"), _("today"), _("usual workday")], [list(row) for row in rows])


def _clocks(quarters: Sequence[time]) -> list[str]:
    return [quarter.isoformat("minutes") for quarter in quarters]
