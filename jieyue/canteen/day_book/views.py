"""当日一页: what waits for whoever looks, and what the day came to."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from jieyue.canteen.costs.day import day_figures
from jieyue.canteen.day_book import sheet
from jieyue.canteen.day_book.tiles import Moment, has_steps, tiles
from jieyue.canteen.diners.places import among
from jieyue.canteen.diners.queries import CanteenRow, canteens
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.pages import actor_of, render_page

COLOURS = {"done": "green", "due": "yellow", "idle": "secondary", "late": "red"}


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The first canteen's day."""
    actor = actor_of(request)
    places = _places(actor)
    if not places:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    return redirect("canteen:day_book", places[0].code, timezone.localdate())


@login_required
@require_GET
def day(request: HttpRequest, canteen: str, day: date) -> HttpResponse:
    """Everything of one canteen and one day on one page."""
    actor, at = actor_of(request), timezone.now()
    place = _place(actor, canteen)
    now = timezone.localdate(at)
    found = tiles(actor, Moment(place=place, day=day, at=at))
    context = {
        "place": place,
        "places": _places(actor),
        "day": day,
        "is_today": day == now,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < now else None,
        "tiles": [(tile, COLOURS[tile.step.state]) for tile in found],
        "sees_figures": _sees_figures(actor),
    }
    return render_page(
        request, "canteen/day_book/day.html", context, part="canteen/day_book/_steps.html"
    )


@login_required
@require_GET
def figures(request: HttpRequest, canteen: str, day: date) -> HttpResponse:
    """What the day came to; a part of the page, asked for after it."""
    actor = actor_of(request)
    place = _place(actor, canteen)
    if not _sees_figures(actor):
        raise NotAllowed(CanteenPermission.COSTS_READ)
    found = day_figures(actor, canteen_id=place.id, code=place.code, day=day)
    context = {
        "day": day,
        "is_empty": found.is_empty,
        "figures": sheet.figures_of(found),
        "meals": [(meal, *sheet.chart_of(meal)) for meal in found.cost.meals if meal.dishes],
    }
    return render_page(request, "canteen/day_book/_figures.html", context)


def _sees_figures(actor: Actor) -> bool:
    wanted = (
        CanteenPermission.BALANCE_READ,
        CanteenPermission.COSTS_READ,
        CanteenPermission.WASTE_READ,
    )
    return all(actor.may(right) for right in wanted)


def _places(actor: Actor) -> list[CanteenRow]:
    """Canteens, for whoever has a hand in any step. Raises NotAllowed."""
    if not has_steps(actor):
        raise NotAllowed(CanteenPermission.KITCHEN_READ)
    return canteens(actor)


def _place(actor: Actor, code: str) -> CanteenRow:
    return among(_places(actor), code)
