"""The part of the kitchen board that comes from the cooking plan."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from jieyue.canteen.board import queries
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.kit.pages import actor_of, render_page


@login_required
@require_GET
def batches(request: HttpRequest, canteen_id: int, meal: str) -> HttpResponse:
    """First and second batch of each dish of today's meal."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.FORECAST_READ)
    rows = queries.batches(actor, canteen_id=canteen_id, day=timezone.localdate(), meal=meal)
    return render_page(request, "canteen/board/_batches.html", {"rows": rows})
