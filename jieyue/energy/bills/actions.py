"""Entering bills and taking wrong ones back."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from jieyue.energy.bills import parameters as defined
from jieyue.energy.bills import rules, scans
from jieyue.energy.bills.facts import BillEntered, BillTakenBack
from jieyue.energy.bills.models import Bill
from jieyue.energy.meters.models import Medium
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.money import yuan
from jieyue.people.units.models import Unit


@transaction.atomic
def enter(
    *,
    unit_id: int | None,
    medium: str,
    month: date,
    quantity: Decimal,
    amount_yuan: Decimal,
    supplier: str = "",
    number: str = "",
    note: str = "",
    price_note: str = "",
    uploads: Sequence[UploadedFile] = (),
    actor: Actor,
    at: datetime,
) -> Bill:
    """Enter a bill of a month, with its scans.

    Raises NotAllowed, Unit.DoesNotExist, UnknownMedium, FutureMonth, BadBill, QuantitySlip,
    FeeSlip, PriceNeedsWords, BillKnown, FileRefused.
    """
    actor.require(EnergyPermission.STATISTICS_FILL, unit_id=unit_id)
    assert actor.site_id is not None  # a right is held on a site
    first = month.replace(day=1)
    unit = None if unit_id is None else Unit.objects.get(id=unit_id, site_id=actor.site_id)
    if medium not in Medium.values:
        raise rules.UnknownMedium(medium)
    today = timezone.localdate(at)
    if first > today:
        raise rules.FutureMonth(first, today=today)
    bands = parameters.read(site_id=actor.site_id, on=today).json(defined.PRICE_BANDS)
    rules.check(
        quantity=quantity,
        amount_yuan=amount_yuan,
        band=rules.bands(bands).get(medium),
        price_note=price_note,
    )
    _check_new(actor.site_id, medium, first, supplier.strip(), number.strip())
    bill = Bill(
        site_id=actor.site_id,
        unit=unit,
        medium=medium,
        month=first,
        quantity=quantity,
        amount_yuan=yuan(amount_yuan),
        supplier=supplier.strip(),
        number=number.strip(),
        note=note.strip(),
        price_note=price_note.strip(),
        entered_at=at,
        entered_by=actor.name,
    )
    try:
        with transaction.atomic():
            bill.save()
    except IntegrityError:  # somebody entered it in the same moment
        _check_new(actor.site_id, medium, first, bill.supplier, bill.number)
        raise
    scans.keep(bill, uploads, actor=actor, at=at)
    fact = BillEntered(
        bill_id=bill.id,
        unit_id=unit_id,
        medium=medium,
        month=first,
        quantity=bill.quantity,
        amount_yuan=bill.amount_yuan,
    )
    journal.record(fact, actor=actor, at=at)
    return bill


@transaction.atomic
def take_back(*, bill_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """A wrong bill no longer counts. Raises NotAllowed, Bill.DoesNotExist, ReasonMissing,
    AlreadyTakenBack."""
    bill = Bill.objects.visible_to(actor).select_for_update(of=("self",)).get(id=bill_id)
    actor.require(EnergyPermission.STATISTICS_FILL, unit_id=bill.unit_id)
    if bill.cancelled_at is not None:
        raise rules.AlreadyTakenBack(by=bill.cancelled_by, at=bill.cancelled_at)
    if not reason.strip():
        raise rules.ReasonMissing
    bill.cancelled_at, bill.cancelled_by, bill.cancel_reason = at, actor.name, reason.strip()
    bill.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    journal.record(BillTakenBack(bill_id=bill.id, reason=reason.strip()), actor=actor, at=at)


def _check_new(site_id: int, medium: str, month: date, supplier: str, number: str) -> None:
    if not number:
        return
    known = Bill.objects.filter(
        site_id=site_id,
        medium=medium,
        month=month,
        supplier=supplier,
        number=number,
        cancelled_at=None,
    ).first()
    if known is not None:
        raise rules.BillKnown(
            number=number, entered_by=known.entered_by, entered_at=known.entered_at
        )
