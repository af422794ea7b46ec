"""The administration's view: who has filed, and the summaries of what they filed."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.statistics import duties, sheets, summaries
from jieyue.energy.statistics.messages import EXPECTED
from jieyue.energy.statistics.places import site_of, span_of
from jieyue.energy.statistics.report_pages import form_reply
from jieyue.energy.statistics.spans import recent
from jieyue.energy.statistics.sums import COLUMNS
from jieyue.energy.statistics.wording import COLUMN_NAMES, STATUSES, period_name
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.sites.models import Site

PERIODS_SHOWN = 8


@login_required
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """Every unit's report of a period: filed or not, in time or late."""
    actor = actor_of(request)
    actor.require(EnergyPermission.STATISTICS_READ)
    today = timezone.localdate()
    span = span_of(request, today=today)
    due = duties.of_period(site_id=site_of(actor), span=span, today=today)
    done = [each for each in due if each.is_done]
    context = {
        "span": span,
        "period": period_name(span),
        "periods": [
            (each.code, period_name(each)) for each in recent(today, quarters=PERIODS_SHOWN)
        ],
        "duties": [(each, *STATUSES[each.status]) for each in due],
        "done": len(done),
        "in_time": sum(1 for each in done if not each.is_late),
        "late": sum(1 for each in due if each.is_late),
        "due_on": duties.due_on(site_id=site_of(actor), span=span),
        "summaries": summaries.SUMMARIES,
    }
    return render_page(request, "energy/statistics/units.html", context)


@login_required
@require_GET
def summary(request: HttpRequest, code: str) -> HttpResponse:
    """A summary form on the page, to print (`?print=1`) or as Excel (`?export=xlsx`)."""
    actor = actor_of(request)
    actor.require(EnergyPermission.STATISTICS_READ)
    today = timezone.localdate()
    span = span_of(request, today=today)
    try:
        found = summaries.summary(site_id=site_of(actor), code=code, span=span)
    except EXPECTED as error:
        raise Http404 from error
    address = reverse("energy:statistics_summary", args=[code], query={"period": span.code})
    if "print" in request.GET or "export" in request.GET:
        site = Site.objects.get(id=site_of(actor)).name
        laid_out = sheets.of_summary(found, site=site, filled_by=actor.name, on=today)
        return form_reply(request, laid_out, back=address)
    columns = [key for key in COLUMNS[found.form.by] if _is_used(found, key)]
    context = {
        "summary": found,
        "period": period_name(span),
        "address": address,
        "columns": [str(COLUMN_NAMES[key]) for key in columns],
        "rows": [(each.line, [each.figures[key] for key in columns]) for each in found.lines],
        "codes": summaries.SUMMARIES,
        "span": span,
    }
    return render_page(request, "energy/statistics/summary.html", context)


def _is_used(found: summaries.Summary, key: str) -> bool:
    """Empty columns are left away on the screen; the printed form has them all."""
    return key == "total" or any(each.figures[key] is not None for each in found.lines)
