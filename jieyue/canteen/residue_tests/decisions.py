"""What becomes of a lot whose test failed or whose runs disagree."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.residue_tests import actions, facts, queries
from jieyue.canteen.residue_tests.models import Disposal, ResidueState, ResidueTest
from jieyue.canteen.residue_tests.refusals import (
    AlreadyDisposed,
    LotEmpty,
    NotHeld,
    NothingToDispose,
    ReasonMissing,
    ReportMissing,
    WitnessMissing,
)
from jieyue.canteen.stock import keeping, movements
from jieyue.canteen.stock import queries as stock
from jieyue.canteen.stock.models import LotStatus, StockLot
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.people.persons.models import Person


@transaction.atomic
def take_laboratory_report(
    *, number: str, report: str, is_conforming: bool, actor: Actor, at: datetime
) -> None:
    """Let a laboratory decide on a held lot: release it, or fail it for good.

    Raises NotAllowed, ResidueTest.DoesNotExist, ReportMissing, NotHeld, AlreadyDisposed.
    """
    actor.require(CanteenPermission.RESIDUE_TESTS_DECIDE)
    if not report.strip():
        raise ReportMissing
    test = _undecided(number, actor)
    lot = StockLot.objects.get(id=test.lot_id)
    if test.state != ResidueState.HELD or lot.status != LotStatus.QUARANTINED:
        raise NotHeld(number=number, state=test.get_state_display())
    test.laboratory = report.strip()[:120]
    if is_conforming:
        test.disposal, test.disposed_at, test.disposed_by = Disposal.RELEASED, at, actor.name
        reason = _("Laboratory report %(report)s") % {"report": test.laboratory}
        movements.release(lot_id=lot.id, reason=reason[:200], actor=actor, at=at)
    else:
        test.state = ResidueState.FAILED
        readings = test.readings.values_list("inhibition_pct", flat=True)
        highest = max(readings, default=Decimal(0))
        actions.fail(test, inhibition_pct=highest, actor=actor, at=at)
    test.save(update_fields=["state", "laboratory", "disposal", "disposed_at", "disposed_by"])
    fact = facts.LaboratoryReported(
        test_id=test.id, number=number, report=test.laboratory, is_conforming=is_conforming
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def dispose(
    *,
    number: str,
    disposal: Disposal,
    reason: str,
    witness_person_id: int | None,
    photo_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Return the lot with all its parts to the supplier, or destroy it, before a second person.

    Raises NotAllowed, ResidueTest.DoesNotExist, ReasonMissing, WitnessMissing, NothingToDispose,
    AlreadyDisposed, LotEmpty, and what `stock.movements` raises.
    """
    actor.require(CanteenPermission.RESIDUE_TESTS_DECIDE)
    if not reason.strip():
        raise ReasonMissing
    witness = Person.objects.filter(
        site_id=actor.site_id, id=witness_person_id, left_on=None
    ).first()
    if witness is None or witness.id == actor.person_id:
        raise WitnessMissing
    test = _undecided(number, actor)
    if test.state not in queries.BAD or disposal == Disposal.RELEASED:
        raise NothingToDispose(number=number, state=test.get_state_display())
    keeping.lock_store(test.lot.canteen)
    family = stock.family(test.lot_id)
    _take_out(family, test, disposal, reason.strip(), witness.id, photo_id, actor, at)
    test.disposal, test.disposal_reason = disposal, reason.strip()[:200]
    test.disposed_at, test.disposed_by, test.witness = at, actor.name, witness
    test.save(
        update_fields=["disposal", "disposal_reason", "disposed_at", "disposed_by", "witness"]
    )
    fact = facts.LotDisposed(
        test_id=test.id,
        number=number,
        lot_id=test.lot_id,
        disposal=disposal,
        witness_id=witness.id,
    )
    journal.record(fact, actor=actor, at=at)


def _take_out(
    family: set[int],
    test: ResidueTest,
    disposal: Disposal,
    reason: str,
    witness_id: int,
    photo_id: int | None,
    actor: Actor,
    at: datetime,
) -> None:
    lots = StockLot.objects.filter(id__in=family, quantity__gt=0).order_by("id")
    left = [(lot.id, lot.quantity) for lot in lots]
    if not left:
        raise LotEmpty(number=test.lot.number)
    for lot_id in sorted(family):
        if StockLot.objects.get(id=lot_id).status != LotStatus.REJECTED:
            movements.reject(lot_id=lot_id, reason=reason, actor=actor, at=at)
    for lot_id, quantity in left:
        if disposal == Disposal.RETURNED:
            movements.return_to_supplier(
                lot_id=lot_id,
                quantity=quantity,
                document=test.number,
                reason=reason,
                actor=actor,
                at=at,
            )
        else:
            movements.destroy(
                lot_id=lot_id,
                quantity=quantity,
                reason=reason,
                witness_person_id=witness_id,
                photo_id=photo_id,
                actor=actor,
                at=at,
            )


def _undecided(number: str, actor: Actor) -> ResidueTest:
    test: ResidueTest = (
        ResidueTest.objects.visible_to(actor)
        .select_related("lot__ingredient", "lot__canteen", "method")
        .select_for_update(of=("self",))
        .get(number=number)
    )
    if test.disposal and test.disposed_at is not None:
        raise AlreadyDisposed(
            number=number,
            disposal=test.get_disposal_display(),
            disposed_by=test.disposed_by,
            disposed_at=test.disposed_at,
        )
    return test
