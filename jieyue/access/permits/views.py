"""作业许可: the list, one permit, its workers, and the guard's check."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.access.gates.queries import zone_names
from jieyue.access.permissions import AccessPermission
from jieyue.access.permits import actions, queries
from jieyue.access.permits import parameters as of_permits
from jieyue.access.permits.forms import InsuranceForm, PermitForm, WorkerForm
from jieyue.access.permits.messages import EXPECTED, say
from jieyue.access.permits.models import PermitState, Worker, WorkPermit
from jieyue.access.permits.sheet import SPEC, asked_of
from jieyue.access.visitors.asking import host_named
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.sheet_pages import import_page

EDIT = AccessPermission.PERMITS_EDIT
READ = AccessPermission.PERMITS_READ


@login_required
@require_GET
def permits(request: HttpRequest) -> HttpResponse:
    """Permits to be decided, in force and over."""
    actor, at = actor_of(request), timezone.now()
    actor.require(READ)
    rows = queries.permits(actor, at=at)
    over = (PermitState.ENDED, PermitState.REFUSED)
    context = {
        "living": [row for row in rows if row.state not in over],
        "past": [row for row in rows if row.state in over][:50],
        "inside": queries.inside(site_id=actor.site_id or 0, at=at),
        "may_edit": actor.may(EDIT),
    }
    return render_page(request, "access/permits/permits.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str = "") -> HttpResponse:
    """A new permit, or a draft changed."""
    actor, at = actor_of(request), timezone.now()
    actor.require(EDIT)
    profile = parameters.read(site_id=actor.site_id or 0, on=timezone.localdate(at)).text(
        of_permits.PROFILE
    )
    initial = _initial(_permit(actor, number)) if number else {}
    form = PermitForm(request.POST or None, site_id=actor.site_id, profile=profile, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            permit = _draft(form, number, actor, at)
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            return redirect("access:permit", number=permit.number)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "number": number}
    return render_page(request, "access/permits/edit.html", context, status=status)


@login_required
@require_GET
def permit(request: HttpRequest, number: str) -> HttpResponse:
    """One permit with its workers."""
    actor = actor_of(request)
    return _page(request, actor, _permit(actor, number))


@login_required
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """Approve, refuse, suspend, end; add or take off a worker; renew the insurance."""
    actor, at = actor_of(request), timezone.now()
    found = _permit(actor, number)
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    if do in ("worker", "insurance"):
        return _with_form(request, actor, found, do, at)
    known: dict[str, Callable[[], Any]] = {
        "approve": lambda: actions.approve(number=number, actor=actor, at=at),
        "end": lambda: actions.end(number=number, actor=actor, at=at),
        "refuse": lambda: actions.refuse(number=number, reason=reason, actor=actor, at=at),
        "remove": lambda: actions.remove_worker(
            worker_id=_worker_id(request, found), actor=actor, at=at
        ),
        "suspend": lambda: actions.suspend(number=number, reason=reason, actor=actor, at=at),
    }
    if do not in known:
        raise Http404
    try:
        known[do]()
    except EXPECTED as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _("Done."))
    return redirect("access:permit", number=number)


@login_required
@require_POST
def check(request: HttpRequest, number: str) -> HttpResponse:
    """A guard compares the last characters of the document shown."""
    actor, at = actor_of(request), timezone.now()
    found = _permit(actor, number)
    tail = request.POST.get("tail", "")
    try:
        worker = actions.check(worker_id=_worker_id(request, found), tail=tail, actor=actor, at=at)
    except EXPECTED as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _("%(name)s may go to work.") % {"name": worker.name})
    return redirect("access:permit", number=number)


@login_required
@require_http_methods(["GET", "POST"])
def workers(request: HttpRequest, number: str) -> HttpResponse:
    """A list of workers from Excel."""
    actor, at = actor_of(request), timezone.now()
    actor.require(EDIT)
    _permit(actor, number)

    def add(row: Any) -> str:
        actions.add_worker(number=number, worker=asked_of(row.values), actor=actor, at=at)
        return "added"

    return import_page(
        request,
        SPEC,
        apply=add,
        refusals=EXPECTED,
        say=say,
        done_url=reverse("access:permit", args=[number]),
        title=_("Workers of %(number)s") % {"number": number},
    )


def _page(
    request: HttpRequest,
    actor: Actor,
    found: WorkPermit,
    *,
    worker_form: WorkerForm | None = None,
    insurance_form: InsuranceForm | None = None,
) -> HttpResponse:
    at = timezone.now()
    forms = [form for form in (worker_form, insurance_form) if form is not None]
    may_edit = actor.may(EDIT)
    living = (PermitState.DRAFT, PermitState.APPROVED)
    context = {
        "permit": found,
        "row": queries.row_of(found, actor, at=at),
        "workers": queries.workers_of(found),
        "plates": [car.plate for car in found.plates.all()],
        "zones": zone_names(found.zones, site_id=found.site_id),
        "worker_form": worker_form or WorkerForm(),
        "insurance_form": insurance_form or InsuranceForm(),
        "may_edit": may_edit,
        "may_add": may_edit and found.state in living,
        "may_approve": may_edit and found.state in (PermitState.DRAFT, PermitState.SUSPENDED),
        "may_check": actor.may(AccessPermission.VISITORS_RECEIVE)
        and found.state == PermitState.APPROVED,
        "is_over": found.state in (PermitState.ENDED, PermitState.REFUSED),
        "ended_insurance": found.state == PermitState.SUSPENDED and found.reason == "insurance",
    }
    return render_page(request, "access/permits/permit.html", context, status=422 if forms else 200)


def _with_form(
    request: HttpRequest, actor: Actor, found: WorkPermit, do: str, at: datetime
) -> HttpResponse:
    form = WorkerForm(request.POST) if do == "worker" else InsuranceForm(request.POST)
    if form.is_valid():
        try:
            if isinstance(form, WorkerForm):
                actions.add_worker(number=found.number, worker=form.asked(), actor=actor, at=at)
            else:
                until = form.cleaned_data["until"]
                actions.renew_insurance(number=found.number, until=until, actor=actor, at=at)
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            return redirect("access:permit", number=found.number)
    if isinstance(form, WorkerForm):
        return _page(request, actor, found, worker_form=form)
    return _page(request, actor, found, insurance_form=form)


def _draft(form: PermitForm, number: str, actor: Actor, at: datetime) -> WorkPermit:
    data = form.cleaned_data
    supervisor = host_named(data["supervisor"], unit_id=int(data["unit"]), site_id=actor.site_id)
    asked = form.asked(supervisor_id=supervisor.id)
    return actions.draft(asked=asked, number=number, actor=actor, at=at)


def _permit(actor: Actor, number: str) -> WorkPermit:
    actor.require(READ)
    rows = WorkPermit.objects.visible_to(actor).select_related("supervisor", "unit")
    found: WorkPermit | None = rows.prefetch_related("workers").filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _worker_id(request: HttpRequest, found: WorkPermit) -> int:
    """The worker named in the form, if of this permit."""
    text = request.POST.get("worker", "")
    rows = Worker.objects.filter(permit=found)
    if not (text.isascii() and text.isdigit()) or not rows.filter(id=int(text)).exists():
        raise Http404
    return int(text)


def _initial(found: WorkPermit) -> dict[str, Any]:
    names = ("company", "work", "insurance_until", "zones", "certificates", "is_hot_work")
    return {name: getattr(found, name) for name in names} | {
        "unit": found.unit_id,
        "supervisor": found.supervisor.name,
        "from_at": timezone.localtime(found.from_at),
        "until_at": timezone.localtime(found.until_at),
        "fire_watch": found.fire_watch,
        "plates": " ".join(car.plate for car in found.plates.all()),
    }
