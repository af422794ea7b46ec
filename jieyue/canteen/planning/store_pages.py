"""What the store has that must be used soon, as a page and as a part of others."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.planning.near_expiry import near_expiry
from jieyue.canteen.reading import require_reading
from jieyue.canteen.stock.views import chosen_canteen
from jieyue.kit.pages import actor_of, render_page, wants_part


@login_required
@require_GET
def near(request: HttpRequest) -> HttpResponse:
    """Goods near their end: when they are used up, and by which dishes."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.STOCK_READ)
    place = chosen_canteen(request, actor)
    if place is None:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    rows = near_expiry(actor, canteen_id=place.id, today=timezone.localdate())
    context = {
        "place": place,
        "rows": rows,
        "late": sum(not row.is_in_time for row in rows),
        "is_open": not wants_part(request),
    }
    part = "canteen/planning/_near_expiry.html"
    return render_page(request, "canteen/planning/near_expiry.html", context, part=part)
