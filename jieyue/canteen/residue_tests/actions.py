"""Controls, samples and readings, and what follows from them for the lot."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.residue_tests import due, facts, queries, rules
from jieyue.canteen.residue_tests.models import (
    ControlRun,
    DueSample,
    ResidueMethod,
    ResidueReading,
    ResidueTest,
)
from jieyue.canteen.residue_tests.parameters import (
    DISAGREEMENT,
    INTERFERENCE_PRONE,
    LEAST_BLANK_DA,
    LOWEST_INHIBITION_PCT,
)
from jieyue.canteen.residue_tests.refusals import (
    AlreadyRead,
    AlreadySampled,
    BadControl,
    LotBarred,
    LotEmpty,
    NoReading,
    NoValidControl,
    ReadingsDiffer,
    RepeatOutOfOrder,
)
from jieyue.canteen.residue_tests.rules import State
from jieyue.canteen.stock import keeping, movements
from jieyue.canteen.stock import queries as stock
from jieyue.canteen.stock.models import LotStatus, StockLot
from jieyue.kit import journal, numbers, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.parameters import Values

ROUNDING_PCT = Decimal("0.1")  # an instrument shows one place


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run as measured: ΔA0 and ΔAt, or the instrument's per cent, or both.

    repeat: 1 for the sample, 2 and 3 for its repeats; None is whatever is due.
    """

    da0: Decimal | None = None
    dat: Decimal | None = None
    inhibition_pct: Decimal | None = None
    temperature_c: Decimal | None = None
    photo_id: int | None = None
    repeat: int | None = None


@transaction.atomic
def run_controls(
    *,
    canteen_id: int,
    method_id: int,
    instrument: str,
    reagent_batch: str,
    blank_da: Decimal,
    positive_da: Decimal,
    actor: Actor,
    at: datetime,
) -> ControlRun:
    """Record the day's blank and positive control; a bad one is kept, and nothing counts after it.

    Raises NotAllowed, BadControl, and DoesNotExist of canteen or method.
    """
    actor.require(CanteenPermission.RESIDUE_TESTS_RECORD)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    method = ResidueMethod.objects.visible_to(actor).get(id=method_id)
    if blank_da <= 0 or not instrument.strip() or not reagent_batch.strip():
        raise BadControl
    on = timezone.localdate(at)
    values = parameters.read(site_id=canteen.site_id, on=on)
    control: ControlRun = ControlRun.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        method=method,
        on=on,
        at=at,
        instrument=instrument.strip(),
        reagent_batch=reagent_batch.strip(),
        blank_da=blank_da,
        positive_da=positive_da,
        is_valid=rules.control_is_valid(
            blank_da=blank_da,
            positive_da=positive_da,
            least_blank_da=values.decimal(LEAST_BLANK_DA),
            threshold_pct=method.threshold_pct,
        ),
        tester=actor.name,
    )
    fact = facts.ControlsRun(
        control_id=control.id,
        canteen_id=canteen.id,
        on=on,
        method=method.code,
        is_valid=control.is_valid,
    )
    journal.record(fact, actor=actor, at=at)
    return control


@transaction.atomic
def sample(*, lot_id: int, method_id: int, actor: Actor, at: datetime) -> ResidueTest:
    """Take a sample of a lot. Of two inspectors the second is told who was first.

    Raises NotAllowed, AlreadySampled, LotBarred, LotEmpty, and DoesNotExist of lot or method.
    """
    actor.require(CanteenPermission.RESIDUE_TESTS_RECORD)
    lot = StockLot.objects.visible_to(actor).select_related("ingredient", "canteen").get(id=lot_id)
    method = ResidueMethod.objects.visible_to(actor).get(id=method_id)
    keeping.lock_store(lot.canteen)
    family = stock.family(lot.id)
    _check_untested(lot, family)
    if not StockLot.objects.filter(id__in=family, quantity__gt=0).exists():
        raise LotEmpty(number=lot.number)
    values = parameters.read(site_id=lot.site_id, on=timezone.localdate(at))
    test: ResidueTest = ResidueTest.objects.create(
        site_id=lot.site_id,
        number=numbers.take("RT", site_id=lot.site_id, at=at),
        lot=lot,
        method=method,
        threshold_pct=method.threshold_pct,
        sampled_at=at,
        sampled_by=actor.name,
        is_interference_prone=rules.is_interference_prone(
            lot.ingredient.name, parts=values.json(INTERFERENCE_PRONE)
        ),
    )
    DueSample.objects.filter(lot_id__in=family, test=None, waived_at=None).update(test=test)
    fact = facts.LotSampled(test_id=test.id, number=test.number, lot_id=lot.id)
    journal.record(fact, actor=actor, at=at)
    return test


@transaction.atomic
def read(*, number: str, run: Run, actor: Actor, at: datetime) -> ResidueReading:
    """Enter one run of a sample, and do with the lot what it comes to.

    Raises NotAllowed, ResidueTest.DoesNotExist, NoValidControl, NoReading, ReadingsDiffer,
    ImpossibleReading, AlreadyRead, RepeatOutOfOrder, AlreadyConcluded.
    """
    actor.require(CanteenPermission.RESIDUE_TESTS_RECORD)
    test = _locked(number, actor)
    before = list(test.readings.order_by("repeat"))
    _check_turn(test, before, run.repeat)
    inhibitions = [each.inhibition_pct for each in before]
    rules.state_after([*inhibitions, Decimal(0)], threshold_pct=test.threshold_pct)
    on = timezone.localdate(at)
    control = queries.control_in_force(
        canteen_id=test.lot.canteen_id, method_id=test.method_id, on=on
    )
    if control is None:
        raise NoValidControl(method=test.method.name, on=on)
    values = parameters.read(site_id=test.site_id, on=on)
    reading: ResidueReading = ResidueReading.objects.create(
        site_id=test.site_id,
        test=test,
        control=control,
        repeat=len(before) + 1,
        da0=run.da0,
        dat=run.dat,
        inhibition_pct=_inhibition(run, lowest_pct=values.decimal(LOWEST_INHIBITION_PCT)),
        temperature_c=run.temperature_c,
        instrument=control.instrument,
        reagent_batch=control.reagent_batch,
        photo_id=run.photo_id,
        tester=actor.name,
        at=at,
    )
    inhibitions.append(reading.inhibition_pct)
    state = rules.state_after(inhibitions, threshold_pct=test.threshold_pct)
    told = facts.ResidueRead(
        test_id=test.id,
        number=test.number,
        repeat=reading.repeat,
        inhibition_pct=reading.inhibition_pct,
        state=state,
    )
    journal.record(told, actor=actor, at=at)
    _conclude(test, state, values, actor=actor, at=at)
    return reading


def fail(test: ResidueTest, *, inhibition_pct: Decimal, actor: Actor, at: datetime) -> None:
    """Bar the lot and all its parts for good. The test is locked."""
    _bar(test, _("Residue test %(number)s failed") % {"number": test.number}, actor, at)
    fact = facts.ResidueTestFailed(
        test_id=test.id,
        lot_id=test.lot_id,
        number=test.number,
        supplier_id=test.lot.supplier_id,
        canteen_id=test.lot.canteen_id,
        ingredient=test.lot.ingredient.name,
        inhibition_pct=inhibition_pct,
    )
    journal.record(fact, actor=actor, at=at)


def _locked(number: str, actor: Actor) -> ResidueTest:
    """The test, locked before the store, as `stock.movements` asks."""
    test: ResidueTest = (
        ResidueTest.objects.visible_to(actor)
        .select_related("lot__ingredient", "lot__canteen", "method")
        .select_for_update(of=("self",))
        .get(number=number)
    )
    return test


def _check_untested(lot: StockLot, family: set[int]) -> None:
    found = ResidueTest.objects.filter(lot_id__in=family)
    if lot.status == LotStatus.REJECTED or found.filter(state__in=queries.BAD).exists():
        raise LotBarred(number=lot.number)
    current = found.filter(state__in=queries.OPEN).first()
    if current is not None:
        raise AlreadySampled(
            number=current.number, sampled_by=current.sampled_by, sampled_at=current.sampled_at
        )


def _check_turn(test: ResidueTest, before: list[ResidueReading], repeat: int | None) -> None:
    if repeat is None or repeat == len(before) + 1:
        return
    if not 1 <= repeat <= len(before):
        raise RepeatOutOfOrder(number=test.number, repeat=repeat, due=len(before) + 1)
    first = before[repeat - 1]
    raise AlreadyRead(
        number=test.number,
        repeat=repeat,
        tester=first.tester,
        read_at=first.at,
        inhibition_pct=first.inhibition_pct,
    )


def _inhibition(run: Run, *, lowest_pct: Decimal) -> Decimal:
    if run.da0 is not None and run.dat is not None:
        computed = rules.inhibition_pct(da0=run.da0, dat=run.dat, lowest_pct=lowest_pct)
        given = run.inhibition_pct
        if given is not None and abs(given - computed) > ROUNDING_PCT:
            raise ReadingsDiffer(given_pct=given, computed_pct=computed)
        return computed
    if run.inhibition_pct is None:
        raise NoReading
    return rules.checked_pct(run.inhibition_pct, lowest_pct=lowest_pct)


def _conclude(
    test: ResidueTest, state: State, values: Values, *, actor: Actor, at: datetime
) -> None:
    """Save the state and move the lot with it."""
    test.state = state
    test.concluded_at = None if state in rules.OPEN else at
    if state is State.PASSED:
        _release(test, actor=actor, at=at)
        passed = facts.ResidueTestPassed(test_id=test.id, lot_id=test.lot_id, number=test.number)
        journal.record(passed, actor=actor, at=at)
    elif state is State.FAILED:
        highest = max(test.readings.values_list("inhibition_pct", flat=True))
        fail(test, inhibition_pct=highest, actor=actor, at=at)
    elif state is State.HELD:
        if values.text(DISAGREEMENT) != rules.Disagreement.LABORATORY:
            _bar(test, _("Residue test %(number)s disagrees") % {"number": test.number}, actor, at)
        held = facts.ResidueTestHeld(test_id=test.id, lot_id=test.lot_id, number=test.number)
        journal.record(held, actor=actor, at=at)
    else:
        _hold(test, actor=actor, at=at)
    test.parameters_used = test.parameters_used | values.used
    test.save(update_fields=["state", "concluded_at", "parameters_used"])


def _release(test: ResidueTest, *, actor: Actor, at: datetime) -> None:
    for row in DueSample.objects.filter(test=test):
        reason = _("Nothing found by screening, test %(number)s") % {"number": test.number}
        due.end_hold(row, reason=reason, actor=actor, at=at)


def _hold(test: ResidueTest, *, actor: Actor, at: datetime) -> None:
    """Quarantine the lot and its parts from the first positive on."""
    keeping.lock_store(test.lot.canteen)
    family = StockLot.objects.filter(id__in=stock.family(test.lot_id), status=LotStatus.AVAILABLE)
    reason = _("Residue test %(number)s positive, tested again") % {"number": test.number}
    for lot_id in family.values_list("id", flat=True):
        if StockLot.objects.get(id=lot_id).status == LotStatus.AVAILABLE:
            movements.hold(lot_id=lot_id, reason=reason, actor=actor, at=at)


def _bar(test: ResidueTest, reason: str, actor: Actor, at: datetime) -> None:
    keeping.lock_store(test.lot.canteen)
    for lot_id in sorted(stock.family(test.lot_id)):
        if StockLot.objects.get(id=lot_id).status != LotStatus.REJECTED:
            movements.reject(lot_id=lot_id, reason=reason, actor=actor, at=at)
