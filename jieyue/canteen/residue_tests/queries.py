"""What is due for sampling, what a sample came to, and the day's figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jieyue.canteen.menus.category_names import code_of, codes_of
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.residue_tests import rules
from jieyue.canteen.residue_tests.models import (
    ControlRun,
    DueSample,
    ResidueState,
    ResidueTest,
)
from jieyue.canteen.residue_tests.parameters import (
    INTERFERENCE_PRONE,
    LOTS_A_DAY,
    SAMPLED_CATEGORIES,
    SUSPECT_DAYS,
)
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.parameters import Values
from jieyue.kit.periods import local_day
from jieyue.kit.unit_labels import label_of

BAD = (ResidueState.FAILED, ResidueState.HELD)
OPEN = (ResidueState.PENDING, ResidueState.RETEST_2, ResidueState.RETEST_3)


@dataclass(frozen=True, kw_only=True)
class DueRow:
    """A lot waiting for its sample."""

    lot_id: int
    lot: str
    ingredient: str
    supplier: str
    quantity: Decimal
    unit: str
    due_on: date
    is_interference_prone: bool


@dataclass(frozen=True, kw_only=True)
class ReadingRow:
    """One run; `fails` against the sample's own threshold."""

    repeat: int
    inhibition_pct: Decimal
    fails: bool
    needs_attention: bool
    da0: Decimal | None
    dat: Decimal | None
    temperature_c: Decimal | None
    instrument: str
    reagent_batch: str
    tester: str
    at: datetime
    photo_id: int | None


@dataclass(frozen=True, kw_only=True)
class TestView:
    """A sample with its runs. next_repeat is None once it is concluded."""

    id: int
    number: str
    canteen_id: int
    canteen: str
    lot_id: int
    lot: str
    lot_status: str
    lot_status_label: str
    ingredient: str
    supplier: str
    quantity: Decimal
    unit: str
    method: str
    standard: str
    threshold_pct: Decimal
    state: str
    state_label: str
    sampled_at: datetime
    sampled_by: str
    concluded_at: datetime | None
    is_interference_prone: bool
    disposal: str
    disposal_label: str
    disposal_reason: str
    disposed_at: datetime | None
    disposed_by: str
    witness: str
    laboratory: str
    readings: Sequence[ReadingRow]
    next_repeat: int | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def may_dispose(self) -> bool:
        return self.state in BAD and not self.disposal

    @property
    def may_ask_laboratory(self) -> bool:
        return self.state == ResidueState.HELD and self.lot_status == "quarantined"


@dataclass(frozen=True, kw_only=True)
class ControlRow:
    """A day's control of one method."""

    id: int
    method_id: int
    method: str
    on: date
    at: datetime
    instrument: str
    reagent_batch: str
    blank_da: Decimal
    positive_da: Decimal
    is_valid: bool
    tester: str


def needs_test(*, canteen_id: int, ingredient_id: int, supplier_id: int | None, on: date) -> bool:
    """Whether a lot delivered on a day is to be sampled before use. Four queries at most.

    Raises Ingredient.DoesNotExist.
    """
    ingredient = Ingredient.objects.get(id=ingredient_id)
    values = parameters.read(site_id=ingredient.site_id, on=on)
    lots_a_day = values.integer(LOTS_A_DAY)
    already = (
        DueSample.objects.filter(canteen_id=canteen_id, due_on=on).count() if lots_a_day else 0
    )
    return rules.is_due(
        category=code_of(ingredient.category),
        categories=codes_of(values.json(SAMPLED_CATEGORIES)),
        lots_a_day=lots_a_day,
        already=already,
        suspect=lots_a_day > 0 and _is_suspect(ingredient, supplier_id, on, values),
    )


def due(actor: Actor, *, canteen_id: int) -> list[DueRow]:
    """Lots of a canteen that wait for a sample, longest first. Two queries."""
    waiting = (
        DueSample.objects.visible_to(actor)
        .filter(canteen_id=canteen_id, test=None, waived_at=None)
        .filter(Q(lot__quantity__gt=0) | Q(lot__parts__quantity__gt=0))
        .distinct()
        .select_related("lot__ingredient", "lot__supplier")
        .order_by("due_on", "id")
    )
    found = list(waiting)
    if not found:
        return []
    values = parameters.read(site_id=found[0].site_id, on=found[-1].due_on)
    parts = values.json(INTERFERENCE_PRONE)
    return [_due_row(row, parts) for row in found]


def rows(actor: Actor, *, canteen_id: int | None) -> QuerySet[ResidueTest]:
    """Tests the actor may see, newest first, with what their pages show."""
    found = ResidueTest.objects.visible_to(actor).select_related(
        "lot__ingredient", "lot__supplier", "lot__canteen", "method", "witness"
    )
    return found if canteen_id is None else found.filter(lot__canteen_id=canteen_id)


def view(actor: Actor, *, number: str) -> TestView:
    """One sample. Raises ResidueTest.DoesNotExist. Two queries."""
    return _view(rows(actor, canteen_id=None).prefetch_related("readings").get(number=number))


def under_way(actor: Actor, *, canteen_id: int) -> list[TestView]:
    """Samples that want a reading or a decision, oldest first. Two queries."""
    is_left = Q(lot__quantity__gt=0) | Q(lot__parts__quantity__gt=0)
    wanting = Q(state__in=OPEN) | Q(state__in=BAD, disposal="") & is_left
    found = rows(actor, canteen_id=canteen_id).filter(wanting).distinct()
    return [_view(row) for row in found.order_by("sampled_at", "id").prefetch_related("readings")]


def of_day(actor: Actor, *, canteen_id: int, on: date) -> list[TestView]:
    """Samples taken on a local day, in order. Two queries."""
    day = local_day(on)
    found = rows(actor, canteen_id=canteen_id).filter(
        sampled_at__gte=day.start, sampled_at__lt=day.end
    )
    return [_view(row) for row in found.order_by("sampled_at", "id").prefetch_related("readings")]


def controls_of(actor: Actor, *, canteen_id: int, on: date) -> list[ControlRow]:
    """The day's controls, newest first. One query."""
    run = ControlRun.objects.visible_to(actor).filter(canteen_id=canteen_id, on=on)
    return [_control_row(row) for row in run.select_related("method").order_by("-at", "-id")]


def control_in_force(*, canteen_id: int, method_id: int, on: date) -> ControlRun | None:
    """The day's latest control of a method if it is valid: a later bad one ends an earlier."""
    run = ControlRun.objects.filter(canteen_id=canteen_id, method_id=method_id, on=on)
    latest: ControlRun | None = run.order_by("-at", "-id").first()
    return latest if latest is not None and latest.is_valid else None


def conclusion_of(state: str) -> str:
    """What may be said of a sample in public: a pass is never "safe"."""
    if state == ResidueState.PASSED:
        return _("Nothing beyond the limit found (screening)")
    if state in BAD:
        return _("Not conforming, taken out of use")
    return _("Being tested again")


def _is_suspect(ingredient: Ingredient, supplier_id: int | None, on: date, values: Values) -> bool:
    since = local_day(on - timedelta(days=values.integer(SUSPECT_DAYS))).start
    return ResidueTest.objects.filter(
        site_id=ingredient.site_id,
        lot__ingredient=ingredient,
        lot__supplier_id=supplier_id,
        state__in=BAD,
        concluded_at__gte=since,
    ).exists()


def _due_row(row: DueSample, parts: Sequence[str]) -> DueRow:
    lot = row.lot
    return DueRow(
        lot_id=lot.id,
        lot=lot.number,
        ingredient=lot.ingredient.name,
        supplier=lot.supplier.name if lot.supplier else "",
        quantity=lot.quantity,
        unit=label_of(lot.ingredient.base_unit),
        due_on=row.due_on,
        is_interference_prone=rules.is_interference_prone(lot.ingredient.name, parts=parts),
    )


def _view(row: ResidueTest) -> TestView:
    readings = sorted(row.readings.all(), key=lambda each: each.repeat)
    lot = row.lot
    return TestView(
        id=row.id,
        number=row.number,
        canteen_id=lot.canteen_id,
        canteen=lot.canteen.name,
        lot_id=lot.id,
        lot=lot.number,
        lot_status=lot.status,
        lot_status_label=lot.get_status_display(),
        ingredient=lot.ingredient.name,
        supplier=lot.supplier.name if lot.supplier else "",
        quantity=lot.quantity,
        unit=label_of(lot.ingredient.base_unit),
        method=row.method.name,
        standard=row.method.standard,
        threshold_pct=row.threshold_pct,
        state=row.state,
        state_label=row.get_state_display(),
        sampled_at=row.sampled_at,
        sampled_by=row.sampled_by,
        concluded_at=row.concluded_at,
        is_interference_prone=row.is_interference_prone,
        disposal=row.disposal,
        disposal_label=row.get_disposal_display(),
        disposal_reason=row.disposal_reason,
        disposed_at=row.disposed_at,
        disposed_by=row.disposed_by,
        witness=row.witness.name if row.witness else "",
        laboratory=row.laboratory,
        readings=tuple(
            ReadingRow(
                repeat=each.repeat,
                inhibition_pct=each.inhibition_pct,
                fails=each.inhibition_pct >= row.threshold_pct,
                needs_attention=each.inhibition_pct < row.threshold_pct
                and rules.needs_attention(
                    each.inhibition_pct, attention_pct=row.method.attention_pct
                ),
                da0=each.da0,
                dat=each.dat,
                temperature_c=each.temperature_c,
                instrument=each.instrument,
                reagent_batch=each.reagent_batch,
                tester=each.tester,
                at=each.at,
                photo_id=each.photo_id,
            )
            for each in readings
        ),
        next_repeat=len(readings) + 1 if row.state in OPEN else None,
    )


def _control_row(row: ControlRun) -> ControlRow:
    return ControlRow(
        id=row.id,
        method_id=row.method_id,
        method=row.method.name,
        on=row.on,
        at=row.at,
        instrument=row.instrument,
        reagent_batch=row.reagent_batch,
        blank_da=row.blank_da,
        positive_da=row.positive_da,
        is_valid=row.is_valid,
        tester=row.tester,
    )
