"""门卫室: the agents, how old their rules are, and what waits in their queues."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from jieyue.access.credentials import signing
from jieyue.access.edge import queries
from jieyue.access.edge.messages import TROUBLES
from jieyue.access.edge.rules import Trouble
from jieyue.access.gates import versions
from jieyue.access.permissions import AccessPermission
from jieyue.kit.pages import actor_of, render_page


@require_GET
def rooms(request: HttpRequest) -> HttpResponse:
    """Every gate room, and the latest deliveries."""
    actor, at = actor_of(request), timezone.now()
    rows = queries.rooms(actor, at=at)
    site_id = actor.site_id or 0
    context = {
        "rooms": [(row, TROUBLES.get(Trouble(row.trouble)) if row.trouble else "") for row in rows],
        "uploads": queries.uploads(actor),
        "number": versions.current(site_id=site_id),
        "may_edit": actor.may(AccessPermission.DEVICES_EDIT),
        "trusted": signing.public_keys(site_id=site_id)[0],
    }
    part = "access/edge/_rooms.html"
    return render_page(request, "access/edge/rooms.html", context, part=part)
