"""食品安全: the overview, the daily check on the phone, findings put right and verified."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.canteen.diners.queries import canteens
from jieyue.canteen.food_safety import actions, figures, queries
from jieyue.canteen.food_safety.forms import DailyForm, OfficeForm
from jieyue.canteen.food_safety.models import Finding
from jieyue.canteen.food_safety.places import place_of
from jieyue.canteen.food_safety.refusals import FoodSafetyRefused
from jieyue.canteen.food_safety.rules.periods import monday
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import problems
from jieyue.kit.pages import actor_of, render_page


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Everything of food safety that waits for somebody."""
    actor, at = actor_of(request), timezone.now()
    place = place_of(request, actor)
    if place is None:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    today = timezone.localdate(at)
    week = monday(today)
    this_week = figures.figures(canteen_id=place.id, first=week, last=today, at=at)
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    context = {
        "place": place,
        "places": canteens(actor),
        "today": today,
        "check": queries.check_on(actor, canteen_id=place.id, day=today),
        "findings": queries.open_findings(actor, canteen_id=place.id, today=today),
        "tiles": queries.tiles(actor, canteen_id=place.id, today=today),
        "figures": queries.figure_words(this_week),
        "week": week,
        "last_week": week - timedelta(days=7),
        "month": today.replace(day=1),
        "last_month": last_month,
        "offices": queries.offices(actor, canteen_id=place.id),
        "needs_director": queries.needs_director(
            canteen_id=place.id, site_id=place.site_id, today=today
        ),
        "office_form": OfficeForm(initial={"since_on": today}),
        "may_check": actor.may(CanteenPermission.FOOD_SAFETY_CHECK),
        "may_direct": actor.may(CanteenPermission.FOOD_SAFETY_DIRECT),
        "may_record": actor.may(CanteenPermission.FOOD_SAFETY_RECORD),
    }
    return render_page(request, "canteen/food_safety/overview.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def daily(request: HttpRequest) -> HttpResponse:
    """The risk list of today, one tap an item."""
    actor, at = actor_of(request), timezone.now()
    actor.require(CanteenPermission.FOOD_SAFETY_CHECK)
    place = place_of(request, actor)
    if place is None:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    today = timezone.localdate(at)
    items = queries.items_on(site_id=place.site_id, day=today)
    form = DailyForm(request.POST if request.method == "POST" else None, items=items)
    refusal = ""
    if form.is_bound and form.is_valid():
        try:
            actions.check_day(
                canteen_id=place.id, day=today, answers=form.answers(), actor=actor, at=at
            )
        except FoodSafetyRefused as error:
            refusal = problems.say(error)
        else:
            messages.success(request, _("Today's check is recorded."))
            return redirect("canteen:food_safety")
    context = {"place": place, "today": today, "form": form, "refusal": refusal}
    status = 422 if form.is_bound else 200
    return render_page(request, "canteen/food_safety/daily.html", context, status=status)


@login_required
@require_POST
def fix(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Somebody put a finding right."""
    how = request.POST.get("how", "")
    return _do(
        request,
        lambda: actions.fix(
            finding_id=finding_id, how=how, actor=actor_of(request), at=timezone.now()
        ),
    )


@login_required
@require_POST
def verify(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Another person looked at it."""
    return _do(
        request,
        lambda: actions.verify(finding_id=finding_id, actor=actor_of(request), at=timezone.now()),
    )


def _do(request: HttpRequest, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except Finding.DoesNotExist:
        raise Http404 from None
    except FoodSafetyRefused as error:
        messages.error(request, problems.say(error))
    return redirect("canteen:food_safety")
