"""The loading bay on a phone, and the receipts it leaves behind."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jieyue.canteen.diners.queries import canteens
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.canteen.receiving import queries
from jieyue.canteen.receiving.messages import SENSES
from jieyue.canteen.receiving.models import LotPaperKind, Receipt
from jieyue.canteen.receiving.tables import ReceiptFilter, ReceiptTable
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page


@login_required
@require_GET
def bay(request: HttpRequest) -> HttpResponse:
    """Today's orders with a form for each, kept on the phone; and what came today."""
    actor, at = actor_of(request), timezone.now()
    require_reading(actor, CanteenPermission.RECEIVING_READ)
    places = canteens(actor)
    if not places:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    code = request.GET.get("canteen", places[0].code)
    place = next((row for row in places if row.code == code), None)
    if place is None:
        raise Http404
    today = timezone.localdate(at)
    may_accept = actor.may(CanteenPermission.RECEIVING_ACCEPT)
    context = {
        "places": places,
        "place": place,
        "today": today,
        "orders": queries.to_receive(actor, canteen_id=place.id, on=today),
        "received": queries.received_on(actor, canteen_id=place.id, on=today),
        "may_accept": may_accept,
        "person_id": actor.person_id,
        "senses": SENSES.items(),
        "paper_labels": LotPaperKind.choices,
    }
    if may_accept:
        context["witnesses"] = queries.witnesses(actor, at=at)
        context["locations"] = queries.locations(actor, canteen_id=place.id)
    return render_page(request, "canteen/receiving/bay.html", context)


@login_required
@require_GET
def receipts(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.RECEIVING_READ)
    return table_page(
        request,
        ReceiptTable,
        queries.rows(actor),
        title=_("Receipts"),
        filterset=ReceiptFilter,
        actions=[Action(_("Loading bay"), reverse("canteen:receiving"), "truck-delivery")],
        empty=Empty(
            _("Nothing was received yet"),
            _("What is accepted at the loading bay is listed here."),
            reverse("canteen:receiving"),
            _("Loading bay"),
        ),
    )


@login_required
@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    view = _view(actor_of(request), number)
    return render_page(request, "canteen/receiving/receipt.html", {"receipt": view})


@login_required
@require_GET
def print_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """验收单, A4, to be signed by both."""
    actor = actor_of(request)
    context = {
        "receipt": _view(actor, number),
        "printed_at": timezone.now(),
        "printed_by": actor.name,
    }
    return render_page(request, "canteen/receiving/print.html", context)


def _view(actor: Actor, number: str) -> queries.ReceiptView:
    require_reading(actor, CanteenPermission.RECEIVING_READ)
    try:
        return queries.view(actor, number=number)
    except Receipt.DoesNotExist:
        raise Http404 from None
