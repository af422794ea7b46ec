"""Holding a water balance test: open, fill from meters, enter lines, close."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.water import balance_rules, facts, flows, refusals
from jieyue.energy.water import parameters as defined
from jieyue.energy.water.models import BalanceLine, WaterTest, WaterTestStatus, Zone
from jieyue.kit import journal, numbers, parameters
from jieyue.kit.actor import Actor

SERIES = "WB"
VOLUMES = ("v_cy", "v_f", "v_s", "v_cy_out", "v_co", "v_d", "v_l", "v_s_out")


@transaction.atomic
def open_test(
    *,
    name: str,
    first_on: date,
    last_on: date,
    zone_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> WaterTest:
    """Begin a test, its intake and a line for each measured unit filled from the meters.

    Raises NotAllowed, PeriodReversed, Zone.DoesNotExist.
    """
    actor.require(EnergyPermission.WATER_EDIT)
    assert actor.site_id is not None
    if last_on < first_on:
        raise refusals.PeriodReversed
    zone = None if zone_id is None else Zone.objects.visible_to(actor).get(id=zone_id)
    test: WaterTest = WaterTest.objects.create(
        site_id=actor.site_id,
        number=numbers.take(SERIES, site_id=actor.site_id, at=at),
        name=name,
        zone=zone,
        first_on=first_on,
        last_on=last_on,
        opened_by=actor.name,
        opened_at=at,
    )
    intake = flows.intake(site_id=actor.site_id, zone=zone, first=first_on, last=last_on)
    if intake is not None:
        test.intake_m3, test.coverage = _milli(intake.volume), intake.coverage
        test.save(update_fields=["intake_m3", "coverage"])
    for part in flows.measured_parts(
        site_id=actor.site_id, zone=zone, first=first_on, last=last_on
    ):
        volume = _milli(part.volume)
        BalanceLine.objects.create(
            site_id=actor.site_id,
            test=test,
            name=part.name[:80],
            meter_id=part.meter_id,
            v_f=volume,
            v_d=volume,
        )
    fact = facts.WaterTestOpened(test_id=test.id, number=test.number)
    journal.record(fact, actor=actor, at=at)
    return test


@transaction.atomic
def set_intake(*, number: str, intake_m3: Decimal, actor: Actor, at: datetime) -> WaterTest:
    """Type in what came in, where no meter knows. Raises NotAllowed, AlreadyClosed,
    WaterTest.DoesNotExist."""
    test = _for_writing(number, actor)
    before = {} if test.intake_m3 is None else {"intake_m3": str(test.intake_m3)}
    test.intake_m3, test.coverage = intake_m3, Decimal(0)
    test.save(update_fields=["intake_m3", "coverage"])
    after = {"intake_m3": str(intake_m3)}
    _record_line(test, "", before=before, after=after, actor=actor, at=at)
    return test


@transaction.atomic
def keep_line(
    *,
    number: str,
    line_id: int | None,
    name: str,
    volumes: dict[str, Decimal],
    note: str = "",
    actor: Actor,
    at: datetime,
) -> BalanceLine:
    """Add a line or change one; volumes by the names in VOLUMES.

    Raises NotAllowed, AlreadyClosed, LineNameTaken, LineUnbalanced, WaterTest.DoesNotExist,
    BalanceLine.DoesNotExist.
    """
    test = _for_writing(number, actor)
    if test.lines.filter(name=name).exclude(id=line_id).exists():
        raise refusals.LineNameTaken(name=name)
    checked = balance_rules.Line(name, **volumes)
    if not checked.is_balanced:
        raise refusals.LineUnbalanced(
            name=name, incoming=checked.incoming, outgoing=checked.outgoing
        )
    line: BalanceLine
    if line_id is None:
        line, before = BalanceLine(site_id=test.site_id, test=test), {}
    else:
        line = test.lines.get(id=line_id)
        before = {each: str(getattr(line, each)) for each in VOLUMES}
    line.name, line.note = name, note
    for each in VOLUMES:
        setattr(line, each, volumes.get(each, Decimal(0)))
    line.save()
    after = {each: str(getattr(line, each)) for each in VOLUMES}
    _record_line(test, name, before=before, after=after, actor=actor, at=at)
    return line


@transaction.atomic
def drop_line(*, number: str, line_id: int, actor: Actor, at: datetime) -> None:
    """Take a line out. Raises NotAllowed, AlreadyClosed, BalanceLine.DoesNotExist."""
    test = _for_writing(number, actor)
    line = test.lines.get(id=line_id)
    before = {each: str(getattr(line, each)) for each in VOLUMES}
    line.delete()
    _record_line(test, line.name, before=before, after={}, actor=actor, at=at)


@transaction.atomic
def close_test(*, number: str, actor: Actor, at: datetime) -> WaterTest:
    """Accept the test; its figures then stand by value.

    Raises NotAllowed, AlreadyClosed, NoLines, IntakeUnknown, LineUnbalanced, NotWithinBand,
    WaterTest.DoesNotExist.
    """
    test = _for_writing(number, actor)
    values = parameters.read(site_id=test.site_id, on=test.last_on)
    most = values.decimal(defined.BALANCE_DEVIATION)
    lines = lines_of(test)
    found = balance_rules.balance(lines, intake=test.intake_m3, most_deviation=most)
    if not lines:
        raise refusals.NoLines
    if found.deviation is None or found.intake is None:
        raise refusals.IntakeUnknown
    for line in lines:
        if not line.is_balanced:
            raise refusals.LineUnbalanced(
                name=line.name, incoming=line.incoming, outgoing=line.outgoing
            )
    if not found.is_within:
        raise refusals.NotWithinBand(
            fresh=found.fresh, intake=found.intake, deviation=found.deviation, most=most
        )
    test.status, test.closed_by, test.closed_at = WaterTestStatus.CLOSED, actor.name, at
    test.figures = {
        name: None if value is None else str(value)
        for name, value in asdict(found).items()
        if name not in ("unbalanced", "is_within")
    }
    test.parameters_used = values.used
    test.save()
    rate = "" if found.volume_leak_rate is None else str(found.volume_leak_rate)
    fact = facts.WaterTestClosed(test_id=test.id, number=test.number, volume_leak_rate=rate)
    journal.record(fact, actor=actor, at=at)
    return test


def volume_label(name: str) -> str:
    """A volume's name in the reader's language."""
    labels = {each.name: getattr(each, "verbose_name", "") for each in BalanceLine._meta.fields}
    return str(labels[name])


def lines_of(test: WaterTest) -> list[balance_rules.Line]:
    return [
        balance_rules.Line(line.name, **{each: getattr(line, each) for each in VOLUMES})
        for line in test.lines.all()
    ]


def _milli(volume: Decimal) -> Decimal:
    return volume.quantize(Decimal("0.001"))


def _for_writing(number: str, actor: Actor) -> WaterTest:
    actor.require(EnergyPermission.WATER_EDIT)
    rows = WaterTest.objects.visible_to(actor).select_for_update(of=("self",))
    test: WaterTest = rows.get(number=number)
    if test.status == WaterTestStatus.CLOSED and test.closed_at is not None:
        raise refusals.AlreadyClosed(number=test.number, by=test.closed_by, at=test.closed_at)
    return test


def _record_line(
    test: WaterTest,
    line: str,
    *,
    before: dict[str, str],
    after: dict[str, str],
    actor: Actor,
    at: datetime,
) -> None:
    fact = facts.BalanceLineKept(
        test_id=test.id, number=test.number, line=line, before=before, after=after
    )
    journal.record(fact, actor=actor, at=at)
