"""Orders: the list, one order with its text to pass on, its print, closing and cancelling."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.purchasing import lists, price_history, queries, slips
from jieyue.canteen.purchasing import orders as ordering
from jieyue.canteen.purchasing.forms import CancelForm, ReasonForm
from jieyue.canteen.purchasing.messages import EXPECTED
from jieyue.canteen.purchasing.models import PurchaseOrder
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page
from jieyue.people.steps import named, status_of, submit

DAYS_OF_PRICES = 365


@login_required
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return table_page(
        request,
        lists.OrderTable,
        queries.order_rows(actor, today=timezone.localdate()),
        title=_("Purchase orders"),
        filterset=lists.OrderFilter,
        actions=[Action(_("Requests"), reverse("canteen:purchase_requests"), "file-invoice")],
        empty=Empty(
            _("No orders yet"),
            _("A request becomes orders by supplier and day as soon as it is approved."),
        ),
    )


@login_required
@require_GET
def order(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, number)


@login_required
@require_GET
def print_order(request: HttpRequest, number: str) -> HttpResponse:
    """The order for the supplier, A4, with room for stamp and signature."""
    actor = actor_of(request)
    context = {
        "order": _order(actor, number),
        "printed_at": timezone.now(),
        "printed_by": actor.name,
    }
    return render_page(request, "canteen/purchasing/order_print.html", context)


@login_required
@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    actor, form = actor_of(request), ReasonForm(request.POST)
    _order(actor, number)
    reply = submit(
        request,
        form,
        lambda: ordering.close_short(
            number=number, **form.cleaned_data, actor=actor, at=timezone.now()
        ),
        refusals=EXPECTED,
        done_url=reverse("canteen:purchase_order", args=[number]),
        said=_("The order is closed; its rest is no longer awaited."),
    )
    return reply or _page(request, number, close_form=form)


@login_required
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    actor, form = actor_of(request), CancelForm(request.POST)
    _order(actor, number)
    reply = submit(
        request,
        form,
        lambda: ordering.cancel(number=number, **form.cleaned_data, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=reverse("canteen:purchase_order", args=[number]),
        said=_("The order is cancelled. Tell the supplier."),
    )
    return reply or _page(request, number, cancel_form=form)


@login_required
@require_GET
def prices(request: HttpRequest) -> HttpResponse:
    """One ingredient over a year: what was agreed, what markets asked, what was ordered."""
    actor, today = actor_of(request), timezone.localdate()
    actor.require(CanteenPermission.SUPPLIERS_READ)
    choices = price_history.choices(actor)
    code = request.GET.get("ingredient", "")
    chosen = next((row for row in choices if row.code == code), choices[0] if choices else None)
    first = today - timedelta(days=DAYS_OF_PRICES)
    rows = price_history.history(actor, code=chosen.code, first=first, last=today) if chosen else []
    option, table = price_history.chart(rows)
    context = {
        "choices": choices,
        "chosen": chosen,
        "rows": rows,
        "option": option,
        "table": table,
        "may_survey": actor.may(CanteenPermission.SUPPLIERS_EDIT),
    }
    return render_page(request, "canteen/purchasing/prices.html", context)


def _order(actor: Actor, number: str) -> queries.OrderPage:
    """Raises Http404 for an order that the actor does not see."""
    try:
        return queries.order_of(actor, number=number)
    except PurchaseOrder.DoesNotExist:
        raise Http404 from None


def _page(
    request: HttpRequest,
    number: str,
    *,
    close_form: ReasonForm | None = None,
    cancel_form: CancelForm | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    found = _order(actor, number)
    close_form, cancel_form = close_form or ReasonForm(), cancel_form or CancelForm()
    text = slips.order_text(PurchaseOrder.objects.visible_to(actor).get(number=number))
    context = {
        "order": found,
        "colour": lists.ORDER_COLOURS.get(found.status, "secondary"),  # type: ignore[call-overload]
        "text": text,
        "may_edit": actor.may(CanteenPermission.PURCHASING_EDIT),
        **named(close_form=close_form, cancel_form=cancel_form),
    }
    status = status_of(close_form, cancel_form)
    return render_page(request, "canteen/purchasing/order.html", context, status=status)
