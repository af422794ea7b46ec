"""收发存表: what a store held, got, gave out, lost and holds, by ingredient over some days.

opening + came in - went out - spoiled + adjusted = closing, in quantity and to the fen; what is
moved within the store cancels out.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from jieyue.canteen.menus.category_names import name_of
from jieyue.canteen.stock.models import Movement, MovementKind
from jieyue.canteen.stock.parameters import COSTING
from jieyue.canteen.stock.rules.money import to_grain
from jieyue.kit import parameters
from jieyue.kit.money import yuan
from jieyue.kit.unit_labels import label_of

NOTHING = Decimal(0)
AMOUNTS = {"lot": "amount_yuan", "moving_average": "average_amount_yuan"}
CAME = frozenset({MovementKind.OPENING, MovementKind.RECEIPT, MovementKind.SUPPLIER_RETURN})
WENT = frozenset({MovementKind.ISSUE, MovementKind.RETURN})
LOST = frozenset({MovementKind.SPOILED, MovementKind.DESTROYED})


@dataclass(frozen=True, kw_only=True)
class Flow:
    """One measure of one ingredient: all at or above nothing but `adjusted`, which is signed.

    came_in: received less what went back to suppliers. went_out: issued less what came back.
    """

    opening: Decimal
    came_in: Decimal
    went_out: Decimal
    spoiled: Decimal
    adjusted: Decimal

    @property
    def closing(self) -> Decimal:
        return self.opening + self.came_in - self.went_out - self.spoiled + self.adjusted


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One ingredient of the sheet."""

    ingredient_id: int
    code: str
    name: str
    category: str
    unit: str
    quantity: Flow
    yuan: Flow


def costing_of(*, site_id: int, on: date) -> str:
    """How the site values what leaves the store: "lot" or "moving_average"."""
    chosen = parameters.read(site_id=site_id, on=on).text(COSTING)
    return chosen if chosen in AMOUNTS else "lot"


def sheet(*, canteen_id: int, first: date, last: date, costing: str = "lot") -> list[SheetRow]:
    """Every ingredient that lay there or moved on [first, last], by code. One query."""
    amount = AMOUNTS[costing]
    before = Q(happened_on__lt=first)
    rows = (
        Movement.objects.filter(lot__canteen_id=canteen_id, happened_on__lte=last)
        .order_by()
        .values_list(
            "lot__ingredient_id",
            "lot__ingredient__code",
            "lot__ingredient__name",
            "lot__ingredient__category",
            "lot__ingredient__base_unit",
            "kind",
        )
        .annotate(
            quantity_before=Sum("quantity", filter=before, default=NOTHING),
            yuan_before=Sum(amount, filter=before, default=NOTHING),
            quantity_within=Sum("quantity", filter=~before, default=NOTHING),
            yuan_within=Sum(amount, filter=~before, default=NOTHING),
        )
    )
    by_ingredient = defaultdict(list)
    for *ingredient, kind, q_before, y_before, q_within, y_within in rows:
        quantities = (to_grain(q_before), to_grain(q_within))
        amounts = (yuan(y_before), yuan(y_within))
        by_ingredient[tuple(ingredient)].append((kind, quantities, amounts))
    found = [
        SheetRow(
            ingredient_id=ingredient_id,
            code=code,
            name=name,
            category=name_of(category),
            unit=label_of(unit),
            quantity=_flow((kind, *quantities) for kind, quantities, _amounts in kinds),
            yuan=_flow((kind, *amounts) for kind, _quantities, amounts in kinds),
        )
        for (ingredient_id, code, name, category, unit), kinds in by_ingredient.items()
    ]
    return sorted((row for row in found if _says_something(row)), key=lambda row: row.code)


def _flow(kinds: Iterable[tuple[str, Decimal, Decimal]]) -> Flow:
    """From (kind, before, within) of one ingredient."""
    opening = NOTHING
    within: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for kind, before, amount in kinds:
        opening += before
        within[kind] += amount
    return Flow(
        opening=opening,
        came_in=sum((within[kind] for kind in CAME), NOTHING),
        went_out=-sum((within[kind] for kind in WENT), NOTHING),
        spoiled=-sum((within[kind] for kind in LOST), NOTHING),
        adjusted=within[MovementKind.ADJUSTMENT],
    )


def _says_something(row: SheetRow) -> bool:
    flow = row.quantity
    return any((flow.opening, flow.came_in, flow.went_out, flow.spoiled, flow.adjusted))
