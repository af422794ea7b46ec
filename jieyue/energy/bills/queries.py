"""Bills as pages show them, and which months lack one."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from jieyue.energy.bills import parameters as defined
from jieyue.energy.bills import rules
from jieyue.energy.bills.models import Bill, BillScan
from jieyue.energy.meters.models import Medium
from jieyue.energy.meters.rules import UNIT_OF
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.unit_labels import label_of


@dataclass(frozen=True, kw_only=True)
class BillRow:
    """One bill with its implied price. slip: the figure that seems to stand in ten thousands.

    scans: (file id, name).
    """

    id: int
    month: date
    unit: str
    medium: str
    medium_label: str
    quantity: Decimal
    quantity_unit: str
    amount_yuan: Decimal
    price: Decimal | None
    is_outside: bool
    slip: str
    price_note: str
    supplier: str
    number: str
    note: str
    entered_by: str
    entered_at: datetime
    cancelled_at: datetime | None
    cancelled_by: str
    cancel_reason: str
    scans: tuple[tuple[int, str], ...]


def rows(actor: Actor, *, year: int) -> list[BillRow]:
    """Bills of a year the actor may see, newest month first. Two queries."""
    found = Bill.objects.visible_to(actor).filter(month__year=year).select_related("unit")
    scans: dict[int, list[tuple[int, str]]] = {}
    kept = BillScan.objects.visible_to(actor).filter(bill__month__year=year)
    for bill_id, file_id, name in kept.values_list("bill_id", "file_id", "file__name"):
        scans.setdefault(bill_id, []).append((file_id, name))
    stored = parameters.read(site_id=_site(actor), on=date(year, 12, 31)).json(defined.PRICE_BANDS)
    bands = rules.bands(stored)
    return [_row(bill, bands, tuple(scans.get(bill.id, ()))) for bill in found]


def missing(
    *, site_id: int, unit_id: int | None, year: int, until: date
) -> list[tuple[str, list[date]]]:
    """For each medium that has bills in the year or the one before, the ended months without one,
    by label. One query."""
    found = Bill.objects.filter(
        site_id=site_id, unit_id=unit_id, cancelled_at=None, month__year__in=(year - 1, year)
    )
    known: dict[str, set[date]] = {}
    for medium, month in found.values_list("medium", "month"):
        known.setdefault(medium, set()).add(month)
    ended = [date(year, m, 1) for m in range(1, 13) if date(year, m, 28) < until.replace(day=1)]
    lacking = [
        (str(Medium(medium).label), [m for m in ended if m not in months])
        for medium, months in sorted(known.items())
    ]
    return [(label, months) for label, months in lacking if months]


def _row(bill: Bill, bands: dict[str, rules.Band], scans: tuple[tuple[int, str], ...]) -> BillRow:
    priced = rules.priced(bill.quantity, bill.amount_yuan, bands.get(bill.medium))
    return BillRow(
        id=bill.id,
        month=bill.month,
        unit=bill.unit.short_name if bill.unit else "",
        medium=bill.medium,
        medium_label=str(Medium(bill.medium).label),
        quantity=bill.quantity,
        quantity_unit=label_of(UNIT_OF[bill.medium]),
        amount_yuan=bill.amount_yuan,
        price=priced.price,
        is_outside=priced.is_outside,
        slip=priced.slip or "",
        price_note=bill.price_note,
        supplier=bill.supplier,
        number=bill.number,
        note=bill.note,
        entered_by=bill.entered_by,
        entered_at=bill.entered_at,
        cancelled_at=bill.cancelled_at,
        cancelled_by=bill.cancelled_by,
        cancel_reason=bill.cancel_reason,
        scans=scans,
    )


def _site(actor: Actor) -> int:
    assert actor.site_id is not None  # pages are for people of a site
    return actor.site_id
