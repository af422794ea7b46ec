"""What the ledger checks before it writes: numbers, instruments and formulas."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from jieyue.energy.meters import refusals
from jieyue.energy.meters.entries import Device, Removal
from jieyue.energy.meters.models import FinalMethod, Instrument, Medium, Meter, MeterKind, Placement
from jieyue.energy.meters.rules import (
    UNIT_OF,
    CannotCount,
    formulas,
    is_fine,
    multiplier,
    tree,
    unit_factor,
)
from jieyue.kit.formats import moment
from jieyue.kit.quantities import Unit
from jieyue.kit.unit_labels import label_of


def check_number(number: str, *, site_id: int) -> None:
    """Raises BadNumber, NumberTaken."""
    if not formulas.is_number(number):
        raise refusals.BadNumber(number=number)
    taken = Meter.objects.filter(site_id=site_id, number=number).first()
    if taken is not None:
        raise refusals.NumberTaken(number=number, taken_by=taken.name)


def checked_multiplier(device: Device, medium: str) -> Decimal:
    """The device's multiplier. Raises RegisterUnitUnfit, MultiplierUnlike, MultiplierTooFine."""
    unit = device.register_unit
    try:
        factor = unit_factor(unit, medium)
        right = multiplier(
            ct_ratio=device.ct_ratio, pt_ratio=device.pt_ratio, register_unit=unit, medium=medium
        )
    except CannotCount as error:
        raise refusals.RegisterUnitUnfit(
            unit=label_of(unit), medium=Medium(medium).label, wanted=label_of(error.wanted)
        ) from None
    if device.multiplier is not None and device.multiplier != right:
        raise refusals.MultiplierUnlike(
            given=plain(device.multiplier),
            right=plain(right),
            ct=plain(device.ct_ratio),
            pt=plain(device.pt_ratio),
            factor=plain(factor),
        )
    if not is_fine(right):
        wanted = label_of(Unit(UNIT_OF[medium]))
        raise refusals.MultiplierTooFine(
            right=plain(right), register_unit=label_of(unit), unit=wanted
        )
    return right


def check_register(register: Decimal | None, *, digits: int) -> None:
    """Raises RegisterNegative, RegisterTooFine, RegisterTooLong."""
    if register is None:
        return
    if register < 0:
        raise refusals.RegisterNegative(register=plain(register))
    if not is_fine(register):
        raise refusals.RegisterTooFine(register=plain(register))
    if register >= 10**digits:
        raise refusals.RegisterTooLong(register=plain(register), digits=digits)


def check_calibration(device: Device) -> None:
    """Raises CalibrationCrossed."""
    done, due = device.calibrated_on, device.calibration_due_on
    if done and due and due < done:
        raise refusals.CalibrationCrossed(calibrated_on=done, due_on=due)


def check_serial(
    device: Device,
    *,
    site_id: int,
    installed_at: datetime,
    removed_at: datetime | None = None,
    besides: Iterable[int] = (),
) -> None:
    """One instrument hangs at one meter at a time. Raises SerialTaken, naming the other meter.

    Of two makers the same serial may be two devices; of an unknown maker it is not.
    """
    rows = Instrument.objects.filter(site_id=site_id, serial=device.serial)
    rows = rows.filter(Q(removed_at=None) | Q(removed_at__gt=installed_at))
    if removed_at is not None:
        rows = rows.filter(installed_at__lt=removed_at)
    if device.maker:
        rows = rows.filter(maker__in=("", device.maker))
    other = rows.exclude(id__in=list(besides)).select_related("meter").first()
    if other is not None:
        raise refusals.SerialTaken(
            serial=device.serial, number=other.meter.number, meter=other.meter.name
        )


def check_removal(removal: Removal, current: Instrument) -> None:
    """Raises FinalNeeded, FinalUnread, and what a register may be refused for."""
    was_read = removal.final_method == FinalMethod.READ
    if removal.final_register is None and (was_read or not removal.final_method):
        raise refusals.FinalNeeded(serial=current.serial)
    if removal.final_register is not None and not was_read:
        raise refusals.FinalUnread
    check_register(removal.final_register, digits=current.digits)


def check_not_future(happens_at: datetime, *, at: datetime) -> None:
    """Raises FromTheFuture."""
    if happens_at > at:
        raise refusals.FromTheFuture(said=moment(happens_at))


def check_formula(number: str, medium: str, formula: str, *, site_id: int) -> None:
    """A virtual meter's formula against the ledger, on every day of the tree.

    Raises FormulaUnreadable, FormulaNamesTwice, FormulaUnknownMeter, FormulaOtherMedium,
    FormulaRing, FormulaCountsTwice.
    """
    try:
        terms = formulas.read(formula)
    except formulas.BadFormula as error:
        raise refusals.FormulaUnreadable(near=error.near or formula) from None
    except formulas.NamedTwice as error:
        raise refusals.FormulaNamesTwice(number=error.number) from None
    media = dict(Meter.objects.filter(site_id=site_id).values_list("number", "medium"))
    media[number] = medium
    for term in terms:
        if term.number not in media:
            raise refusals.FormulaUnknownMeter(number=term.number)
        if media[term.number] != medium:
            raise refusals.FormulaOtherMedium(
                number=term.number,
                medium=Medium(media[term.number]).label,
                wanted=Medium(medium).label,
            )
    terms_of = virtual_terms(site_id=site_id, medium=medium) | {number: terms}
    way = formulas.ring(number, terms_of)
    if way:
        raise refusals.FormulaRing(way=" → ".join(way))
    check_counted_once(
        {each: found for each, found in terms_of.items() if _counts(each, number, terms_of)},
        terms_of,
        spans(site_id=site_id, medium=medium),
        site_id=site_id,
    )


def _counts(each: str, number: str, terms_of: dict[str, list[formulas.Term]]) -> bool:
    """Whether a virtual meter counts with `number`, at any depth."""
    if each == number:
        return True
    return any(
        term.number in terms_of and _counts(term.number, number, terms_of)
        for term in terms_of[each]
    )


def check_counted_once(
    checked: dict[str, list[formulas.Term]],
    terms_of: dict[str, list[formulas.Term]],
    placements: list[tree.Span],
    *,
    site_id: int,
) -> None:
    """No formula adds a sub-meter to the meter above it, on any day. Raises FormulaCountsTwice."""
    numbers = dict(Meter.objects.filter(site_id=site_id).values_list("id", "number"))
    counted = {number: formulas.expanded(number, terms_of) for number in checked}
    for day in sorted({span.since_on for span in placements}):
        parent_of = {
            numbers[child]: None if parent is None else numbers[parent]
            for child, parent in tree.parents_on(placements, day).items()
        }
        for number, coefficients in counted.items():
            twice = formulas.counted_twice(coefficients, parent_of)
            if twice:
                raise refusals.FormulaCountsTwice(
                    formula_of=number, child=twice[0], parent=twice[1]
                )


def virtual_terms(*, site_id: int, medium: str) -> dict[str, list[formulas.Term]]:
    """The formulas of a medium's virtual meters, by number."""
    rows = Meter.objects.filter(site_id=site_id, kind=MeterKind.VIRTUAL, medium=medium)
    return {
        number: formulas.read(formula) for number, formula in rows.values_list("number", "formula")
    }


def spans(*, site_id: int, medium: str) -> list[tree.Span]:
    """Every placement of a medium's meters."""
    rows = Placement.objects.filter(site_id=site_id, meter__medium=medium)
    fields = ("meter_id", "parent_id", "since_on", "until_on")
    return [tree.Span(*row) for row in rows.values_list(*fields)]


def plain(number: Decimal) -> str:
    """A figure without trailing zeros, as people write it."""
    return f"{number.normalize():f}"
