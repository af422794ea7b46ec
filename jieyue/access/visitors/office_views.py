"""The security office's pages: the register of visits and when none are received."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.access.permissions import AccessPermission
from jieyue.access.visitors import queries, stops
from jieyue.access.visitors.forms import FindForm, StopForm
from jieyue.access.visitors.messages import EXPECTED, say
from jieyue.access.visitors.models import VisitStop
from jieyue.access.visitors.tables import VisitTable
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Empty, table_page


@dataclass(frozen=True)
class StopRow:
    """One time in which no visits are received. is_on: it is so now or will be."""

    id: int
    unit: str
    since: datetime
    until: datetime
    reason: str
    by: str
    is_on: bool


@login_required
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Every visit the reader may see, to be filtered and taken out as a sheet."""
    actor, at = actor_of(request), timezone.now()
    queries.require_reading(actor)
    form = FindForm(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = queries.found(
        actor,
        at=at,
        since=chosen.get("since"),
        until=chosen.get("until"),
        state=chosen.get("state") or "",
    )
    return table_page(
        request,
        VisitTable,
        rows,
        title=_("Register of visits"),
        filterset=FindForm,
        empty=Empty(_("No visits"), _("Choose other days or another state."), "", "", "user-plus"),
    )


@login_required
@require_http_methods(["GET", "POST"])
def visit_stops(request: HttpRequest) -> HttpResponse:
    """When a unit or the complex receives nobody."""
    actor, at = actor_of(request), timezone.now()
    actor.require(AccessPermission.VISITORS_READ)
    may_edit = actor.may(AccessPermission.VISITORS_EDIT)
    form = StopForm(request.POST or None, actor=actor)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        unit_id = int(data.pop("unit") or 0) or None
        try:
            stops.stop(unit_id=unit_id, actor=actor, at=at, **data)
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("Visits are stopped in that time."))
            return redirect("access:visit_stops")
    rows = VisitStop.objects.visible_to(actor).select_related("unit")[:100]
    shown = [
        StopRow(
            id=row.id,
            unit=row.unit.name if row.unit else _("the whole complex"),
            since=row.since,
            until=row.until,
            reason=row.reason,
            by=row.by,
            is_on=row.lifted_at is None and row.until > at,
        )
        for row in rows
    ]
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "rows": shown, "may_edit": may_edit}
    return render_page(request, "access/visitors/stops.html", context, status=status)


@login_required
@require_POST
def lift_stop(request: HttpRequest, stop_id: int) -> HttpResponse:
    """Visits are received again."""
    actor = actor_of(request)
    try:
        stops.lift(stop_id=stop_id, actor=actor, at=timezone.now())
    except VisitStop.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Visits are received again."))
    return redirect("access:visit_stops")
