"""The host's pages: my visitors, invite, one visit and what the host does with it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.access.credentials.models import AccessProfile
from jieyue.access.gates.queries import zone_names
from jieyue.access.permissions import AccessPermission
from jieyue.access.visitors import actions, holding, queries, rules
from jieyue.access.visitors.drawing import way_to_ask
from jieyue.access.visitors.forms import InviteForm, TimesForm, hosts_for
from jieyue.access.visitors.messages import EXPECTED, say
from jieyue.access.visitors.models import Guest, State, Visit
from jieyue.access.visitors.settings_of_site import rules_of
from jieyue.access.visitors.sheet import SPEC, asked_of
from jieyue.kit.actor import Actor, Scope
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.sheets import SheetRow

INVITE = AccessPermission.VISITORS_INVITE
QUARTER = 15


@login_required
@require_GET
def visitors(request: HttpRequest) -> HttpResponse:
    """Who wants to come to me, who comes, and who was here."""
    actor, at = actor_of(request), timezone.now()
    queries.require_reading(actor)
    lists = queries.of_host(actor, at=at)
    may_invite = actor.scope_of(INVITE) is not None and actor.person_id is not None
    context = {**lists, "may_invite": may_invite, **way_to_ask(request, site_id=actor.site_id)}
    return render_page(request, "access/visitors/mine.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """A host invites; that is the confirmation."""
    actor, at = actor_of(request), timezone.now()
    may_deputise = actor.scope_of(INVITE) in (Scope.UNIT, Scope.COMPLEX)
    actor.require(INVITE, unit_id=actor.unit_id, person_id=actor.person_id)
    form = InviteForm(
        request.POST or None,
        hosts=hosts_for(actor, may_deputise=may_deputise),
        zones=_zones(actor, at=at),
        initial=_next_hour(at),
    )
    if form.is_bound and form.is_valid():
        asked = form.asked(own_id=actor.person_id)
        try:
            visit = actions.invite(asked=asked, actor=actor, at=at)
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _said_of(visit))
            return redirect("access:visit", number=visit.number)
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "access/visitors/invite.html", {"form": form}, status=status)


@login_required
@require_GET
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """One visit: who, when, what state, what next."""
    actor, at = actor_of(request), timezone.now()
    found = seen(actor, number)
    is_own = actor.scope_of(INVITE) is not None and actor.may(
        INVITE, unit_id=found.unit_id, person_id=found.host_id
    )
    waits = found.state == State.REQUESTED
    acts_for_unit = actor.may(INVITE, unit_id=found.unit_id) and actor.person_id != found.host_id
    context = {
        "visit": found,
        "row": queries.row_of(found, actor, at=at),
        "guests": [(queries.guest_row(each), _link(request, each)) for each in _guests(found)],
        "cars": queries.cars_of(found),
        "zones": zone_names(found.zones, site_id=found.site_id),
        "is_own": is_own,
        "may_answer": is_own and waits and found.decided_at is None,
        "may_agree": acts_for_unit
        and waits
        and found.needs_department
        and found.department_at is None,
        "may_cancel": is_own and found.state in (State.REQUESTED, State.CONFIRMED),
        "may_prolong": is_own and found.state in rules.RECEIVED,
        "may_add": is_own and found.state in rules.OPEN,
        "may_receive": actor.may(AccessPermission.VISITORS_RECEIVE),
        "may_clear": actor.may(AccessPermission.BLOCKS_EDIT),
        "is_write_up_open": found.write_up_by is not None and found.written_up_at is None,
    }
    return render_page(request, "access/visitors/visit.html", context)


@login_required
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """One tap on a visit: confirm, agree, refuse, cancel, prolong, clear."""
    actor, at = actor_of(request), timezone.now()
    seen(actor, number)
    reason = request.POST.get("reason", "")
    minutes = request.POST.get("minutes", "")
    known: dict[str, Callable[[], Any]] = {
        "agree": lambda: actions.agree(number=number, actor=actor, at=at),
        "cancel": lambda: actions.cancel(number=number, actor=actor, at=at),
        "clear": lambda: holding.clear(number=number, reason=reason, actor=actor, at=at),
        "confirm": lambda: actions.confirm(number=number, actor=actor, at=at),
        "prolong": lambda: actions.prolong(
            number=number, minutes=_minutes(minutes), actor=actor, at=at
        ),
        "refuse": lambda: actions.refuse(number=number, reason=reason, actor=actor, at=at),
    }
    step = known.get(request.POST.get("do", ""))
    if step is None:
        raise Http404
    try:
        messages.success(request, _said_of(step()))
    except EXPECTED as error:
        messages.error(request, say(error))
    return redirect("access:visit", number=number)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Another time for a visit."""
    actor, at = actor_of(request), timezone.now()
    found = seen(actor, number)
    actor.require(INVITE, unit_id=found.unit_id, person_id=found.host_id)
    initial = {
        "from_at": timezone.localtime(found.from_at),
        "until_at": timezone.localtime(found.until_at),
    }
    form = TimesForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.change(number=number, actor=actor, at=at, **form.cleaned_data)
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("The time has been changed."))
            return redirect("access:visit", number=number)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "number": number, "notice_h": rules_of(actor.site_id, at=at).notice_h}
    return render_page(request, "access/visitors/change.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, number: str) -> HttpResponse:
    """A list from Excel becomes people of this visit."""
    actor, at = actor_of(request), timezone.now()
    found = seen(actor, number)
    actor.require(INVITE, unit_id=found.unit_id, person_id=found.host_id)

    def add(rows: Sequence[SheetRow]) -> list[str | Exception]:
        guests = [asked_of(row.values) for row in rows]
        taken = actions.add_guests(number=number, guests=guests, actor=actor, at=at)
        return ["added" if isinstance(each, Guest) else each for each in taken]

    return import_page(
        request,
        SPEC,
        apply_all=add,
        refusals=EXPECTED,
        say=say,
        done_url=reverse("access:visit", args=[number]),
        title=_("People of %(number)s") % {"number": number},
    )


def seen(actor: Actor, number: str) -> Visit:
    """The visit if the actor may see it; else it does not exist."""
    rows = Visit.objects.visible_to(actor).select_related("host", "unit")
    found: Visit | None = rows.filter(number=number).first()
    if found is None:
        queries.require_reading(actor)
        raise Http404
    return found


def _guests(found: Visit) -> list[Guest]:
    rows = list(found.guests.all())
    for row in rows:
        row.visit = found
    return rows


def _link(request: HttpRequest, guest: Guest) -> str:
    """The address of a guest's phone page, while there is one."""
    if not guest.key:
        return ""
    return request.build_absolute_uri(reverse("visit:pass", args=[guest.key]))


def _said_of(found: Visit) -> str:
    """What came of it, in words."""
    if found.state == State.REQUESTED and found.held_at and not found.cleared_at:
        return _("The visit waits: the security office looks at it first.")
    if found.state == State.REQUESTED and found.decided_at:
        return _("The visit waits: your unit must agree too and has been told.")
    return _("%(number)s: %(state)s") % {
        "number": found.number,
        "state": found.get_state_display(),
    }


def _minutes(text: str) -> int:
    """30 unless it says otherwise, at most a day."""
    return min(int(text), 24 * 60) if text.isascii() and text.isdigit() and text else 30


def _next_hour(at: datetime) -> dict[str, datetime]:
    """A visit begins at the next quarter and lasts an hour, unless said otherwise."""
    local = timezone.localtime(at).replace(second=0, microsecond=0)
    start = local + timedelta(minutes=QUARTER - local.minute % QUARTER)
    return {"from_at": start, "until_at": start + timedelta(hours=1)}


def _zones(actor: Actor, *, at: datetime) -> list[tuple[str, str]]:
    """The zones of the visitors' profile."""
    code = rules_of(actor.site_id, at=at).profile
    profile = AccessProfile.objects.filter(site_id=actor.site_id, code=code).first()
    return list(profile.zones.values_list("code", "name")) if profile else []
