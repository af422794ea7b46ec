"""The chain of instruments at a meter is written here only."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jieyue.energy.meters import checking, refusals
from jieyue.energy.meters.checking import plain
from jieyue.energy.meters.entries import Device, Removal, values_of
from jieyue.energy.meters.models import Instrument, Meter
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment


def current(meter: Meter) -> Instrument | None:
    """What hangs there now, locked."""
    rows = Instrument.objects.select_for_update().filter(meter=meter, removed_at=None)
    found: Instrument | None = rows.first()
    return found


def hang(
    meter: Meter,
    device: Device,
    *,
    installed_at: datetime,
    note: Removal | None = None,
    actor: Actor,
    at: datetime,
) -> Instrument:
    """A device begins to count at the meter.

    Raises RegisterUnitUnfit, MultiplierUnlike, MultiplierTooFine, SerialTaken, FromTheFuture,
    CalibrationCrossed, NotBefore, and what a register may be refused for.
    """
    checking.check_not_future(installed_at, at=at)
    check_device(device)
    last = Instrument.objects.filter(meter=meter).order_by("-installed_at").first()
    if last is not None and last.removed_at is not None and last.removed_at > installed_at:
        raise refusals.NotBefore(said=moment(installed_at), installed=moment(last.removed_at))
    checking.check_serial(device, site_id=meter.site_id, installed_at=installed_at)
    values = values_of(device) | {"multiplier": checking.checked_multiplier(device, meter.medium)}
    note = note or Removal()
    row: Instrument = Instrument.objects.create(
        site_id=meter.site_id,
        meter=meter,
        installed_at=installed_at,
        recorded_by=actor.name,
        reason=note.reason,
        witness=note.witness,
        photo_id=note.photo_id,
        **values,
    )
    return row


def check_device(device: Device) -> None:
    """Raises CalibrationCrossed and what a register may be refused for."""
    checking.check_calibration(device)
    checking.check_register(device.initial_register, digits=device.digits)


def take_down(row: Instrument, removal: Removal, *, removed_at: datetime, at: datetime) -> None:
    """The device counts no more. Raises NotBefore, FromTheFuture, FinalNeeded, FinalUnread."""
    checking.check_not_future(removed_at, at=at)
    if removed_at <= row.installed_at:
        raise refusals.NotBefore(said=moment(removed_at), installed=moment(row.installed_at))
    checking.check_removal(removal, row)
    row.removed_at = removed_at
    row.final_register = removal.final_register
    row.final_method = removal.final_method
    row.save(update_fields=["removed_at", "final_register", "final_method"])


def with_initial(device: Device, old: Instrument | None, removal: Removal) -> Device:
    """The device with its first register; the same device goes on from where it was.

    Raises InitialNeeded, SameInstrumentJumps.
    """
    stays = old is not None and device.serial == old.serial and device.maker == old.maker
    if not stays:
        if device.initial_register is None:
            raise refusals.InitialNeeded(serial=device.serial)
        return device
    final = removal.final_register
    if device.initial_register is None or device.initial_register == final:
        return Device(**values_of(device) | {"initial_register": final})
    raise refusals.SameInstrumentJumps(
        serial=device.serial,
        final="—" if final is None else plain(final),
        initial=plain(device.initial_register),
    )


def check_seen(row: Instrument | None, seen_id: int | None) -> None:
    """Two people at one meter: the second is told. Raises AlreadyReplaced."""
    if row is not None and seen_id is not None and row.id != seen_id:
        raise refusals.AlreadyReplaced(
            by=row.recorded_by, said=moment(row.installed_at), serial=row.serial
        )


def correct(
    row: Instrument, device: Device, *, final_register: Decimal | None, final_method: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The row as it should have been entered; what differed, before and after.

    Raises what `hang` raises, FinalNeeded and FinalUnread.
    """
    check_device(device)
    checking.check_serial(
        device,
        site_id=row.site_id,
        installed_at=row.installed_at,
        removed_at=row.removed_at,
        besides=[row.id],
    )
    multiplier = checking.checked_multiplier(device, row.meter.medium)
    given = values_of(device) | {"multiplier": multiplier}
    if row.removed_at is not None:
        checking.check_register(final_register, digits=device.digits)
        removal = Removal(final_register=final_register, final_method=final_method)
        checking.check_removal(removal, row)
        given |= {"final_register": final_register, "final_method": final_method}
    before = {key: getattr(row, key) for key, value in given.items() if getattr(row, key) != value}
    after = {key: given[key] for key in before}
    for key, value in after.items():
        setattr(row, key, value)
    row.save()
    return before, after


def calibrate(row: Instrument, *, calibrated_on: date, due_on: date) -> dict[str, date | None]:
    """Its calibration, and what was known before. Raises CalibrationCrossed."""
    if due_on < calibrated_on:
        raise refusals.CalibrationCrossed(calibrated_on=calibrated_on, due_on=due_on)
    before = {"calibrated_on": row.calibrated_on, "due_on": row.calibration_due_on}
    row.calibrated_on, row.calibration_due_on = calibrated_on, due_on
    row.save(update_fields=["calibrated_on", "calibration_due_on"])
    return before
