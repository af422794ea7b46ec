"""期初: goods that lay in the store before it was kept here, entered by sheet or brought over."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.apps.registry import Apps
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.imports import NoSuchIngredient
from jieyue.canteen.menus.models import Ingredient, IngredientPrice
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock import facts, keeping, movements
from jieyue.canteen.stock.keeping import Note
from jieyue.canteen.stock.models import MovementKind, StockLocation, StockLot
from jieyue.canteen.stock.refusals import ExpiresFirst, LotKnown, NoSuchCanteen, NoSuchPlace
from jieyue.canteen.stock.rules import money
from jieyue.kit.actor import Actor
from jieyue.kit.money import yuan
from jieyue.kit.periods import SHANGHAI
from jieyue.kit.sheets import Column, SheetSpec

NOTHING = Decimal(0)
BROUGHT_OVER = "brought over"  # who recorded the movements of lots older than movements

SHEET = SheetSpec(
    "stock",
    _("Lots in the store"),
    (
        Column("canteen", _("Canteen"), required=True, help=_("Its name or code.")),
        Column("ingredient", _("Ingredient"), required=True, help=_("Name or code.")),
        Column("number", _("Lot"), required=True, longest=30, example="L260301-01"),
        Column("quantity", _("Quantity"), kind="decimal", required=True, minimum=Decimal("0.001")),
        Column("received_on", _("Received on"), kind="date", required=True),
        Column("expires_on", _("Expires on"), kind="date"),
        Column(
            "amount_yuan",
            _("Value (yuan)"),
            kind="decimal",
            minimum=0,
            help=_("Empty: at the ingredient's price."),
        ),
        Column("place", _("Place"), help=_("Code of the place in the store.")),
    ),
)


@transaction.atomic
def put_lot(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> str:
    """Enter a lot that is in the store already; quantity in the ingredient's base unit.

    The same row twice changes nothing ("unchanged"); other figures for a lot that is known are
    refused. Raises NotAllowed, NoSuchCanteen, NoSuchIngredient, NoSuchPlace, ExpiresFirst,
    LotKnown, MonthClosed, StoreFrozen.
    """
    actor.require(CanteenPermission.STOCK_MOVE)
    given = {key: value for key, value in values.items() if value not in (None, "")}
    canteen = _canteen(given["canteen"], actor)
    ingredient = _ingredient(given["ingredient"], actor)
    expires_on = given.get("expires_on")
    if expires_on and expires_on < given["received_on"]:
        raise ExpiresFirst(expires_on=expires_on, received_on=given["received_on"])
    quantity, number = keeping.checked(given["quantity"]), given["number"].strip()
    known = StockLot.objects.filter(site_id=actor.site_id, number=number).first()
    if known is not None:
        _check_same(known, canteen, ingredient, quantity, given)
        return "unchanged"
    amount = given.get("amount_yuan")
    if amount is None:
        amount = yuan(quantity * _price(ingredient, on=given["received_on"]))
    note = Note(actor=actor, at=at)
    lot = movements.new_lot(
        canteen_id=canteen.id,
        ingredient_id=ingredient.id,
        quantity=quantity,
        amount_yuan=amount,
        location_id=_place(given.get("place"), canteen),
        pieces=None,
        note=note,
        number=number,
        received_on=given["received_on"],
        expires_on=expires_on,
    )
    keeping.bring(
        facts.OpeningEntered, MovementKind.OPENING, lot, quantity, amount_yuan=amount, note=note
    )
    return "added"


def open_old_lots(apps: Apps, *, at: datetime) -> int:
    """Give every lot that has no movement its opening movement, and each lot a number of its own.

    For a data migration: `apps` are the tables of that time. Valued at the ingredient's latest
    price, dated to the day the lot came. Returns how many lots it brought over; the second run
    finds none.
    """
    lots = apps.get_model("canteen", "StockLot")
    _make_numbers_unique(lots)
    prices = _latest_prices(apps.get_model("canteen", "IngredientPrice"))
    averages: dict[tuple[int, int, int], list[Decimal]] = {}
    movement = apps.get_model("canteen", "Movement")
    opened, made = [], []
    for lot in lots.objects.filter(movements=None, quantity__gt=0).order_by("id"):
        price = prices.get(lot.ingredient_id, NOTHING)
        lot.value_yuan = yuan(lot.quantity * price)
        lot.unit_cost_yuan = money.unit_cost(lot.value_yuan, lot.quantity)
        opened.append(lot)
        came_at = datetime.combine(lot.received_on, time(8), tzinfo=SHANGHAI)
        made.append(
            movement(
                site_id=lot.site_id,
                lot_id=lot.id,
                kind="opening",
                quantity=lot.quantity,
                amount_yuan=lot.value_yuan,
                average_amount_yuan=lot.value_yuan,
                happened_on=lot.received_on,
                happened_at=min(came_at, at),
                recorded_by=BROUGHT_OVER,
            )
        )
        total = averages.setdefault(
            (lot.site_id, lot.canteen_id, lot.ingredient_id), [NOTHING, NOTHING]
        )
        total[0] += lot.quantity
        total[1] += lot.value_yuan
    lots.objects.bulk_update(opened, ["value_yuan", "unit_cost_yuan"], batch_size=500)
    movement.objects.bulk_create(made, batch_size=500)
    _add_to_averages(apps.get_model("canteen", "AverageCost"), averages)
    return len(opened)


def _make_numbers_unique(lots: Any) -> None:
    """Lots without a number get one from their id; of lots with the same, the later ones a tail."""
    seen: set[tuple[int, str]] = set()
    changed = []
    for lot in lots.objects.order_by("id").only("id", "site_id", "number"):
        number = lot.number or f"L-{lot.id}"
        if (lot.site_id, number) in seen:
            number = f"{number[:18]}-{lot.id}"
        seen.add((lot.site_id, number))
        if number != lot.number:
            lot.number = number
            changed.append(lot)
    lots.objects.bulk_update(changed, ["number"], batch_size=500)


def _latest_prices(prices: Any) -> dict[int, Decimal]:
    rows = prices.objects.order_by("effective_on").values_list("ingredient_id", "price_yuan")
    return dict(rows)


def _add_to_averages(average: Any, totals: Mapping[tuple[int, int, int], list[Decimal]]) -> None:
    for (site_id, canteen_id, ingredient_id), (quantity, value) in totals.items():
        row, _made = average.objects.get_or_create(
            canteen_id=canteen_id, ingredient_id=ingredient_id, defaults={"site_id": site_id}
        )
        row.quantity += quantity
        row.value_yuan += value
        row.save()


def _check_same(
    lot: StockLot,
    canteen: Canteen,
    ingredient: Ingredient,
    quantity: Decimal,
    given: Mapping[str, Any],
) -> None:
    """Raises LotKnown unless the row says what was entered when the lot was opened."""
    opened = lot.movements.filter(kind=MovementKind.OPENING).first()
    same = (
        opened is not None
        and opened.quantity == quantity
        and (lot.canteen_id, lot.ingredient_id) == (canteen.id, ingredient.id)
        and lot.received_on == given["received_on"]
        and given.get("expires_on") in (None, lot.expires_on)
        and given.get("amount_yuan") in (None, opened.amount_yuan)
    )
    if not same:
        raise LotKnown(number=lot.number, held=lot.quantity)


def _canteen(text: str, actor: Actor) -> Canteen:
    named = Q(code=text) | Q(name=text)
    found: Canteen | None = Canteen.objects.visible_to(actor).filter(named).first()
    if found is None:
        raise NoSuchCanteen(text)
    return found


def _ingredient(text: str, actor: Actor) -> Ingredient:
    named = Q(code=text) | Q(name=text)
    found: Ingredient | None = Ingredient.objects.visible_to(actor).filter(named).first()
    if found is None:
        raise NoSuchIngredient(text)
    return found


def _place(text: str | None, canteen: Canteen) -> int | None:
    if text is None:
        return None
    found = StockLocation.objects.filter(canteen=canteen, code=text.strip()).first()
    if found is None:
        raise NoSuchPlace(text)
    return int(found.id)


def _price(ingredient: Ingredient, *, on: date) -> Decimal:
    """What one base unit cost on a day, else what it costs first; nothing when nobody knows."""
    prices = IngredientPrice.objects.filter(ingredient=ingredient)
    then = prices.filter(effective_on__lte=on).order_by("-effective_on").first()
    row = then or prices.order_by("effective_on").first()
    return row.price_yuan if row else NOTHING
