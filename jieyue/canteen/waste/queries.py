"""What the waste pages show: a day's weighings, leftovers, proposals, and waste per guest."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q, Sum

from jieyue.canteen.diners.models import Attendance, Meal
from jieyue.canteen.kitchen.models import ProductionBatch
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock.models import Movement, MovementKind
from jieyue.canteen.waste.ledger import weighed_by_stage
from jieyue.canteen.waste.models import (
    CleanPlateCheck,
    Leftover,
    LeftoverFate,
    ProposalStatus,
    RecipeProposal,
    WasteStage,
    WasteWeighing,
)
from jieyue.kit.actor import Actor
from jieyue.kit.periods import days_of

NOTHING = Decimal(0)
MOST_ROWS = 200


@dataclass(frozen=True, kw_only=True)
class WeighingRow:
    """One weighing of a day. is_void: corrected by a later one."""

    id: int
    at: datetime
    meal: str
    stage: str
    stage_label: str
    what: str
    net_kg: Decimal
    by: str
    is_void: bool
    is_correction: bool


@dataclass(frozen=True, kw_only=True)
class WasteDay:
    """Waste of one day. diners None: nobody was counted."""

    day: date
    by_stage: Mapping[str, Decimal]
    diners: int | None

    @property
    def total_kg(self) -> Decimal:
        return sum(self.by_stage.values(), NOTHING)

    def grams(self, stage: str = "") -> Decimal | None:
        """人均餐厨垃圾 (W1), of one stage or of all, in g for each guest."""
        mass_kg = self.by_stage.get(stage, NOTHING) if stage else self.total_kg
        return mass_kg * 1000 / self.diners if self.diners else None


@dataclass(frozen=True, kw_only=True)
class WasteSpan:
    """Waste over days on which guests were counted."""

    kg: Decimal
    diners: int

    @property
    def grams(self) -> Decimal | None:
        return self.kg * 1000 / self.diners if self.diners else None


@dataclass(frozen=True, kw_only=True)
class LeftoverRow:
    """One line of the leftovers register. is_late: kept beyond its time."""

    id: int
    day: date
    meal: str
    what: str
    portions: int | None
    mass_kg: Decimal
    fate: str
    fate_label: str
    keep_until: datetime | None
    settled_as: str
    settled_label: str
    settled_by: str
    by: str
    is_open: bool
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class PlateRate:
    """光盘率 (W3) of some days. None: no tray was looked at."""

    inspected: int
    clean: int

    @property
    def share(self) -> float | None:
        return self.clean / self.inspected if self.inspected else None


@dataclass(frozen=True, kw_only=True)
class ProposalRow:
    """What the leftovers ask of a dish."""

    id: int
    dish: str
    code: str
    old_portion_g: int | None
    portion_g: int | None
    yield_factor: Decimal | None
    days: int
    served_g: str
    eaten_g: str
    made_at: datetime


def weighings(actor: Actor, *, canteen_id: int, day: date) -> list[WeighingRow]:
    """The weighings of a day, newest first, wrong ones marked. One query. Raises NotAllowed."""
    actor.require(CanteenPermission.WASTE_READ)
    rows = WasteWeighing.objects.visible_to(actor).filter(canteen_id=canteen_id, day=day)
    rows = rows.select_related("dish", "ingredient", "corrected_by")
    return [
        WeighingRow(
            id=row.id,
            at=row.happened_at,
            meal=str(Meal(row.meal).label) if row.meal else "",
            stage=row.stage,
            stage_label=str(WasteStage(row.stage).label),
            what=_name(row),
            net_kg=row.gross_kg - row.tare_kg,
            by=row.recorded_by,
            is_void=hasattr(row, "corrected_by"),
            is_correction=row.corrects_id is not None,
        )
        for row in rows[:MOST_ROWS]
    ]


def waste_days(actor: Actor, *, canteen_id: int, first: date, last: date) -> list[WasteDay]:
    """Every day of [first, last] with waste or guests, in order. Two queries.

    Raises NotAllowed.
    """
    actor.require(CanteenPermission.WASTE_READ)
    made = weighed_by_stage(actor, canteen_id=canteen_id, first=first, last=last)
    rows = Attendance.objects.filter(canteen_id=canteen_id, day__range=(first, last)).order_by()
    diners = dict(rows.values_list("day").annotate(Sum("served")))
    return [
        WasteDay(day=day, by_stage=made.get(day, {}), diners=diners.get(day))
        for day in days_of(first, last + timedelta(days=1))
        if day in made or diners.get(day)
    ]


def waste_span(actor: Actor, *, canteen_id: int, first: date, last: date) -> WasteSpan:
    """The days of [first, last] on which waste was weighed and guests counted."""
    days = waste_days(actor, canteen_id=canteen_id, first=first, last=last)
    known = [day for day in days if day.diners and day.by_stage]
    return WasteSpan(
        kg=sum((day.total_kg for day in known), NOTHING),
        diners=sum(day.diners or 0 for day in known),
    )


def yuan_per_cooked_kg(*, canteen_id: int, first: date, last: date) -> Decimal | None:
    """What a kilogram out of the pots cost on these days; None where none was weighed.

    Two queries.
    """
    drawn = Movement.objects.filter(
        lot__canteen_id=canteen_id,
        happened_on__range=(first, last),
        kind__in=(MovementKind.ISSUE, MovementKind.RETURN),
    ).aggregate(yuan=Sum("amount_yuan"))["yuan"]
    batches = ProductionBatch.objects.filter(canteen_id=canteen_id, day__range=(first, last))
    cooked = NOTHING
    for mass_kg, portions, portion_g in batches.order_by().values_list(
        "cooked_kg", "portions", "dish__portion_g"
    ):
        cooked += mass_kg if mass_kg is not None else Decimal(portions * (portion_g or 0)) / 1000
    return -drawn / cooked if drawn and cooked else None


def plate_rate(actor: Actor, *, canteen_id: int, first: date, last: date) -> PlateRate:
    """Trays looked at on [first, last]. One query."""
    rows = CleanPlateCheck.objects.visible_to(actor).filter(
        canteen_id=canteen_id, day__range=(first, last)
    )
    found = rows.aggregate(inspected=Sum("inspected"), clean=Sum("clean_trays"))
    return PlateRate(inspected=found["inspected"] or 0, clean=found["clean"] or 0)


def leftovers(
    actor: Actor, *, canteen_id: int, first: date, last: date, at: datetime
) -> list[LeftoverRow]:
    """The register of [first, last] and whatever is still kept, newest first. One query.

    Raises NotAllowed.
    """
    actor.require(CanteenPermission.WASTE_READ)
    rows = Leftover.objects.visible_to(actor).filter(
        Q(day__range=(first, last)) | Q(fate=LeftoverFate.KEPT, settled_at=None),
        canteen_id=canteen_id,
    )
    return _leftovers(rows.select_related("dish", "ingredient")[:MOST_ROWS], at=at)


def kept(actor: Actor, *, canteen_id: int, at: datetime) -> list[LeftoverRow]:
    """What stands in the fridge and may still be used, the most urgent first. One query."""
    rows = Leftover.objects.visible_to(actor).filter(
        canteen_id=canteen_id, fate=LeftoverFate.KEPT, settled_at=None, keep_until__gte=at
    )
    ordered = rows.select_related("dish", "ingredient").order_by("keep_until", "id")
    return _leftovers(ordered[:MOST_ROWS], at=at)


def proposals(actor: Actor, *, dish_code: str = "") -> list[ProposalRow]:
    """Open proposals, of one dish or of all. One query. Raises NotAllowed."""
    actor.require(CanteenPermission.WASTE_READ)
    rows = RecipeProposal.objects.visible_to(actor).filter(status=ProposalStatus.OPEN)
    if dish_code:
        rows = rows.filter(dish__code=dish_code)
    return [
        ProposalRow(
            id=row.id,
            dish=row.dish.name,
            code=row.dish.code,
            old_portion_g=row.old_portion_g,
            portion_g=row.portion_g,
            yield_factor=row.yield_factor,
            days=row.days,
            served_g=row.figures.get("served_g", ""),
            eaten_g=row.figures.get("eaten_g", ""),
            made_at=row.made_at,
        )
        for row in rows.select_related("dish").order_by("dish__code")
    ]


def dishes_wasted(
    actor: Actor, *, canteen_id: int, first: date, last: date
) -> list[tuple[str, Decimal]]:
    """Dishes by what of them was not eaten, in kg, the most first. One query."""
    actor.require(CanteenPermission.WASTE_READ)
    rows = WasteWeighing.objects.visible_to(actor).filter(
        canteen_id=canteen_id, day__range=(first, last), corrected_by=None, dish__isnull=False
    )
    found: dict[str, Decimal] = defaultdict(Decimal)
    for name, gross_kg, tare_kg in rows.order_by().values_list("dish__name", "gross_kg", "tare_kg"):
        found[name] += gross_kg - tare_kg
    return sorted(found.items(), key=lambda row: (-row[1], row[0]))[:10]


def _leftovers(rows: Iterable[Leftover], *, at: datetime) -> list[LeftoverRow]:
    return [
        LeftoverRow(
            id=row.id,
            day=row.day,
            meal=str(Meal(row.meal).label),
            what=_name(row),
            portions=row.portions,
            mass_kg=row.mass_kg,
            fate=row.fate,
            fate_label=row.get_fate_display(),
            keep_until=row.keep_until,
            settled_as=row.settled_as,
            settled_label=row.get_settled_as_display() if row.settled_as else "",
            settled_by=row.settled_by,
            by=row.recorded_by,
            is_open=row.fate == LeftoverFate.KEPT and row.settled_at is None,
            is_late=row.keep_until is not None and row.settled_at is None and at > row.keep_until,
        )
        for row in rows
    ]


def _name(row: WasteWeighing | Leftover) -> str:
    named = row.dish or row.ingredient
    return named.name if named else ""


def quarter_before(day: date) -> tuple[date, date]:
    """The same quarter of the year before, its first and last day."""
    first_month = 3 * ((day.month - 1) // 3) + 1
    first = date(day.year - 1, first_month, 1)
    after = date(day.year - 1, first_month + 3, 1) if first_month < 10 else date(day.year, 1, 1)
    return first, after - timedelta(days=1)


def quarter_of(day: date) -> date:
    """The first day of the quarter `day` is in."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
