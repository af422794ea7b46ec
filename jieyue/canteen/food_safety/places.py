"""Which canteen a page of food safety is about."""

from django.http import Http404, HttpRequest

from jieyue.canteen.diners.queries import CanteenRow, canteens
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import Actor


def place_of(request: HttpRequest, actor: Actor) -> CanteenRow | None:
    """The canteen asked for by `?canteen=`, or the first; None when the site has none.

    Raises NotAllowed, Http404.
    """
    actor.require(CanteenPermission.FOOD_SAFETY_READ)
    places = canteens(actor)
    wanted = request.GET.get("canteen", "")
    found = [place for place in places if place.code == wanted]
    if wanted and not found:
        raise Http404
    return next(iter(found or places), None)


def place_by_code(actor: Actor, code: str) -> CanteenRow:
    """Raises NotAllowed, Http404."""
    actor.require(CanteenPermission.FOOD_SAFETY_READ)
    for place in canteens(actor):
        if place.code == code:
            return place
    raise Http404
