"""Which canteen, day or month a page is about, from its address."""

from datetime import date

from django.http import Http404, HttpRequest

from jieyue.canteen.diners.queries import CanteenRow, canteens
from jieyue.kit.actor import Actor


def place_of(request: HttpRequest, actor: Actor) -> tuple[CanteenRow, list[CanteenRow]]:
    """The canteen of `?canteen=CODE`, or the first, and all there are. Raises Http404."""
    places = canteens(actor)
    code = request.GET.get("canteen") or request.POST.get("canteen") or ""
    chosen = [row for row in places if code in ("", row.code)]
    if not chosen:
        raise Http404
    return chosen[0], places


def day_of(request: HttpRequest, *, default: date) -> date:
    """The day of `?day=2026-03-02`. Raises Http404 when it is none."""
    try:
        return date.fromisoformat(request.GET.get("day", "") or default.isoformat())
    except ValueError as error:
        raise Http404 from error
