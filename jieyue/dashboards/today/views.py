from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.dashboards.today import queries
from jieyue.dashboards.today.queries import CanteenToday
from jieyue.kit.charts import ChartTable
from jieyue.kit.formats import day as day_text
from jieyue.kit.pages import actor_of, render_page

PAGE = "dashboards/today/page.html"
PART = "dashboards/today/_today.html"


def today(request: HttpRequest) -> HttpResponse:
    found = queries.today(actor_of(request), at=timezone.now())
    canteens = [(canteen, _option(canteen), _table(canteen)) for canteen in found.canteens]
    return render_page(request, PAGE, {"today": found, "canteens": canteens}, part=PART)


def _option(canteen: CanteenToday) -> dict[str, Any]:
    days = [day_text(meal.day) for meal in canteen.past]
    line = {"type": "line", "symbol": "none", "connectNulls": False}
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {},
        "xAxis": {"type": "category", "data": days},
        "yAxis": {"type": "value", "scale": True},
        "series": [
            {
                "type": "line",
                "name": _("eaten"),
                "data": [meal.eaten for meal in canteen.past],
                "symbolSize": 7,
                "lineStyle": {"width": 3},
            },
            line | {"name": _("planned"), "data": [meal.by_plan for meal in canteen.past]},
            line
            | {
                "name": _("planned by hand"),
                "data": [meal.by_hand for meal in canteen.past],
                "lineStyle": {"type": "dashed"},
            },
        ],
    }


def _table(canteen: CanteenToday) -> ChartTable:
    headers = [_("day"), _("eaten"), _("planned"), _("planned by hand")]
    rows = [[day_text(m.day), m.eaten, m.by_plan, m.by_hand] for m in canteen.past]
    return ChartTable(headers, rows)
