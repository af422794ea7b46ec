"""The guard's screen, the list of what was done by hand, and the emergency passages."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jieyue.access.console import actions, pictures, queries
from jieyue.access.console.forms import AnswerForm, FilledForm
from jieyue.access.console.messages import EXPECTED
from jieyue.access.console.models import EmergencyPassage, Service
from jieyue.access.console.tables import AnswerTable
from jieyue.access.credentials.models import Credential
from jieyue.access.decisions.models import Decision
from jieyue.access.gates.models import Gate, HandReason, Traffic
from jieyue.access.permissions import AccessPermission
from jieyue.kit import problems
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.periods import local_day
from jieyue.kit.tables import Empty, table_page

PAGE, PART = "access/console/console.html", "access/console/_live.html"
FOR_LEAVING_OUT = {HandReason.REFUSED, HandReason.EMERGENCY}
MISSING = (Gate.DoesNotExist, Decision.DoesNotExist, Credential.DoesNotExist)


@never_cache
@require_GET
def console(request: HttpRequest) -> HttpResponse:
    """Live lanes and doors; asked every two seconds for its moving part."""
    actor = actor_of(request)
    pinned, only = _pinned(request), request.GET.get("only", "")
    only = only if only in Traffic else ""
    live = queries.live(actor, at=timezone.now(), gate_id=pinned, only=only)
    if pinned is not None and live.lane is None:
        return redirect("access:console")
    context: dict[str, Any] = {
        "live": live,
        "pinned": pinned,
        "only": only,
        "traffic": Traffic.choices,
        "reasons": [each for each in HandReason if each not in FOR_LEAVING_OUT],
        "refusals": [HandReason.REFUSED, HandReason.OTHER],
        "services": Service.choices,
        "may_open": actor.may(AccessPermission.GATES_OPEN),
        "may_muster": actor.may(AccessPermission.MUSTER_READ),
    }
    return render_page(request, PAGE, context, part=PART)


@never_cache
@require_GET
def picture(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Of a passage of the last minutes; later ones are shown by `access:decision` for a purpose."""
    try:
        found = pictures.live(actor_of(request), decision_id, at=timezone.now())
    except (Decision.DoesNotExist, pictures.NotLive):
        raise Http404 from None
    reply = HttpResponse(found.content, content_type=found.content_type)
    reply.headers["X-Content-Type-Options"] = "nosniff"
    return reply


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Let pass or refuse by hand, then back to the screen as it was."""
    actor = actor_of(request)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a gate and why; with “something else” say it."))
        return _back(request)
    try:
        row = actions.answer(given=form.answer(), actor=actor, at=timezone.now())
    except MISSING:
        raise Http404 from None
    except EXPECTED as error:
        messages.error(request, problems.say(error))
    else:
        said = _("%(gate)s was asked to open.") if row.command else _("%(gate)s: turned away.")
        messages.success(request, said % {"gate": row.gate.name})
    return _back(request)


@require_POST
def emergency(request: HttpRequest) -> HttpResponse:
    """Police, fire brigade or ambulance: open at once, write it down afterwards."""
    actor = actor_of(request)
    gate_id = request.POST.get("gate_id", "")
    if not (gate_id.isascii() and gate_id.isdigit() and len(gate_id) < 19):
        messages.error(request, _("Choose the gate that is to open."))
        return redirect("access:console")
    wanted = "hold" if request.POST.get("hold") else "open"
    service = request.POST.get("service", "")
    try:
        actions.let_in(
            gate_id=int(gate_id), service=service, wanted=wanted, actor=actor, at=timezone.now()
        )
    except Gate.DoesNotExist:
        raise Http404 from None
    except EXPECTED as error:
        messages.error(request, problems.say(error))
    else:
        messages.success(request, _("The gate was asked to open. Fill in afterwards who came."))
    return _back(request)


@require_GET
def emergencies(request: HttpRequest) -> HttpResponse:
    """Emergency passages; those not yet filled in stand first."""
    actor = actor_of(request)
    rows = queries.emergencies(actor, at=timezone.now())
    context = {"rows": rows, "may_open": actor.may(AccessPermission.GATES_OPEN)}
    return render_page(request, "access/console/emergencies.html", context)


def fill_in(request: HttpRequest, passage_id: int) -> HttpResponse:
    """Write down afterwards who came."""
    actor = actor_of(request)
    actor.require(AccessPermission.GATES_OPEN)
    passage = get_object_or_404(
        EmergencyPassage.objects.visible_to(actor).select_related("gate"), id=passage_id
    )
    form = FilledForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.fill_in(
                passage_id=passage_id, filled=form.filled(), actor=actor, at=timezone.now()
            )
        except EXPECTED as error:
            form.add_error(None, problems.say(error))
        else:
            messages.success(request, _("Filled in."))
            return redirect("access:emergencies")
    context = {
        "form": form,
        "gate": passage.gate.name,
        "service": passage.get_service_display(),
        "at": passage.at,
    }
    status = 422 if form.errors else 200
    return render_page(request, "access/console/fill_in.html", context, status=status)


@require_GET
def by_hand(request: HttpRequest) -> HttpResponse:
    """What was opened and refused by hand on a day."""
    actor = actor_of(request)
    today = timezone.localdate()
    day = _day(request.GET.get("day", "")) or today
    period = local_day(day)
    context = {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
    }
    return table_page(
        request,
        AnswerTable,
        queries.answers(actor, since=period.start, until=period.end),
        title=_("Opened by hand"),
        page="access/console/by_hand.html",
        empty=Empty(
            _("Nothing by hand on this day"),
            _("What guards let pass or refuse themselves stands here with its reason."),
            icon="hand-stop",
        ),
        context=context,
    )


def _pinned(request: HttpRequest) -> int | None:
    asked = request.GET.get("gate", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _back(request: HttpRequest) -> HttpResponse:
    """To the screen, with the gate that was pinned."""
    pinned = request.POST.get("pinned", "")
    address = reverse("access:console")
    is_id = pinned.isascii() and pinned.isdigit() and len(pinned) < 19
    return redirect(f"{address}?gate={pinned}" if is_id else address)
