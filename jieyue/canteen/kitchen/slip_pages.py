"""Issue slips: the storekeeper's list, one slip to hand out, and a slip by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.diners.queries import canteens
from jieyue.canteen.kitchen import issuing, queries, slip_queries, slips, typed
from jieyue.canteen.kitchen.issuing import Handed
from jieyue.canteen.kitchen.messages import EXPECTED
from jieyue.canteen.kitchen.models import IssueSlip, SlipStatus
from jieyue.canteen.kitchen.places import attempt, place_of
from jieyue.canteen.kitchen.proposing import Wanted
from jieyue.canteen.kitchen.slip_queries import LineRow, SlipView
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.kit import problems
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import (
    DayColumn,
    Empty,
    MomentColumn,
    StatusColumn,
    Table,
    TextColumn,
    table_page,
)

LINES_BY_HAND = 6
STATES = {
    SlipStatus.DRAFT: (gettext_lazy("to be issued"), "yellow"),
    SlipStatus.ISSUED: (SlipStatus.ISSUED.label, "green"),
    SlipStatus.CANCELLED: (SlipStatus.CANCELLED.label, "secondary"),
}


class SlipTable(Table):
    hidden: ClassVar[tuple[str, ...]] = ("plan_number", "made_by")

    number = TextColumn(
        verbose_name=gettext_lazy("Slip"),
        linkify=lambda record: reverse("canteen:kitchen_slip", args=[record["number"]]),
    )
    canteen__name = TextColumn(verbose_name=gettext_lazy("Canteen"))
    day = DayColumn(verbose_name=gettext_lazy("Day"))
    meal = StatusColumn(
        verbose_name=gettext_lazy("Meal"),
        states={code: (label, "secondary") for code, label in Meal.choices},
    )
    status = StatusColumn(
        verbose_name=gettext_lazy("Status"),
        states={status.value: state for status, state in STATES.items()},
    )
    plan_number = TextColumn(verbose_name=gettext_lazy("Plan"))
    reason = TextColumn(verbose_name=gettext_lazy("Reason"))
    made_by = TextColumn(verbose_name=gettext_lazy("Drawn up by"))
    issued_by = TextColumn(verbose_name=gettext_lazy("By"))
    issued_at = MomentColumn(verbose_name=gettext_lazy("Time"))
    received_by = TextColumn(verbose_name=gettext_lazy("Received by"))


@dataclass(frozen=True, kw_only=True)
class LineField:
    """A line of a draft with what is typed into it."""

    row: LineRow
    lot: str
    quantity: str
    reason: str


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Slips that wait for somebody on top, then every slip."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.KITCHEN_READ)
    waiting = [
        (place, queries.slips_of(actor, canteen_id=place.id, is_open=True))
        for place in canteens(actor)
    ]
    return table_page(
        request,
        SlipTable,
        queries.slip_table(actor),
        title=_("Issue slips"),
        page="canteen/kitchen/slips.html",
        empty=Empty(
            _("No slip was drawn up yet"),
            _("The cook draws slips up from the confirmed plan, on the cook's desk."),
            reverse("canteen:kitchen"),
            _("Cook's desk"),
            icon="clipboard-list",
        ),
        context={"waiting": [(place, rows) for place, rows in waiting if rows]},
    )


@login_required
@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """One slip: handed out line by line, received, given back."""
    actor, at = actor_of(request), timezone.now()
    view = _view(actor, number)
    error = ""
    if request.method == "POST":
        try:
            handed = [_handed(request.POST, line) for line in view.lines if not line.is_missing]
            issuing.issue(number=number, handed=handed, actor=actor, at=at)
        except EXPECTED as refusal:
            error = problems.say(refusal)
            view = _view(actor, number)
        else:
            return redirect("canteen:kitchen_slip", number=number)
    given = request.POST if error else None
    context = {
        "slip": view,
        "lines": [_field(line, given) for line in view.lines],
        "error": error,
        "status": STATES[SlipStatus(view.status)],
        "may_issue": view.is_draft and actor.may(CanteenPermission.STOCK_MOVE),
        "may_cancel": view.is_draft and actor.may(CanteenPermission.KITCHEN_COOK),
        "may_receive": view.is_issued
        and not view.received_by
        and actor.may(CanteenPermission.KITCHEN_COOK)
        and (actor.person_id is None or actor.person_id != view.issued_by_person_id),
        "may_give_back": view.is_issued and actor.may(CanteenPermission.STOCK_MOVE),
    }
    return render_page(request, "canteen/kitchen/slip.html", context, status=422 if error else 200)


@login_required
@require_POST
def draw_up(request: HttpRequest, canteen: str, day: date, meal: str) -> HttpResponse:
    """A slip from the plan, for the batches there are now or for the whole meal."""
    actor = actor_of(request)
    place = place_of(actor, canteen, day)
    if meal not in Meal.values:
        raise Http404
    made: list[IssueSlip] = []
    attempt(
        request,
        lambda: made.append(
            slips.draw_up(
                meal=slips.MealOf(canteen_id=place.canteen.id, day=day, meal=meal),
                whole="whole" in request.POST,
                actor=actor,
                at=timezone.now(),
            )
        ),
        expected=EXPECTED,
        done=_("The slip is drawn up; the storekeeper sees it now."),
    )
    if made:
        return redirect("canteen:kitchen_slip", number=made[0].number)
    return redirect("canteen:kitchen_day", canteen=canteen, day=day)


@login_required
@require_http_methods(["GET", "POST"])
def by_hand(request: HttpRequest, canteen: str, day: date, meal: str) -> HttpResponse:
    """A slip for goods that no plan asks for, with the reason."""
    actor = actor_of(request)
    place = place_of(actor, canteen, day)
    actor.require(CanteenPermission.KITCHEN_COOK)
    if meal not in Meal.values:
        raise Http404
    error, given = "", request.POST
    if request.method == "POST":
        try:
            made = slips.draw_up_by_hand(
                meal=slips.MealOf(canteen_id=place.canteen.id, day=day, meal=meal),
                goods=_goods(given),
                reason=given.get("reason", ""),
                actor=actor,
                at=timezone.now(),
            )
        except EXPECTED as refusal:
            error = problems.say(refusal)
        else:
            return redirect("canteen:kitchen_slip", number=made.number)
    typed_rows = list(zip(given.getlist("ingredient"), given.getlist("quantity"), strict=False))
    rows = [*typed_rows, *[("", "")] * (LINES_BY_HAND - len(typed_rows))]
    known = slip_queries.ingredients(site_id=place.canteen.site_id)
    context = {
        "place": place,
        "meal": meal,
        "meal_label": Meal(meal).label,
        "rows": rows,
        "reason": given.get("reason", ""),
        "ingredients": [(str(i), name) for i, name in known],
        "error": error,
    }
    status = 422 if error else 200
    return render_page(request, "canteen/kitchen/by_hand.html", context, status=status)


@login_required
@require_POST
def anew(request: HttpRequest, number: str) -> HttpResponse:
    """Choose the lots again from what is in the store now."""
    return _step(
        request,
        number,
        lambda actor: slips.propose_anew(number=number, actor=actor, at=timezone.now()),
        done=_("The lots are chosen anew."),
    )


@login_required
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    return _step(
        request,
        number,
        lambda actor: slips.cancel(number=number, actor=actor, at=timezone.now()),
        done=_("The slip is cancelled."),
    )


@login_required
@require_POST
def receive(request: HttpRequest, number: str) -> HttpResponse:
    """The cook confirms that the goods arrived."""
    return _step(
        request,
        number,
        lambda actor: issuing.receive(number=number, actor=actor, at=timezone.now()),
        done=_("The goods of slip %(number)s are received.") % {"number": number},
    )


@login_required
@require_POST
def give_back(request: HttpRequest, number: str) -> HttpResponse:
    """What the kitchen did not need goes back into its lot."""

    def call(actor: Actor) -> None:
        lot = request.POST.get("lot", "")
        issuing.give_back(
            number=number,
            lot_id=int(lot) if lot.isascii() and lot.isdigit() else 0,
            quantity=typed.required(request.POST.get("quantity", ""), places=3),
            reason=request.POST.get("reason", ""),
            actor=actor,
            at=timezone.now(),
        )

    return _step(request, number, call, done=_("The goods are back in the store."))


def _step(
    request: HttpRequest, number: str, call: Callable[[Actor], None], *, done: str
) -> HttpResponse:
    actor = actor_of(request)
    try:
        attempt(request, lambda: call(actor), expected=EXPECTED, done=done)
    except IssueSlip.DoesNotExist:
        raise Http404 from None
    return redirect("canteen:kitchen_slip", number=number)


def _view(actor: Actor, number: str) -> SlipView:
    try:
        return slip_queries.slip(actor, number, on=timezone.localdate())
    except IssueSlip.DoesNotExist:
        raise Http404 from None


def _handed(given: QueryDict, line: LineRow) -> Handed:
    """Raises NotANumber."""
    lot = given.get(f"lot_{line.id}", "")
    quantity = typed.decimal(given.get(f"quantity_{line.id}", ""), places=3)
    return Handed(
        line_id=line.id,
        lot_id=int(lot) if lot.isascii() and lot.isdigit() else None,
        quantity=quantity if quantity is not None else slip_queries.NOTHING,
        reason=given.get(f"reason_{line.id}", ""),
    )


def _field(line: LineRow, given: QueryDict | None) -> LineField:
    if given is None:
        return LineField(
            row=line,
            lot=str(line.lot_id),
            quantity=f"{line.quantity.normalize():f}",
            reason=line.reason,
        )
    return LineField(
        row=line,
        lot=given.get(f"lot_{line.id}", ""),
        quantity=given.get(f"quantity_{line.id}", ""),
        reason=given.get(f"reason_{line.id}", ""),
    )


def _goods(given: QueryDict) -> Sequence[Wanted]:
    """The rows with an ingredient. Raises NotANumber."""
    pairs = zip(given.getlist("ingredient"), given.getlist("quantity"), strict=False)
    return [
        Wanted(ingredient_id=int(text), quantity=typed.required(quantity, places=3))
        for text, quantity in pairs
        if text.isascii() and text.isdigit()
    ]
