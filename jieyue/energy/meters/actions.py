"""Every write to the ledger: open, change, place, replace, correct, calibrate, retire."""

import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jieyue.energy.meters import checking, facts, instruments, placing, refusals
from jieyue.energy.meters.entries import (
    Device,
    Identity,
    MeterEntry,
    Place,
    Removal,
    told,
    values_of,
)
from jieyue.energy.meters.models import Instrument, Meter, MeterKind, MeterStatus, Placement
from jieyue.energy.meters.rules import formulas
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor

KEY_BYTES = 12


@transaction.atomic
def open_meter(
    *,
    identity: Identity,
    entry: MeterEntry,
    place: Place,
    device: Device | None = None,
    installed_at: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> Meter:
    """Enter a meter in its place, with what hangs there (default: from the place's first day).

    Raises NotAllowed, BadNumber, NumberTaken, FormulaNeeded and what the formula, the place and
    the instrument may be refused for.
    """
    actor.require(EnergyPermission.METERS_EDIT)
    site_id = actor.site_id or 0
    placing.lock(site_id=site_id)
    checking.check_number(identity.number, site_id=site_id)
    _check_formula(identity, entry.formula, site_id=site_id)
    meter: Meter = Meter.objects.create(
        site_id=site_id,
        qr_key=secrets.token_hex(KEY_BYTES),
        **values_of(identity),
        **values_of(entry),
    )
    placing.put(meter, place)
    if device is not None:
        since = timezone.make_aware(datetime.combine(place.since_on, datetime.min.time()))
        instruments.hang(
            meter, device, installed_at=installed_at or min(since, at), actor=actor, at=at
        )
    fact = facts.MeterOpened(
        meter_id=meter.id,
        number=meter.number,
        medium=meter.medium,
        kind=meter.kind,
        since_on=place.since_on,
    )
    journal.record(fact, actor=actor, at=at)
    return meter


@transaction.atomic
def change_meter(*, meter_id: int, entry: MeterEntry, actor: Actor, at: datetime) -> Meter:
    """Other facts of a meter. Number, medium and kind stay: another medium is another meter.

    Raises NotAllowed, Meter.DoesNotExist, FormulaNeeded and what a formula may be refused for.
    """
    actor.require(EnergyPermission.METERS_EDIT)
    placing.lock(site_id=actor.site_id or 0)
    meter = _locked(meter_id, actor)
    identity = Identity(number=meter.number, medium=meter.medium, kind=meter.kind)
    if entry.formula != meter.formula:
        _check_formula(identity, entry.formula, site_id=meter.site_id)
    given = values_of(entry)
    before = {key: getattr(meter, key) for key in given if getattr(meter, key) != given[key]}
    if not before:
        return meter
    after = {key: given[key] for key in before}
    for key, value in after.items():
        setattr(meter, key, value)
    meter.save(update_fields=list(after))
    fact = facts.MeterChanged(
        meter_id=meter.id, number=meter.number, before=told(before), after=told(after)
    )
    journal.record(fact, actor=actor, at=at)
    return meter


@transaction.atomic
def place(
    *, meter_id: int, place: Place, reason: str = "", actor: Actor, at: datetime
) -> Placement:
    """The meter stands elsewhere from place.since_on on; what was before stays as it was.

    With a reason a placement of the same first day is corrected; the journal keeps both.
    Raises NotAllowed, Meter.DoesNotExist, and what `placing.put` raises.
    """
    actor.require(EnergyPermission.METERS_EDIT)
    placing.lock(site_id=actor.site_id or 0)
    meter = _locked(meter_id, actor)
    row, before = placing.put(meter, place, reason=reason)
    fact = facts.MeterPlaced(
        meter_id=meter.id,
        number=meter.number,
        since_on=row.since_on,
        parent_id=row.parent_id,
        before=before,
        after=told(placing.as_values(row)),
        reason=reason,
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def replace_instrument(
    *,
    meter_id: int,
    device: Device,
    removal: Removal,
    replaced_at: datetime,
    seen_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Instrument:
    """换表: the old instrument's last register, the new one's first, both multipliers, one moment.

    Other transformers at the same instrument are the same serial; its register goes on. A meter
    without an instrument gets its first. seen_id: the instrument that the form showed.
    Raises NotAllowed, Meter.DoesNotExist, AlreadyReplaced, FinalNeeded, FinalUnread,
    InitialNeeded, SameInstrumentJumps, and what `instruments.hang` raises.
    """
    actor.require(EnergyPermission.METERS_EDIT)
    meter = _locked(meter_id, actor)
    old = instruments.current(meter)
    instruments.check_seen(old, seen_id)
    if old is not None:
        instruments.take_down(old, removal, removed_at=replaced_at, at=at)
        device = instruments.with_initial(device, old, removal)
    new = instruments.hang(
        meter, device, installed_at=replaced_at, note=removal, actor=actor, at=at
    )
    fact = facts.InstrumentReplaced(
        meter_id=meter.id,
        number=meter.number,
        replaced_at=replaced_at,
        old_serial=old.serial if old else "",
        old_multiplier=old.multiplier if old else Decimal(0),
        final_register=old.final_register if old else None,
        final_method=old.final_method if old else "",
        new_serial=new.serial,
        new_multiplier=new.multiplier,
        initial_register=new.initial_register,
        witness=removal.witness,
        reason=removal.reason,
    )
    journal.record(fact, actor=actor, at=at)
    return new


@transaction.atomic
def correct_instrument(
    *,
    instrument_id: int,
    device: Device,
    final_register: Decimal | None = None,
    final_method: str = "",
    reason: str,
    actor: Actor,
    at: datetime,
) -> Instrument:
    """What was entered of an instrument was wrong. Its use is counted again from its first day.

    Raises NotAllowed, Instrument.DoesNotExist, ReasonNeeded, and what `instruments.correct` raises.
    """
    actor.require(EnergyPermission.METERS_EDIT)
    if not reason.strip():
        raise refusals.ReasonNeeded
    rows = Instrument.objects.filter(site_id=actor.site_id).select_related("meter")
    row: Instrument = rows.select_for_update(of=("self",)).get(id=instrument_id)
    before, after = instruments.correct(
        row, device, final_register=final_register, final_method=final_method
    )
    if not after:
        return row
    fact = facts.InstrumentCorrected(
        meter_id=row.meter_id,
        number=row.meter.number,
        serial=row.serial,
        from_at=row.installed_at,
        until_at=row.removed_at,
        before=told(before),
        after=told(after),
        reason=reason,
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def calibrate(
    *, meter_id: int, calibrated_on: date, due_on: date, actor: Actor, at: datetime
) -> Instrument:
    """检定: the instrument that hangs there was calibrated; it holds until due_on.

    Raises NotAllowed, Meter.DoesNotExist, InstrumentNeeded, FromTheFuture, CalibrationCrossed.
    """
    actor.require(EnergyPermission.METERS_EDIT)
    meter = _locked(meter_id, actor)
    row = instruments.current(meter)
    if row is None:
        raise refusals.InstrumentNeeded(number=meter.number)
    if calibrated_on > timezone.localdate(at):
        raise refusals.FromTheFuture(said=calibrated_on)
    before = instruments.calibrate(row, calibrated_on=calibrated_on, due_on=due_on)
    fact = facts.InstrumentCalibrated(
        meter_id=meter.id,
        number=meter.number,
        serial=row.serial,
        calibrated_on=calibrated_on,
        due_on=due_on,
        before=told(before),
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def retire(
    *,
    meter_id: int,
    retired_at: datetime,
    removal: Removal,
    status: str = MeterStatus.STOPPED,
    actor: Actor,
    at: datetime,
) -> Meter:
    """The meter measures no more; it leaves the tree at the end of that day.

    Raises NotAllowed, Meter.DoesNotExist, AlreadyRetired, HasSubMeters, UsedByFormula, and what
    `instruments.take_down` raises.
    """
    actor.require(EnergyPermission.METERS_EDIT)
    placing.lock(site_id=actor.site_id or 0)
    meter = _locked(meter_id, actor)
    if meter.status != MeterStatus.IN_USE:
        raise refusals.AlreadyRetired(number=meter.number, status=meter.get_status_display())
    checking.check_not_future(retired_at, at=at)
    until_on = timezone.localdate(retired_at) + timedelta(days=1)
    _check_nothing_depends(meter, until_on)
    old = instruments.current(meter)
    if old is not None:
        instruments.take_down(old, removal, removed_at=retired_at, at=at)
    Placement.objects.filter(meter=meter, since_on__gte=until_on).delete()
    Placement.objects.filter(meter=meter, until_on=None).update(until_on=until_on)
    meter.status = MeterStatus(status)
    meter.save(update_fields=["status"])
    fact = facts.MeterRetired(
        meter_id=meter.id,
        number=meter.number,
        retired_at=retired_at,
        status=meter.status,
        final_register=removal.final_register if old else None,
        final_method=removal.final_method if old else "",
        reason=removal.reason,
    )
    journal.record(fact, actor=actor, at=at)
    return meter


def _locked(meter_id: int, actor: Actor) -> Meter:
    meter: Meter = Meter.objects.select_for_update().filter(site_id=actor.site_id).get(id=meter_id)
    return meter


def _check_formula(identity: Identity, formula: str, *, site_id: int) -> None:
    if (identity.kind == MeterKind.VIRTUAL) != bool(formula.strip()):
        raise refusals.FormulaNeeded
    if formula.strip():
        checking.check_formula(identity.number, identity.medium, formula, site_id=site_id)


def _check_nothing_depends(meter: Meter, until_on: date) -> None:
    """Raises HasSubMeters, UsedByFormula."""
    stays = Q(until_on=None) | Q(until_on__gt=until_on)
    children = Placement.objects.filter(stays, parent=meter).order_by("meter__number")
    numbers = list(children.values_list("meter__number", flat=True))
    if numbers:
        raise refusals.HasSubMeters(number=meter.number, children="、".join(numbers))
    terms_of = checking.virtual_terms(site_id=meter.site_id, medium=meter.medium)
    for number, terms in terms_of.items():
        if number != meter.number and _names(terms, meter.number):
            raise refusals.UsedByFormula(number=meter.number, formula_of=number)


def _names(terms: list[formulas.Term], number: str) -> bool:
    return any(term.number == number for term in terms)
