"""Illness reports: opened, told to the authority, closed; and who is messaged meanwhile."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.samples import facts, queries, refusals, rules
from jieyue.canteen.samples.actions import locked_canteen
from jieyue.canteen.samples.models import IllnessReport, RetainedSample
from jieyue.kit import journal, numbers
from jieyue.kit.actor import Actor, system
from jieyue.people.messages.actions import Text, tell_holders


@dataclass(frozen=True, kw_only=True)
class Illness:
    """Who fell ill, with what, possibly from meals of [first_on, last_on]."""

    first_on: date
    last_on: date
    persons: int
    symptoms: str


@transaction.atomic
def report(
    *, canteen_id: int, illness: Illness, reported_at: datetime, actor: Actor, at: datetime
) -> IllnessReport:
    """Open a report: all samples of its days are held, and those who report are messaged.

    The time to tell the authority runs from `reported_at`, which is not in the future.
    Raises NotAllowed, Canteen.DoesNotExist, BadDays, NobodyIll, SymptomsMissing.
    """
    actor.require(CanteenPermission.SAMPLES_REPORT)
    canteen = locked_canteen(canteen_id, actor)
    today = timezone.localdate(at)
    _check(illness, today=today)
    reported_at = min(reported_at, at)
    made: IllnessReport = IllnessReport.objects.create(
        site_id=canteen.site_id,
        number=numbers.take("YS", site_id=canteen.site_id, at=at),
        canteen=canteen,
        first_on=illness.first_on,
        last_on=illness.last_on,
        persons=illness.persons,
        symptoms=illness.symptoms.strip()[:200],
        reported_at=reported_at,
        reported_by=actor.name,
    )
    by = queries.tell_by(made)
    held = _samples_of(made).count()
    fact = facts.IllnessReported(
        number=made.number,
        canteen_id=canteen.id,
        first_on=made.first_on,
        last_on=made.last_on,
        persons=made.persons,
        samples_held=held,
        tell_authority_by=by,
    )
    journal.record(fact, actor=actor, at=at)
    _message(made, gettext_noop("Illness report %(number)s: %(persons)s persons"), by, actor, at)
    return made


@transaction.atomic
def authority_told(*, number: str, told_at: datetime, actor: Actor, at: datetime) -> None:
    """Note when the authority was told.

    Raises NotAllowed, IllnessReport.DoesNotExist, ReportClosed, AlreadyTold.
    """
    actor.require(CanteenPermission.SAMPLES_REPORT)
    found = _open(number, actor)
    if found.authority_told_at is not None:
        raise refusals.AlreadyTold(number, at=found.authority_told_at)
    found.authority_told_at = max(min(told_at, at), found.reported_at)
    found.save(update_fields=["authority_told_at"])
    fact = facts.AuthorityTold(
        number=number,
        canteen_id=found.canteen_id,
        told_at=found.authority_told_at,
        is_late=found.authority_told_at > queries.tell_by(found),
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def close(*, number: str, outcome: str, is_false_alarm: bool, actor: Actor, at: datetime) -> None:
    """Close a report; its samples may go from now on, if their time is over.

    Raises NotAllowed, IllnessReport.DoesNotExist, ReportClosed, OutcomeMissing, AuthorityNotTold.
    """
    actor.require(CanteenPermission.SAMPLES_REPORT)
    found = _open(number, actor)
    if not outcome.strip():
        raise refusals.OutcomeMissing
    if found.authority_told_at is None and not is_false_alarm:
        raise refusals.AuthorityNotTold(number)
    found.closed_at, found.closed_by = at, actor.name
    found.outcome, found.is_false_alarm = outcome.strip()[:200], is_false_alarm
    found.save(update_fields=["closed_at", "closed_by", "outcome", "is_false_alarm"])
    _samples_of(found).update(kept_until=Greatest(F("kept_until"), at))
    fact = facts.IllnessClosed(
        number=number,
        canteen_id=found.canteen_id,
        is_false_alarm=is_false_alarm,
        outcome=found.outcome,
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def remind(*, site_id: int, at: datetime) -> None:
    """Message those who report, once, while the authority can still be told in time."""
    actor = system("canteen.samples.illness", site_id=site_id)
    waiting = IllnessReport.objects.select_for_update().filter(
        site_id=site_id, closed_at=None, authority_told_at=None, reminded_at=None
    )
    for found in waiting.order_by("id"):
        by = queries.tell_by(found)
        if rules.must_remind(now=at, reported_at=found.reported_at, by=by):
            found.reminded_at = at
            found.save(update_fields=["reminded_at"])
            title = gettext_noop("Tell the authority: illness report %(number)s")
            _message(found, title, by, actor, at)


def _check(illness: Illness, *, today: date) -> None:
    """Raises BadDays, NobodyIll, SymptomsMissing."""
    if not illness.first_on <= illness.last_on <= today:
        raise refusals.BadDays(illness.first_on, illness.last_on, today=today)
    if illness.persons < 1:
        raise refusals.NobodyIll
    if not illness.symptoms.strip():
        raise refusals.SymptomsMissing


def _open(number: str, actor: Actor) -> IllnessReport:
    """The report, locked after its canteen. Raises IllnessReport.DoesNotExist, ReportClosed."""
    rows = IllnessReport.objects.visible_to(actor)
    locked_canteen(rows.values_list("canteen_id", flat=True).get(number=number), actor)
    found: IllnessReport = rows.get(number=number)
    if found.closed_at is not None:
        raise refusals.ReportClosed(number, by=found.closed_by, at=found.closed_at)
    return found


def _samples_of(found: IllnessReport) -> "models.QuerySet[RetainedSample]":
    samples: models.QuerySet[RetainedSample] = RetainedSample.objects.filter(
        canteen_id=found.canteen_id,
        day__range=(found.first_on, found.last_on),
        disposed_at=None,
    )
    return samples


def _message(found: IllnessReport, title: str, by: datetime, actor: Actor, at: datetime) -> None:
    text = Text(
        title=title,
        text=gettext_noop(
            "Meals from %(first_on)s to %(last_on)s. Seal food and tools, keep all samples, and "
            "tell the authority by %(by)s."
        ),
        link=reverse("canteen:illness_reports"),
        values={
            "number": found.number,
            "persons": str(found.persons),
            "first_on": found.first_on.isoformat(),
            "last_on": found.last_on.isoformat(),
            "by": f"{timezone.localtime(by):%H:%M}",
        },
    )
    tell_holders(text, permission=CanteenPermission.SAMPLES_REPORT, actor=actor, at=at)
