"""Tomorrow's plan, its print for the kitchen, the second batch, and plan versus eaten."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.diners.places import among
from jieyue.canteen.diners.queries import CanteenRow, canteens
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.planning import (
    actions,
    comparison,
    pages,
    queries,
    releases,
)
from jieyue.canteen.planning.messages import EXPECTED, say
from jieyue.canteen.planning.models import Plan, PlanDish, PlanMeal
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page

PLAN = "canteen/planning/plan.html"
REFUSAL = "canteen/planning/_refusal.html"
DAYS_COMPARED = (30, 90, 365)


@login_required
@require_GET
def tomorrow(request: HttpRequest) -> HttpResponse:
    """The plan of the first canteen for tomorrow."""
    actor = actor_of(request)
    found = canteens(actor)
    if not found:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    day = timezone.localdate() + timedelta(days=1)
    return redirect("canteen:plan", canteen=found[0].code, day=day)


@login_required
@require_GET
def plan(request: HttpRequest, canteen: str, day: date) -> HttpResponse:
    actor = actor_of(request)
    places = canteens(actor)
    place = among(places, canteen)
    view = queries.plan_of(actor, canteen_id=place.id, day=day)
    today = timezone.localdate()
    context = pages.plan_context(view, place=place, places=places, day=day, today=today)
    rights = {
        "may_edit": actor.may(CanteenPermission.PLANNING_EDIT),
        "may_confirm": actor.may(CanteenPermission.PLANNING_CONFIRM),
        "may_release": actor.may(CanteenPermission.PLANNING_RELEASE),
    }
    due = queries.due_elsewhere(actor, canteen_id=place.id, day=day, by=today)
    return render_page(request, PLAN, context | rights | {"due": due})


@login_required
@require_GET
def print_plan(request: HttpRequest, canteen: str, day: date) -> HttpResponse:
    """The sheet for the kitchen, A4."""
    actor = actor_of(request)
    place = _canteen(actor, canteen)
    view = queries.plan_of(actor, canteen_id=place.id, day=day)
    if view is None:
        raise Http404
    context = {"plan": view, "printed_at": timezone.now(), "printed_by": actor.name}
    return render_page(request, "canteen/planning/print.html", context)


@login_required
@require_POST
def draft(request: HttpRequest, canteen: str, day: date) -> HttpResponse:
    """Plan the day and those after it, or with `again` one confirmed day alone."""
    actor = actor_of(request)
    place = _canteen(actor, canteen)
    again = "again" in request.POST
    _attempt(
        request,
        lambda: actions.draft(
            canteen_id=place.id,
            first_on=day,
            days=1 if again else None,
            again=again,
            actor=actor,
            at=timezone.now(),
        ),
        done=_("The plan is up to date."),
    )
    return redirect("canteen:plan", canteen=canteen, day=day)


@login_required
@require_POST
def set_level(request: HttpRequest, number: str) -> HttpResponse:
    """Set a meal's service level, given in percent; an empty one follows the costs again."""
    actor = actor_of(request)
    try:
        level = _percent(request.POST.get("level", ""))
        found = _plan(actor, number)
        _attempt(
            request,
            lambda: actions.set_service_level(
                number=number,
                meal=request.POST.get("meal", ""),
                level=level,
                reason=request.POST.get("reason", "")[:200],
                actor=actor,
                at=timezone.now(),
            ),
            done=_("Service level set, plan computed anew."),
        )
    except PlanMeal.DoesNotExist:
        raise Http404 from None
    return redirect("canteen:plan", canteen=found.canteen.code, day=found.day)


@login_required
@require_POST
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = _plan(actor, number)
    seen = _count(request.POST.get("revision", ""))
    _attempt(
        request,
        lambda: actions.confirm(number=number, seen_revision=seen, actor=actor, at=timezone.now()),
        done=_("Plan %(number)s is in force.") % {"number": number},
    )
    return redirect("canteen:plan", canteen=found.canteen.code, day=found.day)


@login_required
@require_GET
def advice(request: HttpRequest, plan_meal_id: int) -> HttpResponse:
    """What to do about the second batch, from the diners counted so far."""
    actor = actor_of(request)
    come = _count(request.GET.get("come", ""))
    if come < 0:
        text = _("Give the diners so far as a whole number.")
        return render_page(request, REFUSAL, {"text": text}, status=422)
    try:
        live = releases.advise(actor, plan_meal_id=plan_meal_id, come=come, at=timezone.now())
    except PlanMeal.DoesNotExist:
        raise Http404 from None
    except EXPECTED as error:
        return render_page(request, REFUSAL, {"text": say(error)}, status=422)
    may_release = actor.may(CanteenPermission.PLANNING_RELEASE)
    context = pages.live_context(live) | {"may_release": may_release}
    return render_page(request, "canteen/planning/_advice.html", context)


@login_required
@require_POST
def release(request: HttpRequest, plan_dish_id: int) -> HttpResponse:
    actor = actor_of(request)
    rows = PlanDish.objects.visible_to(actor).select_related("plan_meal__plan__canteen")
    dish = rows.filter(id=plan_dish_id).first()
    if dish is None:
        raise Http404
    portions = _count(request.POST.get("portions", ""))
    _attempt(
        request,
        lambda: actions.release_second_batch(
            plan_dish_id=plan_dish_id, portions=portions, actor=actor, at=timezone.now()
        ),
        done=_("Second batch released: %(portions)s portions.") % {"portions": portions},
    )
    found = dish.plan_meal.plan
    return redirect("canteen:plan", canteen=found.canteen.code, day=found.day)


@login_required
@require_GET
def eaten(request: HttpRequest) -> HttpResponse:
    """Plan versus eaten over the last days, one meal of one canteen."""
    actor = actor_of(request)
    places = canteens(actor)
    if not places:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    code = request.GET.get("canteen", places[0].code)
    place = _canteen(actor, code)
    meal = request.GET.get("meal", Meal.LUNCH)
    if meal not in Meal.values:
        raise Http404
    today = timezone.localdate()
    days = _count(request.GET.get("days", ""))
    days = days if days in DAYS_COMPARED else DAYS_COMPARED[0]
    first = today - timedelta(days=days)
    span = comparison.Span(canteen_id=place.id, meal=meal, first=first, last=today)
    rows = comparison.meals_compared(actor, span)
    dishes = comparison.dishes_compared(actor, span)
    context = pages.eaten_context(rows, dishes, place=place, places=places, meal=meal)
    may_count = actor.may(CanteenPermission.MENUS_EDIT)
    shown = context | {"days": days, "day_choices": DAYS_COMPARED, "may_count": may_count}
    return render_page(request, "canteen/planning/eaten.html", shown)


def _attempt(request: HttpRequest, call: Callable[[], object], *, done: str) -> None:
    """Do it and say so, or say why it was refused."""
    try:
        call()
    except EXPECTED as error:
        messages.error(request, say(error))
    else:
        messages.success(request, done)


def _canteen(actor: Actor, code: str) -> CanteenRow:
    return among(canteens(actor), code)


def _plan(actor: Actor, number: str) -> Plan:
    plans = Plan.objects.visible_to(actor).select_related("canteen")
    found: Plan | None = plans.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _percent(text: str) -> Decimal | None:
    """A share from a figure typed in percent; None when nothing was typed."""
    if not text.strip():
        return None
    try:
        value = round(Decimal(text.strip().rstrip("%")) / 100, 3)
    except InvalidOperation:
        return Decimal(-1)  # refused by the action, which names the range
    return value if value.is_finite() else Decimal(-1)


def _count(text: str) -> int:
    """A whole number as typed; -1 when it is none, which the actions refuse."""
    cleaned = text.strip()
    return int(cleaned) if cleaned.isascii() and cleaned.isdigit() and len(cleaned) < 9 else -1
