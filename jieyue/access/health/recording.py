"""What is recorded under an order: declarations, temperatures, checks, the isolation room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.access.credentials import measures
from jieyue.access.credentials.models import Credential, Holder, Measure, Status
from jieyue.access.health import facts, refusals, rules
from jieyue.access.health.actions import gate_code
from jieyue.access.health.models import (
    ContractorCheck,
    Declaration,
    HealthOrder,
    Isolation,
    Switch,
    Temperature,
)
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment
from jieyue.kit.periods import local_day
from jieyue.people.messages.actions import Text, tell_holders
from jieyue.people.persons.models import Person

FEVER_TITLE = gettext_noop("Fever at a gate")
FEVER_TEXT = gettext_noop("Measured twice. Bring them to the isolation room and call the clinic.")
YES_TITLE = gettext_noop("A health declaration needs a call")
YES_TEXT = gettext_noop("Somebody declared a yes; they are asked to stay at home. See the desk.")


class Who(NamedTuple):
    """Whom a guard has before them. holder: the kind of Holder, "" for an unknown walk-in."""

    holder_key: str
    label: str
    holder: str = ""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A measurement as the guard types it; first_id: the one above the limit that it repeats.

    client_id: the phone's own; sent again by it nothing happens.
    """

    celsius: Decimal
    thermometer: str
    who: Who
    first_id: int | None = None
    client_id: UUID | None = None


def in_force(*, site_id: int | None, at: datetime, switch: str = "") -> HealthOrder:
    """The order in force at `at`, that asks `switch` if given. Raises NoOrder.

    One past its sunset is in force no more, whether or not the timed job has come by.
    """
    orders = HealthOrder.objects.filter(site_id=site_id, ended_at=None, since__lte=at, until__gt=at)
    row: HealthOrder | None = orders.first()
    if row is None or (switch and switch not in row.switches):
        raise refusals.NoOrder
    return row


def who_is(number: str, *, site_id: int | None) -> Who:
    """Who bears a card, pass, plate or staff number. Raises NobodyKnown."""
    number = number.strip()
    bearers = Credential.objects.filter(site_id=site_id, subject=number, status=Status.ACTIVE)
    bearer = bearers.exclude(kind="plate").first()
    if bearer is not None:
        return Who(bearer.holder_key, bearer.label, bearer.holder)
    person = Person.objects.filter(site_id=site_id, staff_no=number).first()
    if person is None or not number:
        raise refusals.NobodyKnown(number=number)
    return Who(f"person:{person.id}", person.name, Holder.PERSON)


@transaction.atomic
def declare(
    *, answers: Mapping[str, bool], client_id: UUID, actor: Actor, at: datetime
) -> Declaration:
    """Declare one's own health; only what the order asks is kept. Sent twice it is kept once.

    Raises NotAllowed, NoOrder, AnswersUnlike.
    """
    actor.require(AccessPermission.HEALTH_DECLARE, person_id=actor.person_id)
    order = in_force(site_id=actor.site_id, at=at, switch=Switch.DECLARATIONS)
    given = {question: answers.get(question) for question in order.questions}
    if not all(isinstance(value, bool) for value in given.values()):
        raise refusals.AnswersUnlike
    said = {question: bool(value) for question, value in given.items()}
    clear = rules.is_clear(said)
    until = min(order.until, at + timedelta(hours=order.declared_h))
    row, is_new = Declaration.objects.get_or_create(
        site_id=actor.site_id,
        client_id=client_id,
        defaults={
            "order": order,
            "person_id": actor.person_id,
            "at": at,
            "answers": said,
            "is_clear": clear,
            "until": until,
        },
    )
    if row.person_id != actor.person_id:
        raise refusals.AnswersUnlike
    if is_new:
        _at_gates(
            order, Switch.DECLARATIONS, f"person:{actor.person_id}", clear, until, actor=actor
        )
        if not clear:
            _tell(YES_TITLE, YES_TEXT, actor=actor, at=at)
    return row


@transaction.atomic
def measure(*, taken: Taken, actor: Actor, at: datetime) -> Temperature:
    """Write down a temperature; whoever is clear may pass until the local day ends.

    `at` is when it was measured, which a phone without network may tell later: gates go by the
    latest measurement. Raises NotAllowed, NoOrder, WrongMeasurement, WrongSecond,
    WrongThermometer, MeasuredTwice, Temperature.DoesNotExist.
    """
    actor.require(AccessPermission.HEALTH_RECORD)
    sent = Temperature.objects.filter(site_id=actor.site_id, client_id=taken.client_id)
    if taken.client_id is not None and (known := sent.first()) is not None:
        return known
    order = in_force(site_id=actor.site_id, at=at, switch=Switch.TEMPERATURE)
    first, who = None, taken.who
    if taken.first_id is not None:
        rows = Temperature.objects.select_for_update().filter(order=order)
        first = rows.get(id=taken.first_id)
        who = Who(first.holder_key, first.label, taken.who.holder)
    row = Temperature(
        site_id=order.site_id,
        client_id=taken.client_id,
        order=order,
        holder_key=who.holder_key,
        label=who.label,
        celsius=taken.celsius,
        thermometer=taken.thermometer.strip(),
        at=at,
        by=actor.name,
        verdict=_judged(taken, first, order, at),
        first=first,
    )
    if (known := _stored(row)) is not row:
        return known
    clear = row.verdict == rules.Verdict.CLEAR
    if row.holder_key and not _measured_since(row):
        until = min(order.until, local_day(timezone.localdate(at)).end)
        _at_gates(order, Switch.TEMPERATURE, row.holder_key, clear, until, actor=actor)
    if row.verdict == rules.Verdict.FEVER:
        _tell(FEVER_TITLE, FEVER_TEXT, actor=actor, at=at)
    return row


def _stored(row: Temperature) -> Temperature:
    """The row, or the one that the same phone stored in this moment. Raises MeasuredTwice."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        sent = Temperature.objects.filter(site_id=row.site_id, client_id=row.client_id)
        if row.client_id is not None and (known := sent.first()) is not None:
            return known
        other = Temperature.objects.get(first=row.first)
        raise refusals.MeasuredTwice(by=other.by, said=moment(other.at)) from None
    return row


def _measured_since(row: Temperature) -> bool:
    later = Temperature.objects.filter(order=row.order, holder_key=row.holder_key, at__gt=row.at)
    return later.exists()


@transaction.atomic
def check_contractor(*, who: Who, is_fit: bool, actor: Actor, at: datetime) -> ContractorCheck:
    """Write down whether a contractor's worker may come today.

    Raises NotAllowed, NoOrder, NotACheckedHolder.
    """
    actor.require(AccessPermission.HEALTH_RECORD)
    order = in_force(site_id=actor.site_id, at=at, switch=Switch.CONTRACTORS)
    if who.holder != Holder.CONTRACTOR:
        raise refusals.NotACheckedHolder(title=who.label)
    until = min(order.until, local_day(timezone.localdate(at)).end)
    row: ContractorCheck = ContractorCheck.objects.create(
        site_id=order.site_id,
        order=order,
        holder_key=who.holder_key,
        label=who.label,
        is_fit=is_fit,
        at=at,
        by=actor.name,
        until=until,
    )
    _at_gates(order, Switch.CONTRACTORS, who.holder_key, is_fit, until, actor=actor)
    fact = facts.ContractorChecked(order_id=order.id, check_id=row.id)
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def isolate(*, who: Who, room: str, reason: str, actor: Actor, at: datetime) -> Isolation:
    """Somebody is in the isolation room. Raises NotAllowed, NoOrder, AlreadyIsolated."""
    actor.require(AccessPermission.HEALTH_RECORD)
    order = in_force(site_id=actor.site_id, at=at)
    there = Isolation.objects.filter(order=order, holder_key=who.holder_key, until=None)
    known = there.first() if who.holder_key else None
    if known is not None:
        raise refusals.AlreadyIsolated(title=who.label, room=known.room, said=moment(known.since))
    row: Isolation = Isolation.objects.create(
        site_id=order.site_id,
        order=order,
        holder_key=who.holder_key or f"unknown:{order.id}:{at.timestamp()}",
        label=who.label,
        room=room,
        reason=reason,
        since=at,
        by=actor.name,
    )
    fact = facts.Isolated(order_id=order.id, isolation_id=row.id)
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def end_isolation(*, isolation_id: int, outcome: str, actor: Actor, at: datetime) -> Isolation:
    """They left the isolation room: where to. Raises NotAllowed, IsolationOverAlready."""
    actor.require(AccessPermission.HEALTH_RECORD)
    rows = Isolation.objects.select_for_update().filter(site_id=actor.site_id)
    row: Isolation = rows.get(id=isolation_id)
    if row.until is not None:
        raise refusals.IsolationOverAlready(said=moment(row.until))
    row.until, row.outcome = at, outcome
    row.save(update_fields=["until", "outcome"])
    fact = facts.IsolationOver(order_id=row.order_id, isolation_id=row.id)
    journal.record(fact, actor=actor, at=at)
    return row


def _judged(
    taken: Taken, first: Temperature | None, order: HealthOrder, at: datetime
) -> rules.Verdict:
    limits = rules.Limits(order.fever_c, timedelta(minutes=order.again_min))
    measured = rules.Measured(taken.celsius, taken.thermometer, at)
    before = rules.Measured(first.celsius, first.thermometer, first.at) if first else None
    try:
        return rules.judged(measured, first=before, limits=limits)
    except rules.BadMeasurement as error:
        if error.misread is rules.Misread.IMPOSSIBLE:
            raise refusals.WrongMeasurement(
                coldest=rules.COLDEST_C, warmest=rules.WARMEST_C
            ) from None
        if error.misread is rules.Misread.SAME_THERMOMETER:
            raise refusals.WrongThermometer(title=taken.thermometer) from None
        raise refusals.WrongSecond(due=moment(error.due) if error.due else "") from None


def _at_gates(
    order: HealthOrder, switch: str, holder_key: str, clear: bool, until: datetime, *, actor: Actor
) -> None:
    """The gates let them pass, or not; nothing where the order asks the gates nothing."""
    code = gate_code(order, switch)
    if not Measure.objects.filter(site_id=order.site_id, code=code).exists():
        return
    tell_gates = measures.clear if clear else measures.hold
    tell_gates(code=code, holder_key=holder_key, until=until, actor=actor)


def _tell(title: str, text: str, *, actor: Actor, at: datetime) -> None:
    """Whoever records; the message names nobody."""
    said = Text(title=title, text=text, link="/access/health/desk/")
    tell_holders(said, permission=AccessPermission.HEALTH_RECORD, actor=actor, at=at)
