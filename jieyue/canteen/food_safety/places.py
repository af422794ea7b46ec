"""Which canteen a page of food safety is about."""

from django.http import HttpRequest

from jieyue.canteen.diners.places import among
from jieyue.canteen.diners.queries import CanteenRow, canteens
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import Actor


def place_of(request: HttpRequest, actor: Actor) -> CanteenRow | None:
    """The canteen asked for by `?canteen=`, or the first; None when the site has none.

    Raises NotAllowed, Http404.
    """
    actor.require(CanteenPermission.FOOD_SAFETY_READ)
    places = canteens(actor)
    return among(places, request.GET.get("canteen", "")) if places else None


def place_by_code(actor: Actor, code: str) -> CanteenRow:
    """Raises NotAllowed, Http404."""
    actor.require(CanteenPermission.FOOD_SAFETY_READ)
    return among(canteens(actor), code)
