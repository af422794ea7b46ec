"""追溯: search, a lot forwards, a dish backwards, recall, and the sheet to print."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jieyue.canteen.menus.models import Dish
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock.models import StockLot
from jieyue.canteen.trace import actions, queries, search
from jieyue.canteen.trace.sheet import LotTrace
from jieyue.kit import formats, problems
from jieyue.kit.pages import actor_of, render_page


@login_required
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Where to begin: a lot or a dish."""
    actor = actor_of(request)
    actor.require(CanteenPermission.TRACE_READ)
    text = request.GET.get("q", "").strip()
    context = {
        "text": text,
        "lots": search.lots(actor, text) if text else [],
        "dishes": search.dishes(actor, text, until=timezone.localdate()) if text else [],
    }
    return render_page(request, "canteen/trace/find.html", context)


@login_required
@require_GET
def lot(request: HttpRequest, number: str) -> HttpResponse:
    """Every meal a lot reached."""
    context = {
        "trace": _trace(request, number),
        "may_recall": actor_of(request).may(CanteenPermission.TRACE_RECALL),
    }
    return render_page(request, "canteen/trace/lot.html", context)


@login_required
@require_GET
def print_lot(request: HttpRequest, number: str) -> HttpResponse:
    """The recall sheet, for a printer."""
    actor = actor_of(request)
    context = {
        "trace": _trace(request, number),
        "printed_at": timezone.now(),
        "printed_by": formats.who(actor.name),
    }
    return render_page(request, "canteen/trace/print.html", context)


@login_required
@require_POST
def recall(request: HttpRequest, number: str) -> HttpResponse:
    """Hold what is left, then show the sheet."""
    reason = request.POST.get("reason", "")
    try:
        found = actions.recall(
            number=number, reason=reason, actor=actor_of(request), at=timezone.now()
        )
    except StockLot.DoesNotExist:
        raise Http404 from None
    except actions.RecallReasonMissing as error:
        context = {
            "trace": _trace(request, number),
            "may_recall": True,
            "refusal": problems.say(error),
        }
        return render_page(request, "canteen/trace/lot.html", context, status=422)
    held = sum(1 for each in found.lots if each.status == "quarantined")
    messages.success(
        request,
        _("%(lots)s lots are held; %(meals)s meals are listed.")
        % {"lots": held, "meals": found.meal_count},
    )
    return redirect("canteen:trace_lot", number)


@login_required
@require_GET
def dish(request: HttpRequest, code: str, day: date) -> HttpResponse:
    """The lots, tests and suppliers behind a dish."""
    try:
        found = queries.dish_trace(actor_of(request), dish_code=code, day=day)
    except Dish.DoesNotExist:
        raise Http404 from None
    return render_page(request, "canteen/trace/dish.html", {"trace": found})


def _trace(request: HttpRequest, number: str) -> LotTrace:
    try:
        return queries.lot_trace(actor_of(request), number)
    except StockLot.DoesNotExist:
        raise Http404 from None
