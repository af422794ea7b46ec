"""The buyer's desk, purchases by hand, and requests."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.canteen.diners.queries import CanteenRow, canteens
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.purchasing import desk as desks
from jieyue.canteen.purchasing import desk_form, lists, proposals, queries
from jieyue.canteen.purchasing import requests as asking
from jieyue.canteen.purchasing.forms import ROWS, LineForm, PurchaseForm
from jieyue.canteen.purchasing.messages import EXPECTED, say
from jieyue.canteen.purchasing.models import PurchaseRequest
from jieyue.canteen.purchasing.rules.prices import PriceFlag
from jieyue.canteen.suppliers.wording import paper_problem
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page
from jieyue.people.approvals import queries as approvals
from jieyue.people.approvals.models import Approval

FLAGS: dict[PriceFlag, Promise] = {
    PriceFlag.ABOVE_CONTRACT: gettext_lazy("above the contract"),
    PriceFlag.ABOVE_SURVEY: gettext_lazy("above the market"),
    PriceFlag.NO_CONTRACT: gettext_lazy("no contract price"),
}


@login_required
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """What plans propose, by supplier and day; ticked lines become one request."""
    actor, today = actor_of(request), timezone.localdate()
    actor.require(CanteenPermission.PURCHASING_READ)
    places = canteens(actor)
    if not places:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    place = _chosen(places, request.GET.get("canteen", ""))
    shown = desks.deliveries(actor, canteen_id=place.id, today=today)
    typed = desk_form.read(request.POST, shown)
    refusal = ""
    if request.method == "POST" and not typed.errors:
        try:
            made = asking.make(
                canteen_id=place.id,
                lines=[*typed.wanted, *desk_form.gone(request.POST, shown)],
                is_emergency=False,
                reason=request.POST.get("reason", "")[:200],
                actor=actor,
                at=timezone.now(),
            )
        except EXPECTED as error:
            refusal = say(error)
        else:
            text = _("Request %(number)s waits for approval.") % {"number": made.number}
            messages.success(request, text)
            return redirect("canteen:purchase_request", made.number)
    context = _desk_context(shown, typed, is_posted=request.method == "POST") | {
        "place": place,
        "places": places,
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "may_edit": actor.may(CanteenPermission.PURCHASING_EDIT),
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "canteen/purchasing/desk.html", context, status=status)


@login_required
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Proposed goods are not bought."""
    actor = actor_of(request)
    place = _chosen(canteens(actor), request.GET.get("canteen", ""))
    key = desk_form.key_of(request.POST.get("key", ""))
    if key is None:
        raise Http404
    reason = request.POST.get("reason", "")[:200]
    try:
        proposals.drop(canteen_id=place.id, key=key, reason=reason, actor=actor, at=timezone.now())
    except EXPECTED as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _("These goods are not bought."))
    return redirect(f"{reverse('canteen:purchasing')}?canteen={place.code}")


@login_required
@require_http_methods(["GET", "POST"])
def by_hand(request: HttpRequest) -> HttpResponse:
    """A purchase outside the plan, such as an emergency."""
    actor = actor_of(request)
    actor.require(CanteenPermission.PURCHASING_EDIT)
    data = request.POST if request.method == "POST" else None
    common = PurchaseForm(data, actor=actor, initial={"deliver_on": timezone.localdate()})
    rows = [LineForm(data, actor=actor, prefix=f"line{place}") for place in range(ROWS)]
    if data is not None and not [form for form in (common, *rows) if not form.is_valid()]:
        try:
            made = asking.make(
                canteen_id=int(common.cleaned_data["canteen"]),
                lines=[row.wanted(common) for row in rows if row.has_changed()],
                is_emergency=common.cleaned_data["is_emergency"],
                reason=common.cleaned_data["reason"],
                actor=actor,
                at=timezone.now(),
            )
        except EXPECTED as error:
            common.add_error(None, say(error))
        else:
            text = _("Request %(number)s waits for approval.") % {"number": made.number}
            messages.success(request, text)
            return redirect("canteen:purchase_request", made.number)
    context = {"form": common, "rows": rows}
    status = 200 if data is None else 422
    return render_page(request, "canteen/purchasing/by_hand.html", context, status=status)


@login_required
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return table_page(
        request,
        lists.RequestTable,
        queries.request_rows(actor),
        title=_("Purchase requests"),
        filterset=lists.RequestFilter,
        actions=[Action(_("Buyer's desk"), reverse("canteen:purchasing"), "shopping-cart")],
        empty=Empty(
            _("Nothing has been requested"),
            _("Confirm a cooking plan, then request its goods on the buyer's desk."),
        ),
    )


@login_required
@require_GET
def request_page(request: HttpRequest, number: str) -> HttpResponse:
    """A request with its prices, its approval and its orders."""
    actor = actor_of(request)
    try:
        found = queries.request_of(actor, number=number, today=timezone.localdate())
    except PurchaseRequest.DoesNotExist:
        raise Http404 from None
    context = {
        "request_": found,
        "lines": [(line, [FLAGS[flag] for flag in line.flags]) for line in found.lines],
        "colour": lists.REQUEST_COLOURS.get(found.status, "secondary"),  # type: ignore[call-overload]
        "approval": _approval(actor, found.approval_id),
    }
    return render_page(request, "canteen/purchasing/request.html", context)


def _approval(actor: Actor, approval_id: int | None) -> approvals.ApprovalRow | None:
    """The approval as far as the actor may see it."""
    if approval_id is None:
        return None
    try:
        return approvals.approval(actor, approval_id=approval_id)
    except Approval.DoesNotExist:
        return None


def _chosen(places: list[CanteenRow], code: str) -> CanteenRow:
    """The canteen asked for, else the first."""
    if not places:
        raise Http404
    return next((row for row in places if row.code == code), places[0])


def _desk_context(
    shown: list[desks.Delivery], typed: desk_form.Typed, *, is_posted: bool
) -> dict[str, Any]:
    """Each delivery with its lines as typed; before anything was sent, every line is ticked
    whose delivery can still be ordered and received."""
    blocks: list[dict[str, Any]] = []
    for delivery in shown:
        group = f"{delivery.supplier_id}-{delivery.deliver_on.isoformat()}"
        is_usual = not (delivery.is_past or delivery.papers)
        rows = [
            {
                "line": line,
                "is_taken": line.key in typed.taken if is_posted else is_usual,
                "packs": typed.packs[line.key],
                "price": typed.prices[line.key],
                "error": typed.errors.get(line.key, ""),
                "flags": [FLAGS[flag] for flag in line.flags if flag != PriceFlag.NO_CONTRACT],
            }
            for line in delivery.lines
        ]
        papers = [paper_problem(problem) for problem in delivery.papers]
        block = {"delivery": delivery, "rows": rows, "papers": papers, "group": group}
        blocks.append(block | {"day": typed.days[group]})
    total = sum((each.amount_yuan for each in shown if not each.is_past), desks.NOTHING)
    return {
        "blocks": [block for block in blocks if not block["delivery"].is_past],
        "missed": [block for block in blocks if block["delivery"].is_past],
        "total": total,
    }
