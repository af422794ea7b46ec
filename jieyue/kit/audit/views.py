"""The journal for the auditor, and the deliveries that keep failing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.kit import tasks
from jieyue.kit.audit import actions, queries
from jieyue.kit.audit.tables import DeliveryTable, EntryFilter, EntryTable
from jieyue.kit.journal.models import Entry
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.permissions import KitPermission
from jieyue.kit.problems import say
from jieyue.kit.tables import Empty, table_page


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return table_page(
        request,
        EntryTable,
        queries.entries(actor),
        title=_("Journal"),
        filterset=EntryFilter,
        page="kit/audit/journal.html",
        empty=Empty(_("The journal is empty"), _("What people and the system decide shows here.")),
        context={"chain": queries.chain(actor)},
    )


@require_GET
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    try:
        shown = queries.entry(actor_of(request), entry_id=entry_id)
    except Entry.DoesNotExist as error:
        raise Http404(str(entry_id)) from error
    return render_page(request, "kit/audit/entry.html", {"shown": shown})


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Checking the whole chain takes a while, so it is background work."""
    actor = actor_of(request)
    actor.require(KitPermission.JOURNAL_READ)
    task = tasks.enqueue("kit.audit.verify", {}, actor=actor, at=timezone.now())
    return HttpResponseRedirect(reverse("kit:task", args=[task.id]))


@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    return table_page(
        request,
        DeliveryTable,
        queries.failing(actor_of(request)),
        title=_("Deliveries that keep failing"),
        empty=Empty(
            _("Nothing fails"),
            _("Whatever must follow a recorded fact has followed."),
            icon="circle-check",
        ),
    )


@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, delivery_id: int) -> HttpResponse:
    actor = actor_of(request)
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        try:
            actions.retry(delivery_id=delivery_id, reason=reason, actor=actor, at=timezone.now())
        except actions.REFUSALS as error:
            messages.error(request, say(error))
        else:
            messages.success(request, _("It is tried again at once."))
            return HttpResponseRedirect(reverse("kit:deliveries"))
    rows = {row.id: row for row in queries.failing(actor)}
    if delivery_id not in rows:
        return HttpResponseRedirect(reverse("kit:deliveries"))
    context = {
        "shown": rows[delivery_id],
        "reason": request.POST.get("reason", ""),
        "may_retry": actor.may(KitPermission.TASKS_RETRY),
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "kit/audit/delivery.html", context, status=status)
