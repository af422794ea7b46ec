"""Which delivered lots wait for a sample: called by receiving, which has checked who accepts."""

from datetime import date, datetime

from django.db import transaction

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.residue_tests.facts import SamplingWaived
from jieyue.canteen.residue_tests.models import DueSample
from jieyue.canteen.residue_tests.refusals import NotDue, ReasonMissing
from jieyue.canteen.stock import movements
from jieyue.canteen.stock.models import LotStatus, StockLot
from jieyue.kit import journal
from jieyue.kit.actor import Actor


def note(lot: StockLot, *, on: date) -> DueSample:
    """Put a lot, held since it came, on the inspector's list of a day."""
    row: DueSample = DueSample.objects.create(
        site_id=lot.site_id,
        lot=lot,
        canteen_id=lot.canteen_id,
        due_on=on,
        held_for=lot.status_reason,
    )
    return row


@transaction.atomic
def waive(*, lot_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Let a lot be used without a sample, and say why. Raises NotAllowed, NotDue, ReasonMissing."""
    actor.require(CanteenPermission.RESIDUE_TESTS_DECIDE)
    if not reason.strip():
        raise ReasonMissing
    row = (
        DueSample.objects.visible_to(actor)
        .select_for_update()
        .filter(lot_id=lot_id, test=None, waived_at=None)
        .first()
    )
    if row is None:
        raise NotDue
    row.waived_at, row.waived_by, row.waived_reason = at, actor.name, reason.strip()[:200]
    row.save(update_fields=["waived_at", "waived_by", "waived_reason"])
    end_hold(row, reason=row.waived_reason, actor=actor, at=at)
    fact = SamplingWaived(lot_id=lot_id, reason=row.waived_reason)
    journal.record(fact, actor=actor, at=at)


def end_hold(row: DueSample, *, reason: str, actor: Actor, at: datetime) -> None:
    """Release a lot that was held for this sample and for nothing else since."""
    lot = StockLot.objects.get(id=row.lot_id)
    if lot.status == LotStatus.QUARANTINED and lot.status_reason == row.held_for:
        movements.release(lot_id=lot.id, reason=reason, actor=actor, at=at)
