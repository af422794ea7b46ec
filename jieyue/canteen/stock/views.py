"""The storekeeper's desk, the store by ingredient and by lot, one lot, a period's sheet."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from jieyue.canteen.diners.queries import CanteenRow, canteens
from jieyue.canteen.menus.imports import NoSuchIngredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.reading import require_reading
from jieyue.canteen.stock import actions, catalogue, expiring, opening, periods, photos
from jieyue.canteen.stock.catalogue import LotPage
from jieyue.canteen.stock.forms import REASONED, WEIGHED, MoveForm
from jieyue.canteen.stock.lists import (
    STATES,
    LotFilter,
    LotTable,
    SheetTable,
    StoreFilter,
    StoreTable,
)
from jieyue.canteen.stock.messages import EXPECTED, say
from jieyue.canteen.stock.models import StockLot
from jieyue.canteen.stock.weighing import in_base_unit
from jieyue.kit import parameters, problems
from jieyue.kit.actor import Actor
from jieyue.kit.files.storing import FileRefused, store
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.tables import Action, Empty, table_page

MOVES = {
    "issue": gettext_lazy("Issue to the kitchen"),
    "give_back": gettext_lazy("Return from the kitchen"),
    "transfer": gettext_lazy("Move to another place"),
    "return": gettext_lazy("Return to the supplier"),
    "spoil": gettext_lazy("Write off as spoiled"),
    "destroy": gettext_lazy("Destroy"),
    "hold": gettext_lazy("Hold"),
    "release": gettext_lazy("Release"),
    "reject": gettext_lazy("Reject for good"),
}
ACTIONS: dict[str, Callable[..., Any]] = {
    "issue": actions.issue,
    "give_back": actions.give_back,
    "transfer": actions.transfer,
    "return": actions.return_to_supplier,
    "spoil": actions.spoil,
    "destroy": actions.destroy,
    "hold": actions.hold,
    "release": actions.release,
    "reject": actions.reject,
}


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What the storekeeper does today, on a phone."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.STOCK_READ)
    place = chosen_canteen(request, actor)
    if place is None:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    today = timezone.localdate()
    rows = _lots(actor, place, today)
    context = {
        "place": place,
        "places": canteens(actor),
        "held": [row for row in rows if row.state in ("quarantined", "rejected")],
        "expired": [row for row in rows if row.state == "expired"],
        "counting": catalogue.counting(actor, canteen_id=place.id),
        "states": STATES,
    }
    return render_page(request, "canteen/stock/desk.html", context)


@login_required
@require_GET
def store_page(request: HttpRequest) -> HttpResponse:
    """The store by ingredient."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.STOCK_READ)
    place = chosen_canteen(request, actor)
    if place is None:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    rows = catalogue.store(actor, canteen_id=place.id, today=timezone.localdate())
    empty = Empty(
        _("The store is empty"), _("Goods come by receipt, or by a sheet of what lies there.")
    )
    buttons = [
        Action(_("By lot"), reverse("canteen:stock_lots"), icon="packages"),
        Action(_("In, out and left"), reverse("canteen:stock_sheet"), icon="report"),
    ]
    if actor.may(CanteenPermission.STOCK_MOVE):
        label = _("Import: %(title)s") % {"title": opening.SHEET.title}
        buttons.append(Action(label, reverse("canteen:stock_opening"), icon="upload"))
    return table_page(
        request,
        StoreTable,
        rows,
        title=_("Store of %(canteen)s") % {"canteen": place.name},
        filterset=StoreFilter,
        actions=buttons,
        empty=empty,
    )


@login_required
@require_GET
def lots(request: HttpRequest) -> HttpResponse:
    """The store by lot, first to expire first."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.STOCK_READ)
    place = chosen_canteen(request, actor)
    if place is None:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    with_empty = request.GET.get("state") == "empty"
    rows = _lots(actor, place, timezone.localdate(), with_empty=with_empty)
    return table_page(
        request,
        LotTable,
        rows,
        title=_("Lots of %(canteen)s") % {"canteen": place.name},
        filterset=LotFilter,
        actions=[Action(_("By ingredient"), reverse("canteen:stock"), icon="carrot")],
        empty=Empty(_("No lots"), _("Goods come by receipt, or by a sheet of what lies there.")),
    )


@login_required
@require_GET
def lot(request: HttpRequest, number: str) -> HttpResponse:
    """One lot: where it lies, whether it may be used, and every movement."""
    actor = actor_of(request)
    found = _lot(actor, number)
    moves = [(move, MOVES[move]) for move in _possible(found, actor)]
    label, colour = STATES[found.row.state]
    context = {"lot": found, "moves": moves, "state": label, "colour": colour}
    return render_page(request, "canteen/stock/lot.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """One movement or judgement of a lot."""
    actor = actor_of(request)
    if move not in MOVES:
        raise Http404
    found = _lot(actor, number)
    form = _move_form(request, found, move, actor)
    if form.is_bound and form.is_valid():
        try:
            ACTIONS[move](
                lot_id=found.row.id,
                **_arguments(found, move, form.cleaned_data, actor),
                actor=actor,
                at=timezone.now(),
            )
        except (*EXPECTED, FileRefused) as error:
            form.add_error(None, problems.say(error))
        else:
            messages.success(request, _("%(move)s: recorded.") % {"move": MOVES[move]})
            return redirect("canteen:stock_lot", number=number)
    status = 422 if form.is_bound and form.errors else 200
    context = {"lot": found, "form": form, "label": MOVES[move], "move": move}
    context |= {"is_disposal": move in ("spoil", "destroy", "reject")}
    return render_page(request, "canteen/stock/move.html", context, status=status)


@login_required
@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """收发存表: a month of the store by ingredient, in quantity and yuan."""
    actor = actor_of(request)
    require_reading(actor, CanteenPermission.STOCK_READ)
    place = chosen_canteen(request, actor)
    if place is None:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    today = timezone.localdate()
    first = _day(request.GET.get("first", ""), today.replace(day=1))
    last = _day(request.GET.get("last", ""), today)
    costing = periods.costing_of(site_id=place.site_id, on=today)
    rows = periods.sheet(canteen_id=place.id, first=first, last=last, costing=costing)
    context = {"first": first, "last": last, "costing": costing, "place": place}
    context["total"] = _totals(rows)
    return table_page(
        request,
        SheetTable,
        rows,
        title=_("In, out and left: %(canteen)s") % {"canteen": place.name},
        page="canteen/stock/sheet.html",
        context=context,
        empty=Empty(_("Nothing moved"), _("Choose other days.")),
    )


@login_required
@require_http_methods(["GET", "POST"])
def import_opening(request: HttpRequest) -> HttpResponse:
    """Take in a sheet of what lies in the store already."""
    actor, at = actor_of(request), timezone.now()
    actor.require(CanteenPermission.STOCK_MOVE)
    return import_page(
        request,
        opening.SHEET,
        apply=lambda row: opening.put_lot(row.values, actor=actor, at=at),
        done_url=reverse("canteen:stock"),
        refusals=(*EXPECTED, NoSuchIngredient),
        say=say,
    )


def chosen_canteen(request: HttpRequest, actor: Actor) -> CanteenRow | None:
    """The canteen of `?canteen=CODE`, else the one chosen before, else the first."""
    found = canteens(actor)
    code = request.GET.get("canteen") or request.session.get("store_of", "")
    if request.GET.get("canteen"):
        request.session["store_of"] = code
    first = found[0] if found else None
    return next((row for row in found if row.code == code), first)


def _lots(
    actor: Actor, place: CanteenRow, today: date, *, with_empty: bool = False
) -> list[catalogue.LotRow]:
    near = expiring.nearness(parameters.read(site_id=place.site_id, on=today))
    return catalogue.lots(actor, canteen_id=place.id, today=today, near=near, with_empty=with_empty)


def _lot(actor: Actor, number: str) -> LotPage:
    today = timezone.localdate()
    near = expiring.nearness(parameters.read(site_id=actor.site_id or 0, on=today))
    try:
        return catalogue.lot(actor, number=number, today=today, near=near)
    except StockLot.DoesNotExist:
        raise Http404 from None


def _possible(lot: LotPage, actor: Actor) -> list[str]:
    """The moves that make sense for a lot in its state and that this person may do."""
    state, may = lot.row.state, []
    if actor.may(CanteenPermission.STOCK_MOVE):
        if state in ("available", "near"):
            may += ["issue"]
        if state != "rejected":
            may += ["give_back"]
        if state != "empty":
            may += ["transfer", "spoil", "destroy"]
            may += ["return"] if lot.row.supplier else []
        if state in ("available", "near", "expired"):
            may += ["hold"]
    if actor.may(CanteenPermission.STOCK_APPROVE) and state not in ("rejected", "empty"):
        may += ["release"] if state == "quarantined" else []
        may += ["reject"]
    return may


def _move_form(request: HttpRequest, lot: LotPage, move: str, actor: Actor) -> MoveForm:
    places = catalogue.places(actor, canteen_id=lot.canteen_id)
    initial: dict[str, Any] = {"seen": lot.last_movement_id}
    if move == "destroy":
        initial["quantity"] = lot.row.quantity.normalize()
    post = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return MoveForm(*post, move=move, lot=lot, places=places, actor=actor, initial=initial)


def _arguments(lot: LotPage, move: str, typed: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """What the form says, as the action takes it. Raises FileRefused, CannotConvert."""
    if move not in WEIGHED:
        return {"reason": typed["reason"]}
    row = StockLot.objects.select_related("ingredient").get(id=lot.row.id)
    values: dict[str, Any] = {
        "quantity": in_base_unit(row, typed["quantity"], typed["unit"]),
        "seen": typed["seen"],
    }
    if "pieces" in typed:
        values["pieces"] = typed["pieces"]
    if move in REASONED or move == "issue":
        values["reason"] = typed.get("reason", "")
    if move == "transfer":
        values["location_id"] = typed["location"]
    if move == "give_back":
        values["document"] = typed["document"]
    if move in ("spoil", "destroy"):
        values["witness_person_id"] = typed["witness"]
        values["photo_id"] = _photo_id(typed["photo"], actor)
    return values


def _photo_id(upload: Any, actor: Actor) -> int | None:
    if not upload:
        return None
    return store(upload, purpose=photos.DISPOSAL, actor=actor, at=timezone.now()).id


def _day(text: str, default: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default


def _totals(rows: list[periods.SheetRow]) -> dict[str, Decimal]:
    names = ("opening", "came_in", "went_out", "spoiled", "adjusted", "closing")
    return {name: sum((getattr(row.yuan, name) for row in rows), Decimal(0)) for name in names}
