"""日管控、周排查、月调度: the day's check and its findings, the week's review, the meeting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.food_safety import figures
from jieyue.canteen.food_safety.facts import (
    Appointed,
    DailyCheckMade,
    FindingFixed,
    FindingVerified,
    MonthlyMeetingHeld,
    WeeklyReviewHeld,
)
from jieyue.canteen.food_safety.models import (
    Appointment,
    DailyCheck,
    Finding,
    MonthlyMeeting,
    WeeklyReview,
)
from jieyue.canteen.food_safety.parameters import DAILY_ITEMS, FINDING_DAYS
from jieyue.canteen.food_safety.refusals import (
    AlreadyAppointed,
    AlreadyChecked,
    AlreadyHeld,
    FindingNotOpen,
    FindingUndescribed,
    ItemsOpen,
    NotFixedYet,
    NotToday,
    SamePerson,
)
from jieyue.canteen.food_safety.rules.periods import check_month, check_week
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.people.persons.models import Person

OK, FAULT, NONE = "ok", "fault", "none"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The risk list gone through: a result for each item, and what was found at each fault."""

    results: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """What a monthly meeting said."""

    attendees: str
    minutes: str
    decisions: str
    held_on: date


@transaction.atomic
def check_day(
    *, canteen_id: int, day: date, answers: Answers, actor: Actor, at: datetime
) -> DailyCheck:
    """Record the day's check, whole, with a finding for each fault.

    Raises NotAllowed, Canteen.DoesNotExist, NotToday, AlreadyChecked, ItemsOpen,
    FindingUndescribed.
    """
    actor.require(CanteenPermission.FOOD_SAFETY_CHECK)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    today = timezone.localdate(at)
    if not today - timedelta(days=1) <= day <= today:
        raise NotToday(day=day, today=today)
    former = DailyCheck.objects.filter(canteen=canteen, day=day).first()
    if former is not None:
        raise AlreadyChecked(day=day, checked_by=former.checked_by, checked_at=former.checked_at)
    values = parameters.read(site_id=canteen.site_id, on=day)
    results = _results(answers, values.json(DAILY_ITEMS))
    row: DailyCheck = DailyCheck.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        day=day,
        results=results,
        note=answers.note.strip(),
        checked_at=at,
        checked_by=actor.name,
        parameters_used=values.used,
    )
    faults = [item for item, result in results.items() if result == FAULT]
    Finding.objects.bulk_create(
        Finding(
            site_id=canteen.site_id,
            canteen=canteen,
            daily_check=row,
            item=item,
            text=answers.faults[item].strip(),
            due_on=day + timedelta(days=values.integer(FINDING_DAYS)),
        )
        for item in faults
    )
    fact = DailyCheckMade(check_id=row.id, canteen_id=canteen.id, day=day, findings=len(faults))
    journal.record(fact, actor=actor, at=at)
    return row


def _results(answers: Answers, items: list[str]) -> dict[str, str]:
    missing = [item for item in items if answers.results.get(item) not in {OK, FAULT, NONE}]
    if missing:
        raise ItemsOpen(missing)
    results = {item: answers.results[item] for item in items}
    for item, result in results.items():
        if result == FAULT and not answers.faults.get(item, "").strip():
            raise FindingUndescribed(item)
    return results


@transaction.atomic
def fix(*, finding_id: int, how: str, actor: Actor, at: datetime) -> None:
    """Say that a finding was put right, and how.

    Raises NotAllowed, Finding.DoesNotExist, FindingNotOpen, FindingUndescribed.
    """
    actor.require(CanteenPermission.FOOD_SAFETY_RECORD)
    finding = Finding.objects.visible_to(actor).select_for_update().get(id=finding_id)
    if finding.fixed_at is not None:
        raise FindingNotOpen(by=finding.fixed_by, at=finding.fixed_at)
    if not how.strip():
        raise FindingUndescribed(finding.item)
    finding.fixed_at, finding.fixed_by, finding.fixed_how = at, actor.name, how.strip()
    finding.fixed_by_person_id = actor.person_id
    finding.save(update_fields=["fixed_at", "fixed_by", "fixed_how", "fixed_by_person_id"])
    journal.record(FindingFixed(finding_id=finding.id, how=how.strip()), actor=actor, at=at)


@transaction.atomic
def verify(*, finding_id: int, actor: Actor, at: datetime) -> None:
    """Confirm, as another person, that a finding was put right.

    Raises NotAllowed, Finding.DoesNotExist, NotFixedYet, FindingNotOpen, SamePerson.
    """
    actor.require(CanteenPermission.FOOD_SAFETY_CHECK)
    finding = Finding.objects.visible_to(actor).select_for_update().get(id=finding_id)
    if finding.fixed_at is None:
        raise NotFixedYet
    if finding.verified_at is not None:
        raise FindingNotOpen(by=finding.verified_by, at=finding.verified_at)
    if actor.person_id is not None and finding.fixed_by_person_id == actor.person_id:
        raise SamePerson
    finding.verified_at, finding.verified_by = at, actor.name
    finding.save(update_fields=["verified_at", "verified_by"])
    journal.record(FindingVerified(finding_id=finding.id), actor=actor, at=at)


@transaction.atomic
def review_week(
    *, canteen_id: int, week: date, risks: str, measures: str, actor: Actor, at: datetime
) -> WeeklyReview:
    """Write the director's report on a week, with the week's figures as they are now.

    Raises NotAllowed, Canteen.DoesNotExist, NotAWeek, AlreadyHeld.
    """
    actor.require(CanteenPermission.FOOD_SAFETY_DIRECT)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    check_week(week, today=timezone.localdate(at))
    former = WeeklyReview.objects.filter(canteen=canteen, week=week).first()
    if former is not None:
        raise AlreadyHeld(held_by=former.held_by)
    last = week + timedelta(days=6)
    found = figures.figures(canteen_id=canteen.id, first=week, last=last, at=at)
    row: WeeklyReview = WeeklyReview.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        week=week,
        figures=found,
        risks=risks.strip(),
        measures=measures.strip(),
        held_at=at,
        held_by=actor.name,
    )
    journal.record(WeeklyReviewHeld(canteen_id=canteen.id, week=week), actor=actor, at=at)
    return row


@transaction.atomic
def hold_meeting(
    *, canteen_id: int, month: date, said: Minutes, actor: Actor, at: datetime
) -> MonthlyMeeting:
    """Record the month's meeting with the month's figures as they are now.

    Raises NotAllowed, Canteen.DoesNotExist, NotAMonth, AlreadyHeld.
    """
    actor.require(CanteenPermission.FOOD_SAFETY_DIRECT)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    check_month(month, today=timezone.localdate(at))
    former = MonthlyMeeting.objects.filter(canteen=canteen, month=month).first()
    if former is not None:
        raise AlreadyHeld(held_by=former.recorded_by)
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    found = figures.figures(canteen_id=canteen.id, first=month, last=last, at=at)
    row: MonthlyMeeting = MonthlyMeeting.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        month=month,
        figures=found,
        attendees=said.attendees,
        minutes=said.minutes,
        decisions=said.decisions,
        held_on=said.held_on,
        recorded_at=at,
        recorded_by=actor.name,
    )
    journal.record(MonthlyMeetingHeld(canteen_id=canteen.id, month=month), actor=actor, at=at)
    return row


@transaction.atomic
def appoint(
    *,
    canteen_id: int,
    office: str,
    person_id: int,
    document: str,
    since_on: date,
    actor: Actor,
    at: datetime,
) -> Appointment:
    """Give a person an office of food safety.

    Raises NotAllowed, Canteen.DoesNotExist, Person.DoesNotExist, AlreadyAppointed.
    """
    actor.require(CanteenPermission.FOOD_SAFETY_DIRECT)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    person = Person.objects.get(site_id=actor.site_id, id=person_id)
    held = Appointment.objects.filter(canteen=canteen, office=office, person=person, until_on=None)
    if held.exists():
        raise AlreadyAppointed(person.name)
    row: Appointment = Appointment.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        office=office,
        person=person,
        document=document.strip(),
        since_on=since_on,
    )
    fact = Appointed(canteen_id=canteen.id, office=office, person_id=person.id, until=None)
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def dismiss(*, appointment_id: int, until_on: date, actor: Actor, at: datetime) -> None:
    """End an office from a day on. Raises NotAllowed, Appointment.DoesNotExist."""
    actor.require(CanteenPermission.FOOD_SAFETY_DIRECT)
    rows = Appointment.objects.visible_to(actor).select_for_update()
    row = rows.get(id=appointment_id, until_on=None)
    row.until_on = until_on
    row.save(update_fields=["until_on"])
    fact = Appointed(
        canteen_id=row.canteen_id, office=row.office, person_id=row.person_id, until=until_on
    )
    journal.record(fact, actor=actor, at=at)
