"""抄表: the rounds, one round on the phone, and what a QR label opens."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.energy.meters import catalogue
from jieyue.energy.meters.models import Meter, MeterKind, MeterStatus
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.rounds import actions, progress, queries
from jieyue.energy.rounds.forms import PlanForm
from jieyue.energy.rounds.messages import EXPECTED, say
from jieyue.energy.rounds.models import Obstacle, Round, RoundPlan
from jieyue.energy.rounds.parameters import FAR_ABOVE
from jieyue.kit import parameters
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.pages import actor_of, render_page


@login_required
@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round: how far it is, what is late, and what was walked before."""
    actor, at = actor_of(request), timezone.now()
    _require_reading(actor)
    context = {
        "plans": queries.plans(actor, at=at),
        "walks": queries.walks(actor, at=at),
        "may_record": actor.may(EnergyPermission.READINGS_RECORD),
        "may_edit": actor.may(EnergyPermission.METERS_EDIT),
    }
    return render_page(request, "energy/rounds/rounds.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, plan_id: int | None = None) -> HttpResponse:
    """Plan a round, or change one."""
    actor = actor_of(request)
    actor.require(EnergyPermission.METERS_EDIT)
    row = _plan(actor, plan_id) if plan_id else None
    form = PlanForm(request.POST or None, initial=_planned(row, actor))
    if form.is_bound and form.is_valid():
        try:
            actions.plan(planned=form.planned(), plan_id=plan_id, actor=actor, at=timezone.now())
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            return redirect("energy:rounds")
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "is_change": row is not None}
    return render_page(request, "energy/rounds/plan.html", context, status=status)


@login_required
@require_POST
def start(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Begin to walk, or join who began."""
    actor = actor_of(request)
    try:
        walk = actions.start(plan_id=plan_id, actor=actor, at=timezone.now())
    except RoundPlan.DoesNotExist:
        raise Http404 from None
    return redirect("energy:round", round_id=walk.id)


@login_required
@require_GET
def walk(request: HttpRequest, round_id: int) -> HttpResponse:
    """One round on the phone; it works without the network once it was opened."""
    actor, at = actor_of(request), timezone.now()
    row = _walk(actor, round_id)
    states = progress.states([row], at=at)[row.id]
    stops = queries.stops(actor, numbers=list(states), states=states, at=at)
    context = _context(actor, stops) | {
        "title": row.plan.name,
        "walk": row.id,
        "due_on": row.due_on,
        "started_by": row.started_by,
        "started_at": row.started_at,
        "finished_by": row.finished_by,
        "finished_at": row.finished_at,
        "missing": [stop for stop in stops if not stop.state],
    }
    return render_page(request, "energy/rounds/walk.html", context)


@login_required
@require_POST
def finish(request: HttpRequest, round_id: int) -> HttpResponse:
    """Every meter was read or excused."""
    actor = actor_of(request)
    try:
        row = actions.finish(round_id=round_id, actor=actor, at=timezone.now())
    except Round.DoesNotExist:
        raise Http404 from None
    except EXPECTED as error:
        messages.error(request, say(error))
        return redirect("energy:round", round_id=round_id)
    messages.success(request, _("%(round)s: finished.") % {"round": row.plan.name})
    return redirect("energy:rounds")


@login_required
@require_GET
def scan(request: HttpRequest, qr_key: str) -> HttpResponse:
    """What the label at a meter opens: its stop in a round that is walked, or it alone."""
    actor, at = actor_of(request), timezone.now()
    meter = Meter.objects.visible_to(actor).filter(qr_key=qr_key).first()
    if meter is None:
        raise Http404
    may_read = actor.may(EnergyPermission.READINGS_RECORD)
    if not may_read or meter.status != MeterStatus.IN_USE or meter.kind == MeterKind.VIRTUAL:
        return redirect("energy:meter", number=meter.number)
    open_rounds = Round.objects.filter(site_id=actor.site_id, finished_at=None)
    within = open_rounds.filter(plan__stops__meter=meter).order_by("due_on").first()
    if within is not None:
        address = reverse("energy:round", args=[within.id])
        return redirect(f"{address}#{meter.number}")
    stops = queries.stops(actor, numbers=[meter.number], states={}, at=at)
    context = _context(actor, stops) | {"title": meter.name, "walk": None}
    return render_page(request, "energy/rounds/walk.html", context)


def _context(actor: Actor, stops: list[queries.Stop]) -> dict[str, Any]:
    values = parameters.read(site_id=actor.site_id or 0, on=timezone.localdate())
    return {
        "stops": stops,
        "known": {
            "far_above": str(values.decimal(FAR_ABOVE)),
            "stops": [stop.as_json() for stop in stops],
        },
        "obstacles": Obstacle.choices,
        "may_record": actor.may(EnergyPermission.READINGS_RECORD),
    }


def _planned(row: RoundPlan | None, actor: Actor) -> dict[str, Any]:
    """The plan as the form begins; a new one begins with every meter that is read by hand."""
    if row is not None:
        numbers = row.stops.order_by("position").values_list("meter__number", flat=True)
        fields = ("name", "every", "due_day", "is_active")
        return {name: getattr(row, name) for name in fields} | {"numbers": "\n".join(numbers)}
    rows = catalogue.rows(actor, today=timezone.localdate(), notice_days=0)
    by_hand = [each for each in rows if catalogue.is_counting(each) and not each.interval_min]
    by_hand.sort(key=lambda each: (each.building, each.floor, each.number))
    return {"numbers": "\n".join(each.number for each in by_hand)}


def _plan(actor: Actor, plan_id: int) -> RoundPlan:
    row: RoundPlan | None = RoundPlan.objects.visible_to(actor).filter(id=plan_id).first()
    if row is None:
        raise Http404
    return row


def _walk(actor: Actor, round_id: int) -> Round:
    _require_reading(actor)
    rows = Round.objects.visible_to(actor).select_related("plan")
    row: Round | None = rows.filter(id=round_id).first()
    if row is None:
        raise Http404
    return row


def _require_reading(actor: Actor) -> None:
    if actor.scope_of(EnergyPermission.READINGS_READ) is None:
        raise NotAllowed(EnergyPermission.READINGS_READ)
