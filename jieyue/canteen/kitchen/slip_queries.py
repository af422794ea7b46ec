"""One issue slip with the lots each line may come from."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.kitchen.models import IssueLine, IssueSlip, SlipStatus
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock.models import Movement, MovementKind, StockLot
from jieyue.canteen.stock.queries import issuable
from jieyue.kit.actor import Actor
from jieyue.kit.unit_labels import label_of

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class LotChoice:
    """A lot a line may come from, the first to expire on top."""

    id: int
    number: str
    quantity: Decimal
    expires_on: date | None
    place: str


@dataclass(frozen=True, kw_only=True)
class LineRow:
    """One line. lot None: the store has nothing. back: what came back of it."""

    id: int
    ingredient: str
    unit: str
    quantity: Decimal
    lot_id: int | None
    lot: str
    expires_on: date | None
    place: str
    reason: str
    is_issued: bool
    back: Decimal
    choices: tuple[LotChoice, ...]

    @property
    def is_missing(self) -> bool:
        return self.lot_id is None

    @property
    def out(self) -> Decimal:
        return self.quantity - self.back if self.is_issued else NOTHING


@dataclass(frozen=True, kw_only=True)
class SlipView:
    """A slip with its lines, by ingredient and expiry."""

    number: str
    canteen_code: str
    canteen: str
    day: date
    meal: str
    plan_number: str
    reason: str
    status: str
    made_by: str
    made_at: datetime
    issued_by: str
    issued_at: datetime | None
    issued_by_person_id: int | None
    received_by: str
    received_at: datetime | None
    lines: tuple[LineRow, ...]

    @property
    def is_draft(self) -> bool:
        return self.status == SlipStatus.DRAFT

    @property
    def is_issued(self) -> bool:
        return self.status == SlipStatus.ISSUED


def slip(actor: Actor, number: str, *, on: date) -> SlipView:
    """Four queries, whatever the lines. Raises NotAllowed, IssueSlip.DoesNotExist."""
    actor.require(CanteenPermission.KITCHEN_READ)
    row: IssueSlip = (
        IssueSlip.objects.visible_to(actor).select_related("canteen").get(number=number)
    )
    lines = list(
        IssueLine.objects.filter(slip=row)
        .select_related("ingredient", "lot__location")
        .order_by("ingredient__code", "lot__expires_on", "id")
    )
    choices: Mapping[int, list[LotChoice]] = defaultdict(list)
    if row.status == SlipStatus.DRAFT:
        choices = _choices(row, {line.ingredient_id for line in lines}, on=on)
    back = _back(row) if row.status == SlipStatus.ISSUED else {}
    return SlipView(
        number=row.number,
        canteen_code=row.canteen.code,
        canteen=row.canteen.name,
        day=row.day,
        meal=str(Meal(row.meal).label),
        plan_number=row.plan_number,
        reason=row.reason,
        status=row.status,
        made_by=row.made_by,
        made_at=row.made_at,
        issued_by=row.issued_by,
        issued_at=row.issued_at,
        issued_by_person_id=row.issued_by_person_id,
        received_by=row.received_by,
        received_at=row.received_at,
        lines=tuple(_line(line, choices, back) for line in lines),
    )


def ingredients(*, site_id: int) -> list[tuple[int, str]]:
    """What can be drawn by hand: id, and name with unit. One query."""
    rows = Ingredient.objects.filter(site_id=site_id, is_active=True).order_by("name")
    return [
        (i, f"{name} ({label_of(unit)})")
        for i, name, unit in rows.values_list("id", "name", "base_unit")
    ]


def _choices(row: IssueSlip, ingredient_ids: set[int], *, on: date) -> dict[int, list[LotChoice]]:
    found: dict[int, list[LotChoice]] = defaultdict(list)
    lots = issuable(canteen_id=row.canteen_id, on=on).filter(ingredient_id__in=ingredient_ids)
    for lot in sorted(lots.select_related("location"), key=_expiry):
        found[lot.ingredient_id].append(
            LotChoice(
                id=lot.id,
                number=lot.number or str(lot.id),
                quantity=lot.quantity,
                expires_on=lot.expires_on,
                place=lot.location.name if lot.location else "",
            )
        )
    return found


def _expiry(lot: StockLot) -> tuple[date, date, int]:
    return lot.expires_on or date.max, lot.received_on, lot.id


def _back(row: IssueSlip) -> dict[int, Decimal]:
    moved = Movement.objects.filter(
        site_id=row.site_id, document=row.number, kind=MovementKind.RETURN
    )
    totals = moved.order_by().values_list("lot_id").annotate(total=Sum("quantity"))
    return dict(totals)


def _line(
    line: IssueLine, choices: Mapping[int, list[LotChoice]], back: Mapping[int, Decimal]
) -> LineRow:
    lot = line.lot
    return LineRow(
        id=line.id,
        ingredient=line.ingredient.name,
        unit=label_of(line.ingredient.base_unit),
        quantity=line.quantity,
        lot_id=line.lot_id,
        lot=(lot.number or str(lot.id)) if lot else "",
        expires_on=lot.expires_on if lot else None,
        place=lot.location.name if lot and lot.location else "",
        reason=line.override_reason,
        is_issued=line.movement_id is not None,
        back=back.get(line.lot_id or 0, NOTHING),
        choices=tuple(choices.get(line.ingredient_id, ())),
    )
