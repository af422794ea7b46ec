"""通行统计: passages, peaks, refusals, what was done by hand, uptime; by day, week or month."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jieyue.access.gates.models import Gate
from jieyue.access.statistics import charts, queries
from jieyue.access.statistics.tables import GateLineTable
from jieyue.kit.pages import actor_of
from jieyue.kit.tables import Empty, table_page


@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """The statistics of a span; the list of gates goes out to Excel."""
    actor, at = actor_of(request), timezone.now()
    today = timezone.localdate(at)
    span = queries.span_of(request.GET.get("span", queries.DAY), _day(request, today))
    gate_id = _gate(request)
    report = queries.report(actor, span, gate_id=gate_id, at=at)
    gates = Gate.objects.filter(site_id=actor.site_id).order_by("name")
    context = {
        "report": report,
        "gates": [(gate.id, gate.name) for gate in gates],
        "gate_id": gate_id,
        "spans": [("day", _("One day")), ("week", _("One week")), ("month", _("One month"))],
        "last": report.span.end > today,
        "last_day": max(report.span.start, report.span.end - queries.ONE_DAY),
        "hours_chart": charts.hours(report),
        "days_chart": charts.days(report) if span.kind != queries.DAY else None,
        "refusals_chart": charts.refusals(report) if report.refusals else None,
        "peak_clock": queries.clock(report.peak.minute) if report.peak else "",
    }
    return table_page(
        request,
        GateLineTable,
        report.gates,
        title=_("Gate statistics"),
        page="access/statistics/statistics.html",
        empty=Empty(
            _("Nobody passed in this time"),
            _("Passages are counted as soon as gates ask whether somebody may pass."),
            icon="chart-bar",
        ),
        context=context,
    )


def _day(request: HttpRequest, today: date) -> date:
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return min(max(asked, date(2000, 1, 1)), today)


def _gate(request: HttpRequest) -> int | None:
    asked = request.GET.get("gate", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
