"""Which canteen, day or month a page is about, from its address."""

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from jieyue.canteen.diners.places import among
from jieyue.canteen.diners.queries import CanteenRow, canteens
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page

View = Callable[[HttpRequest], HttpResponse]


def needs_canteen(view: View) -> View:
    """A site without a canteen is told to set one up."""

    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        if not canteens(actor_of(request)):
            return render_page(request, "canteen/planning/no_canteen.html", {})
        return view(request)

    return shown


def place_of(request: HttpRequest, actor: Actor) -> tuple[CanteenRow, list[CanteenRow]]:
    """The canteen of `?canteen=CODE`, or the first, and all there are. Raises Http404."""
    places = canteens(actor)
    code = request.GET.get("canteen") or request.POST.get("canteen") or ""
    return among(places, code), places


def day_of(request: HttpRequest, *, default: date) -> date:
    """The day of `?day=2026-03-02`. Raises Http404 when it is none."""
    try:
        return date.fromisoformat(request.GET.get("day", "") or default.isoformat())
    except ValueError as error:
        raise Http404 from error
