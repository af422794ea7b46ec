"""The gate's and the reception's pages: who is expected, walk-ins, identity, badges, going."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.access.permissions import AccessPermission
from jieyue.access.visitors import asking, passes, queries, receiving, refusals, rules
from jieyue.access.visitors.drawing import printed_code, way_to_ask
from jieyue.access.visitors.forms import ReceiveForm, WalkInForm, WriteUpForm
from jieyue.access.visitors.host_views import seen
from jieyue.access.visitors.messages import EXPECTED, say
from jieyue.access.visitors.models import Guest, Visit
from jieyue.access.visitors.settings_of_site import rules_of
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page

RECEIVE = AccessPermission.VISITORS_RECEIVE


@login_required
@require_GET
def reception(request: HttpRequest) -> HttpResponse:
    """Today's visits; who stays too long, who is inside unchecked, what is to be written up."""
    actor, at = actor_of(request), timezone.now()
    actor.require(AccessPermission.VISITORS_READ)
    rows = queries.expected(actor, day=timezone.localdate(at), at=at)
    sought = request.GET.get("q", "").strip()
    shown = [row for row in rows if not sought or _matches(row, sought)]
    context = {
        "rows": shown,
        "sought": sought,
        "held": queries.held(actor, at=at),
        "overstayed": queries.still_inside(actor, at=at),
        "unchecked": [row for row in rows if row.unchecked],
        "write_ups": queries.to_write_up(actor, at=at),
        "counts": _counts(rows),
        "may_receive": actor.may(RECEIVE),
        **way_to_ask(request, site_id=actor.site_id),
    }
    part = "access/visitors/_expected.html"
    return render_page(request, "access/visitors/reception.html", context, part=part)


@login_required
@require_http_methods(["GET", "POST"])
def walk_in(request: HttpRequest) -> HttpResponse:
    """Somebody came unannounced: written down, looked at, and let in when the host agrees."""
    actor, at = actor_of(request), timezone.now()
    actor.require(RECEIVE)
    form = WalkInForm(request.POST or None, site_id=actor.site_id)
    if form.is_bound and form.is_valid():
        try:
            visit = _register(form, actor, at)
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            return _let_in(request, visit, form, actor, at)
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "access/visitors/walk_in.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def guest(request: HttpRequest, guest_id: int) -> HttpResponse:
    """Look at who came, and give the badge."""
    actor, at = actor_of(request), timezone.now()
    actor.require(RECEIVE)
    found = _guest(actor, guest_id)
    form = ReceiveForm(request.POST or None, initial={"document": found.document})
    if form.is_bound and form.is_valid():
        try:
            receiving.receive(guest_id=guest_id, shown=form.shown(), actor=actor, at=at)
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("%(name)s is let in.") % {"name": found.name})
            return redirect("access:visit_badge", guest_id=guest_id)
    window = passes.window_of(found.visit, rules_of(actor.site_id, at=at))
    context = {
        "form": form,
        "guest": queries.guest_row(found),
        "row": queries.row_of(found.visit, actor, at=at),
        "window": window,
        "is_in_time": at in window and found.visit.state in rules.RECEIVED,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "access/visitors/guest.html", context, status=status)


@login_required
@require_POST
def leave(request: HttpRequest, guest_id: int) -> HttpResponse:
    """Who goes is noted; `badge` says whether the badge came back."""
    actor, at = actor_of(request), timezone.now()
    actor.require(RECEIVE)
    found = _guest(actor, guest_id)
    try:
        if request.POST.get("do") == "badge":
            receiving.take_badge(guest_id=guest_id, actor=actor, at=at)
            said = _("The badge of %(name)s is back.")
        else:
            has_badge = request.POST.get("badge") == "yes"
            receiving.leave(guest_id=guest_id, badge_back=has_badge, actor=actor, at=at)
            said = _("%(name)s has gone.")
    except EXPECTED as error:
        messages.error(request, say(error))
    else:
        messages.success(request, said % {"name": found.name})
    return redirect("access:reception")


@never_cache
@login_required
@require_GET
def badge(request: HttpRequest, guest_id: int) -> HttpResponse:
    """The badge to print: A6, with a code that opens in the visit's window, without numbers."""
    actor, at = actor_of(request), timezone.now()
    actor.require(RECEIVE)
    found = _guest(actor, guest_id)
    window = passes.window_of(found.visit, rules_of(actor.site_id, at=at))
    context = {
        "guest": queries.guest_row(found),
        "row": queries.row_of(found.visit, actor, at=at),
        "site": found.site.name,
        "window": window,
        "code": printed_code(found, window),
    }
    return render_page(request, "access/visitors/badge.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def write_up(request: HttpRequest, number: str) -> HttpResponse:
    """Complete an urgent visit."""
    actor, at = actor_of(request), timezone.now()
    actor.require(RECEIVE)
    found = seen(actor, number)
    form = WriteUpForm(request.POST or None, site_id=actor.site_id)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            host = asking.host_named(data["host"], unit_id=int(data["unit"]), site_id=actor.site_id)
            receiving.write_up(
                number=number, host_id=host.id, note=data["note"], actor=actor, at=at
            )
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("The visit is written up."))
            return redirect("access:reception")
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "row": queries.row_of(found, actor, at=at), "by": found.write_up_by}
    return render_page(request, "access/visitors/write_up.html", context, status=status)


def _register(form: WalkInForm, actor: Actor, at: datetime) -> Visit:
    """Raises what registering a walk-in may raise."""
    data = form.cleaned_data
    way = data["way"]
    host = None
    if way in ("agreed", "ask"):
        if not (data["unit"] and data["host"].strip()):
            raise refusals.HostNotFound
        host = asking.host_named(data["host"], unit_id=int(data["unit"]), site_id=actor.site_id)
    until_at = at + timedelta(hours=data["hours"])
    asked = form.asked(host_id=host.id if host else None, from_at=at, until_at=until_at)
    return receiving.register_walk_in(
        asked=asked, host_agreed=way == "agreed", is_urgent=way == "urgent", actor=actor, at=at
    )


def _let_in(
    request: HttpRequest, visit: Visit, form: WalkInForm, actor: Actor, at: datetime
) -> HttpResponse:
    """On to the badge; or back to the visit when it has to wait."""
    if visit.state not in rules.RECEIVED:
        messages.warning(request, _("Please let the visitor wait: the visit is not confirmed yet."))
        return redirect("access:visit", number=visit.number)
    first = visit.guests.all()[0]
    data = form.cleaned_data
    shown = receiving.Shown(
        document=data["document"],
        number=data["id_number"],
        is_photo_compared=data["is_photo_compared"],
    )
    try:
        receiving.receive(guest_id=first.id, shown=shown, actor=actor, at=at)
    except EXPECTED as error:
        messages.error(request, say(error))
        return redirect("access:visit", number=visit.number)
    return redirect("access:visit_badge", guest_id=first.id)


def _guest(actor: Actor, guest_id: int) -> Guest:
    rows = Guest.objects.visible_to(actor).select_related("visit__host", "visit__unit", "site")
    found: Guest | None = rows.filter(id=guest_id).first()
    if found is None:
        raise Http404
    return found


def _matches(row: queries.VisitRow, sought: str) -> bool:
    """By a name, number, badge, plate, host or unit."""
    words = [row.number, row.host, row.unit, row.organisation, row.cars]
    words += [text for each in row.people_rows for text in (each.name, each.badge)]
    return any(sought.casefold() in word.casefold() for word in words)


def _counts(rows: list[queries.VisitRow]) -> dict[str, int]:
    """People of today's visits."""
    return {
        "expected": sum(row.people for row in rows if row.state == "confirmed"),
        "inside": sum(row.inside for row in rows),
        "no_show": sum(row.people for row in rows if row.state == "no_show"),
        "asked": sum(row.people for row in rows if row.state == "requested"),
    }
