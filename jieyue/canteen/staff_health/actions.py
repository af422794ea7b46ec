"""Every write about the kitchen staff's health: register, certificate, check, clear, duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.staff_health import queries, rules
from jieyue.canteen.staff_health.facts import (
    DutyMarked,
    HandlerCleared,
    HandlerRegistered,
    HealthCertificateEntered,
    MorningChecked,
)
from jieyue.canteen.staff_health.models import (
    Clearance,
    Duty,
    FoodHandler,
    HealthCertificate,
    MorningCheck,
)
from jieyue.canteen.staff_health.parameters import FEVER_FROM_C
from jieyue.canteen.staff_health.rules import Conclusion, Fault, Reason, Symptom
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.files.models import StoredFile
from jieyue.people.persons.models import Person


class HealthRefused(Exception):
    """Base of what this topic refuses, so that a page can say why."""


class MayNotWork(HealthRefused):
    """The checks do not allow the person on duty."""

    def __init__(self, *, person: str, reason: Reason) -> None:
        super().__init__(person, reason)
        self.person, self.reason = person, reason


class AlreadyRegistered(HealthRefused):
    """The person works in this canteen already."""

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self.person = person


class CertificateKnown(HealthRefused):
    """A certificate of this number was entered before."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class CertificateEndsFirst(HealthRefused):
    """The certificate ends before it was issued."""

    def __init__(self, *, issued_on: date, valid_to: date) -> None:
        super().__init__(issued_on, valid_to)
        self.issued_on, self.valid_to = issued_on, valid_to


class NothingToClear(HealthRefused):
    """The check sent nobody off, or its bearer was let back already."""


class ClearReasonMissing(HealthRefused):
    """Somebody who was sent off returns with a reason, such as a doctor's note."""


class CheckedTooEarly(HealthRefused):
    """A morning check is made on its day, not ahead of it."""

    def __init__(self, *, day: date, today: date) -> None:
        super().__init__(day, today)
        self.day, self.today = day, today


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a morning check found. temperature_c is None when it was not taken."""

    conclusion: Conclusion = Conclusion.FIT
    symptoms: Sequence[Symptom] = ()
    faults: Sequence[Fault] = ()
    temperature_c: Decimal | None = None
    moved_to: str = ""


@transaction.atomic
def register(
    *, canteen_id: int, person_id: int, post: str, since_on: date, actor: Actor, at: datetime
) -> FoodHandler:
    """Put a person on the list of those who work with food.

    Raises NotAllowed, Canteen.DoesNotExist, Person.DoesNotExist, AlreadyRegistered.
    """
    actor.require(CanteenPermission.FOOD_SAFETY_CHECK)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    person = Person.objects.get(site_id=actor.site_id, id=person_id)
    if FoodHandler.objects.filter(canteen=canteen, person=person, until_on=None).exists():
        raise AlreadyRegistered(person.name)
    handler: FoodHandler = FoodHandler.objects.create(
        site_id=canteen.site_id, canteen=canteen, person=person, post=post, since_on=since_on
    )
    fact = HandlerRegistered(canteen_id=canteen.id, person_id=person.id, post=post, until=None)
    journal.record(fact, actor=actor, at=at)
    return handler


@transaction.atomic
def end(*, handler_id: int, until_on: date, actor: Actor, at: datetime) -> None:
    """Take a person off the list from a day on. Raises NotAllowed, FoodHandler.DoesNotExist."""
    actor.require(CanteenPermission.FOOD_SAFETY_CHECK)
    rows = FoodHandler.objects.visible_to(actor).select_for_update()
    handler = rows.get(id=handler_id, until_on=None)
    if until_on <= handler.since_on:
        handler.delete()  # never began
    else:
        handler.until_on = until_on
        handler.save(update_fields=["until_on"])
    fact = HandlerRegistered(
        canteen_id=handler.canteen_id,
        person_id=handler.person_id,
        post=handler.post,
        until=until_on,
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def enter_certificate(
    *,
    person_id: int,
    number: str,
    issued_on: date,
    valid_to: date,
    actor: Actor,
    at: datetime,
    scan: StoredFile | None = None,
) -> HealthCertificate:
    """Note a health certificate.

    Raises NotAllowed, Person.DoesNotExist, CertificateKnown, CertificateEndsFirst.
    """
    actor.require(CanteenPermission.FOOD_SAFETY_CHECK)
    if valid_to <= issued_on:
        raise CertificateEndsFirst(issued_on=issued_on, valid_to=valid_to)
    person = Person.objects.select_for_update(no_key=True).get(site_id=actor.site_id, id=person_id)
    if HealthCertificate.objects.filter(site_id=actor.site_id, number=number).exists():
        raise CertificateKnown(number)
    certificate: HealthCertificate = HealthCertificate.objects.create(
        site_id=person.site_id,
        person=person,
        number=number,
        issued_on=issued_on,
        valid_to=valid_to,
        scan=scan,
        entered_by=actor.name,
        entered_at=at,
    )
    fact = HealthCertificateEntered(person_id=person.id, valid_to=valid_to)
    journal.record(fact, actor=actor, at=at)
    return certificate


@transaction.atomic
def check(
    *,
    canteen_id: int,
    person_id: int,
    day: date,
    finding: Finding,
    actor: Actor,
    at: datetime,
) -> MorningCheck:
    """Note how a registered person was before the shift.

    Raises NotAllowed, FoodHandler.DoesNotExist, CheckedTooEarly, ConclusionContradicts,
    ImpossibleTemperature.
    """
    actor.require(CanteenPermission.FOOD_SAFETY_CHECK)
    handler = queries.handlers_on(day).get(
        site_id=actor.site_id, canteen_id=canteen_id, person_id=person_id
    )
    today = timezone.localdate(at)
    if day > today:
        raise CheckedTooEarly(day=day, today=today)
    limit = parameters.read(site_id=handler.site_id, on=day).decimal(FEVER_FROM_C)
    symptoms = rules.symptoms_with_fever(
        finding.symptoms, temperature_c=finding.temperature_c, limit_c=limit
    )
    rules.check_conclusion(finding.conclusion, symptoms)
    row: MorningCheck = MorningCheck.objects.create(
        site_id=handler.site_id,
        canteen_id=canteen_id,
        person_id=person_id,
        day=day,
        temperature_c=finding.temperature_c,
        symptoms=[str(symptom) for symptom in symptoms],
        faults=[str(fault) for fault in finding.faults],
        conclusion=finding.conclusion,
        moved_to=finding.moved_to,
        checked_at=at,
        checked_by=actor.name,
    )
    if finding.conclusion is not Conclusion.FIT:
        Duty.objects.filter(canteen_id=canteen_id, person_id=person_id, day=day).delete()
    fact = MorningChecked(
        check_id=row.id,
        canteen_id=canteen_id,
        person_id=person_id,
        day=day,
        conclusion=finding.conclusion,
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def clear(*, check_id: int, on: date, reason: str, actor: Actor, at: datetime) -> None:
    """Let somebody who was sent off be checked anew from a day on.

    Raises NotAllowed, MorningCheck.DoesNotExist, NothingToClear, ClearReasonMissing.
    """
    actor.require(CanteenPermission.FOOD_SAFETY_CHECK)
    row = MorningCheck.objects.visible_to(actor).select_for_update().get(id=check_id)
    if row.conclusion != Conclusion.SUSPENDED or Clearance.objects.filter(suspension=row).exists():
        raise NothingToClear
    if not reason.strip():
        raise ClearReasonMissing
    Clearance.objects.create(
        site_id=row.site_id,
        suspension=row,
        on=on,
        reason=reason.strip(),
        cleared_by=actor.name,
        cleared_at=at,
    )
    fact = HandlerCleared(check_id=row.id, person_id=row.person_id, on=on, reason=reason.strip())
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def mark_on_duty(*, canteen_id: int, person_id: int, day: date, actor: Actor, at: datetime) -> Duty:
    """Mark a person on duty, if the checks allow it; twice changes nothing.

    Raises NotAllowed, Canteen.DoesNotExist, Person.DoesNotExist, MayNotWork.
    """
    actor.require(CanteenPermission.FOOD_SAFETY_CHECK)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    person = Person.objects.select_for_update(no_key=True).get(site_id=actor.site_id, id=person_id)
    found = queries.may_work(person_id=person_id, on=day, canteen_id=canteen_id)
    if found.reason is not None:
        raise MayNotWork(person=person.name, reason=found.reason)
    duty, is_new = Duty.objects.get_or_create(
        canteen=canteen,
        person=person,
        day=day,
        defaults={"site_id": canteen.site_id, "marked_at": at, "marked_by": actor.name},
    )
    if is_new:
        fact = DutyMarked(canteen_id=canteen.id, person_id=person.id, day=day)
        journal.record(fact, actor=actor, at=at)
    return duty
