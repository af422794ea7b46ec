"""The indicators page."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from jieyue.canteen.diners.queries import CanteenRow, canteens
from jieyue.canteen.evaluation import charts, queries
from jieyue.canteen.evaluation.evidence_thrift import shown
from jieyue.canteen.evaluation.queries import LABELS, IndicatorRow
from jieyue.canteen.evaluation.rules.buckets import Step
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.pages import actor_of, render_page

STEPS: dict[Step, Promise] = {
    Step.DAY: _("day"),
    Step.WEEK: _("week"),
    Step.MONTH: _("month"),
    Step.QUARTER: _("quarter"),
}


@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    """W1 to W7 of a period against the same of the year before, and one of them over time."""
    actor = actor_of(request)
    actor.require(CanteenPermission.EVALUATION_READ)
    places = canteens(actor)
    if not places:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    place = _place(request.GET.get("canteen", ""), places)
    asked = request.GET.get("step", "")
    step = Step(asked) if asked in list(Step) else Step.QUARTER
    code = request.GET.get("code", "W1")
    if code not in LABELS:
        raise Http404
    on = _day(request.GET.get("on", ""))
    found = queries.indicators(actor, canteen_id=place.id, step=step, on=on, code=code)
    label = str(LABELS[code])
    option, table = charts.over_time(found.series, label=label, code=code, step=step)
    context = {
        "place": place,
        "places": places,
        "step": step,
        "steps": STEPS.items(),
        "on": on,
        "code": code,
        "label": label,
        "period": charts.name_of(found.bucket, step),
        "period_before": charts.name_of(found.year_before, step),
        "rows": [_row(row) for row in found.rows],
        "option": option,
        "table": table,
    }
    return render_page(request, "canteen/evaluation/indicators.html", context)


def _row(row: IndicatorRow) -> dict[str, Any]:
    told = {
        name: "" if value is None else shown(row.code, value)
        for name, value in (
            ("value", row.now.value), ("low", row.now.low), ("high", row.now.high),
            ("before", row.before.value),
        )
    }  # fmt: skip
    return told | {"row": row}


def _place(asked: str, places: list[CanteenRow]) -> CanteenRow:
    if not asked:
        return places[0]
    for row in places:
        if str(row.id) == asked:
            return row
    raise Http404


def _day(asked: str) -> date:
    """The day asked for; today when none or none that can be read was."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return timezone.localdate()
    return day if date(2004, 1, 1) <= day <= date(2199, 12, 31) else timezone.localdate()
