"""盘点 on a phone: start, count lot by lot, hand in, approve."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.canteen.stock import catalogue, stocktakes
from jieyue.canteen.stock.forms import FoundForm, StartForm
from jieyue.canteen.stock.messages import EXPECTED, say
from jieyue.canteen.stock.models import Stocktake, StocktakeLine, StocktakeStatus
from jieyue.canteen.stock.rules import counts
from jieyue.canteen.stock.views import chosen_canteen
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.unit_labels import label_of

COLOURS = {
    StocktakeStatus.COUNTING: "blue",
    StocktakeStatus.SUBMITTED: "yellow",
    StocktakeStatus.APPROVED: "green",
    StocktakeStatus.CANCELLED: "secondary",
}
MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class CountLine:
    """One line as it is counted. book: None in a blind count that is still going on."""

    id: int
    ingredient: str
    lot: str
    place: str
    unit: str
    book: Decimal | None
    counted: Decimal | None
    difference: Decimal | None
    is_beyond: bool
    reason: str
    counted_by: str


@login_required
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """Stocktakes, the newest first, and a form for another."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.STOCK_READ)
    place = chosen_canteen(request, actor)
    if place is None:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    data = request.POST if request.method == "POST" else None
    form = StartForm(data, places=catalogue.places(actor, canteen_id=place.id))
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        values["location_id"] = values.pop("location")
        try:
            begun = stocktakes.start(canteen_id=place.id, **values, actor=actor, at=timezone.now())
        except EXPECTED as error:
            form.add_error(None, say(error))
        else:
            return redirect("canteen:stocktake", number=begun.number)
    rows = Stocktake.objects.visible_to(actor).filter(canteen_id=place.id)
    listed = [
        {
            "number": row.number,
            "place": row.location.name if row.location else _("The whole store"),
            "status": row.get_status_display(),
            "colour": COLOURS[StocktakeStatus(row.status)],
            "started_at": row.started_at,
            "started_by": row.started_by,
            "is_month_end": row.is_month_end,
        }
        for row in rows.select_related("location")[:MOST_SHOWN]
    ]
    context = {
        "place": place,
        "form": form,
        "rows": listed,
        "may_count": actor.may(CanteenPermission.STOCK_COUNT),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "canteen/stock/stocktakes.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def stocktake(request: HttpRequest, number: str) -> HttpResponse:
    """One stocktake; a post counts one line, which comes back as a part."""
    actor = actor_of(request)
    found = _stocktake(actor, number)
    if request.method == "POST":
        return _count(request, found, actor)
    lines = _lines(found)
    is_counting = found.status == StocktakeStatus.COUNTING
    person = actor.person_id is not None and actor.person_id == found.submitted_by_person_id
    context = {
        "number": number,
        "place": found.location.name if found.location else _("The whole store"),
        "status": found.get_status_display(),
        "colour": COLOURS[StocktakeStatus(found.status)],
        "stocktake": {
            "is_blind": found.is_blind,
            "is_month_end": found.is_month_end,
            "started_at": found.started_at,
            "started_by": found.started_by,
            "accountant": found.accountant,
            "supervisor": found.supervisor,
            "decided_by": found.decided_by,
            "decided_at": found.decided_at,
        },
        "lines": lines,
        "counted": sum(line.counted is not None for line in lines),
        "total": len(lines),
        "is_counting": is_counting,
        "may_count": is_counting and actor.may(CanteenPermission.STOCK_COUNT),
        "may_approve": found.status == StocktakeStatus.SUBMITTED
        and actor.may(CanteenPermission.STOCK_APPROVE)
        and not person,
        "may_cancel": found.status in stocktakes.OPEN
        and (
            actor.may(CanteenPermission.STOCK_COUNT) or actor.may(CanteenPermission.STOCK_APPROVE)
        ),
        "found_form": FoundForm(actor=actor) if is_counting else None,
    }
    return render_page(request, "canteen/stock/stocktake.html", context)


@login_required
@require_POST
def step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Hand in, approve or cancel a stocktake, or note goods found."""
    actor, at = actor_of(request), timezone.now()
    _stocktake(actor, number)
    reason = request.POST.get("reason", "")
    steps: dict[str, Callable[[], object]] = {
        "submit": lambda: stocktakes.submit(number=number, actor=actor, at=at),
        "approve": lambda: stocktakes.approve(number=number, actor=actor, at=at),
        "cancel": lambda: stocktakes.cancel(number=number, reason=reason, actor=actor, at=at),
        "found": lambda: _found(request, number, actor=actor, at=at),
    }
    if step not in steps:
        raise Http404
    try:
        steps[step]()
    except EXPECTED as error:
        messages.error(request, say(error))
    return redirect("canteen:stocktake", number=number)


def _found(request: HttpRequest, number: str, *, actor: Actor, at: datetime) -> None:
    form = FoundForm(request.POST, actor=actor)
    if form.is_valid():
        stocktakes.add_found(number=number, **form.cleaned_data, actor=actor, at=at)
        return
    said = "; ".join(str(error) for errors in form.errors.values() for error in errors)
    messages.error(request, said)


def _count(request: HttpRequest, found: Stocktake, actor: Actor) -> HttpResponse:
    """Count one line; HTMX gets the line back, others the page."""
    line_id = request.POST.get("line", "")
    if not line_id.isdecimal() or not found.lines.filter(id=line_id).exists():
        raise Http404
    problem, status = "", 200
    try:
        stocktakes.count(
            line_id=int(line_id),
            counted=_quantity(request.POST.get("counted", "")),
            reason=request.POST.get("reason", ""),
            again="again" in request.POST,
            actor=actor,
            at=timezone.now(),
        )
    except InvalidOperation:
        problem, status = _("Give the quantity as a number, 0 when nothing is there."), 422
    except EXPECTED as error:
        problem, status = say(error), 422
    (line,) = [line for line in _lines(found) if line.id == int(line_id)]
    context = {
        "line": line,
        "problem": problem,
        "number": found.number,
        "may_count": True,
        "typed": request.POST.get("counted", "") if problem else "",
        "typed_reason": request.POST.get("reason", "") if problem else "",
    }
    if not request.headers.get("HX-Request"):
        if problem:
            messages.error(request, problem)
        return redirect("canteen:stocktake", number=found.number)
    return render_page(request, "canteen/stock/_line.html", context, status=status)


def _quantity(text: str) -> Decimal:
    """Raises InvalidOperation for what is no finite number."""
    quantity = Decimal(text.strip().replace(",", "."))
    if not quantity.is_finite() or abs(quantity) >= Decimal("1e9"):
        raise InvalidOperation
    return quantity


def _stocktake(actor: Actor, number: str) -> Stocktake:
    rows = Stocktake.objects.visible_to(actor).select_related("location")
    found: Stocktake | None = rows.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _lines(found: Stocktake) -> list[CountLine]:
    """Lines in the order of the shelves. One query."""
    rows = StocktakeLine.objects.filter(stocktake=found).select_related(
        "ingredient", "lot", "lot__location"
    )
    hidden = found.is_blind and found.status == StocktakeStatus.COUNTING
    lines = [_line(row, hidden) for row in rows.order_by("id")]
    return sorted(lines, key=lambda line: (line.place, line.ingredient, line.id))


def _line(row: StocktakeLine, hidden: bool) -> CountLine:
    counted = row.counted_quantity
    is_beyond = counted is not None and counts.is_beyond(
        book=row.book_quantity, counted=counted, tolerance_pct=row.tolerance_pct
    )
    return CountLine(
        id=row.id,
        ingredient=row.ingredient.name,
        lot=row.lot.number if row.lot else "",
        place=row.lot.location.name if row.lot and row.lot.location else "",
        unit=label_of(row.ingredient.base_unit),
        book=None if hidden else row.book_quantity,
        counted=counted,
        difference=None if hidden or counted is None else counted - row.book_quantity,
        is_beyond=is_beyond,
        reason=row.reason,
        counted_by=row.counted_by,
    )
