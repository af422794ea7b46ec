"""The cook's page of a day: slips to collect, batches to record, planned, cooked and served."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.diners.queries import canteens
from jieyue.canteen.kitchen import actions, charts, queries, refusals, typed
from jieyue.canteen.kitchen.messages import EXPECTED, FLAGS
from jieyue.canteen.kitchen.models import ProductionBatch
from jieyue.canteen.kitchen.places import Place, at_time, meal_now, place_of
from jieyue.canteen.kitchen.queries import DishOfMeal, MealOfDay
from jieyue.canteen.kitchen.slips import MealOf
from jieyue.canteen.menus.models import Dish
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.kit import problems
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page

DESK = "canteen/kitchen/desk.html"
NO_CANTEEN = "canteen/planning/no_canteen.html"


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The cook's page of the first canteen."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.KITCHEN_READ)
    found = canteens(actor)
    if not found:
        return render_page(request, NO_CANTEEN, {})
    return redirect("canteen:kitchen_day", canteen=found[0].code, day=timezone.localdate())


@login_required
@require_GET
def desk(request: HttpRequest, canteen: str, day: date) -> HttpResponse:
    actor = actor_of(request)
    return _page(request, actor, place_of(actor, canteen, day))


@login_required
@require_POST
def record(request: HttpRequest, canteen: str, day: date, meal: str) -> HttpResponse:
    """A pot came off the stove; what is wrong comes back with what was typed."""
    actor = actor_of(request)
    place = place_of(actor, canteen, day)
    if meal not in Meal.values:
        raise Http404
    try:
        made = _record(request.POST, place, meal, actor)
    except Dish.DoesNotExist:
        raise Http404 from None
    except EXPECTED as error:
        return _page(request, actor, place, meal=meal, given=request.POST, error=error)
    if made.flags:
        said = "、".join(str(FLAGS[flag]) for flag in made.flags)
        messages.warning(
            request, _("Batch %(number)s: %(said)s.") % {"number": made.number, "said": said}
        )
    else:
        messages.success(request, _("Batch %(number)s is recorded.") % {"number": made.number})
    return redirect("canteen:kitchen_day", canteen=canteen, day=day)


def _record(given: QueryDict, place: Place, meal: str, actor: Actor) -> ProductionBatch:
    """Raises what `actions.record` raises, NotANumber and NotATime."""
    finished_at = at_time(place.day, given.get("time", ""))
    if finished_at is None:
        raise refusals.NotATime(given.get("time", ""))
    dish_id = given.get("dish", "")
    pot = actions.Pot(
        dish_id=int(dish_id) if dish_id.isascii() and dish_id.isdigit() else 0,
        portions=typed.whole(given.get("portions", "")),
        finished_at=finished_at,
        centre_c=typed.decimal(given.get("centre_c", ""), places=1),
        cooked_kg=typed.decimal(given.get("cooked_kg", ""), places=3),
    )
    kept = MealOf(canteen_id=place.canteen.id, day=place.day, meal=meal)
    return actions.record(meal=kept, pot=pot, actor=actor, at=timezone.now())


def _page(
    request: HttpRequest,
    actor: Actor,
    place: Place,
    *,
    meal: str = "",
    given: QueryDict | None = None,
    error: Exception | None = None,
) -> HttpResponse:
    now = timezone.now()
    meals = queries.day_of(
        actor,
        canteen_id=place.canteen.id,
        site_id=place.canteen.site_id,
        day=place.day,
        now=now,
    )
    opened = meal or meal_now(place)
    shown = [dish for each in meals if each.meal == opened for dish in each.dishes]
    batches = [batch for dish in shown for batch in dish.batches]
    batches.sort(key=lambda batch: (batch.finished_at, batch.number))
    context = {
        "place": place,
        "meals": [(each, _dishes(each, given if each.meal == meal else None)) for each in meals],
        "open_meal": opened,
        "open_label": Meal(opened).label,
        "error": problems.say(error) if error else "",
        "batches": batches,
        "option": charts.holding_chart(batches, now=now),
        "table": charts.holding_table(batches, now=now),
        "height": charts.height_px(batches),
        "may_cook": actor.may(CanteenPermission.KITCHEN_COOK) and place.day <= place.today,
        "may_draw": actor.may(CanteenPermission.KITCHEN_COOK),
    }
    return render_page(request, DESK, context, status=422 if error else 200)


def _dishes(meal: MealOfDay, given: QueryDict | None) -> list[tuple[DishOfMeal, Mapping[str, Any]]]:
    """The dishes with what their form shows: as typed, else as planned and now."""
    now = f"{timezone.localtime():%H:%M}"
    rows: list[tuple[DishOfMeal, Mapping[str, Any]]] = []
    for dish in meal.dishes:
        usual = {"portions": str(dish.next_portions or ""), "time": now, "open": False}
        if given is not None and given.get("dish") == str(dish.dish_id):
            usual |= given.dict() | {"open": True}
        rows.append((dish, usual))
    return rows
