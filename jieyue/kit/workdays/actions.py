"""Editing the workday calendar."""

from datetime import date, datetime

from django.db import transaction

from jieyue.kit import editions, journal, workdays
from jieyue.kit.actor import Actor
from jieyue.kit.permissions import KitPermission
from jieyue.kit.workdays.calendar import SUBJECT, seed
from jieyue.kit.workdays.facts import CalendarPublished, WorkdayChanged
from jieyue.kit.workdays.models import CalendarDay, CalendarYear

BY_HAND = "edited"


class ReasonMissing(Exception):
    """A change needs a reason, such as the number of the notice."""


class NothingChanges(Exception):
    """The day is already as it was asked to be."""


REFUSALS = (NothingChanges, ReasonMissing)


@transaction.atomic
def change(
    *, day: date, is_working: bool, title: str, reason: str, actor: Actor, at: datetime
) -> None:
    """Say how a day is worked, and its name. Raises NotAllowed, ReasonMissing, NothingChanges."""
    actor.require(KitPermission.WORKDAYS_EDIT)
    if not reason.strip():
        raise ReasonMissing
    site_id = actor.site_id or 0
    before = workdays.on(day, site_id=site_id)
    if (before.is_working, before.name) == (is_working, title.strip()):
        raise NothingChanges
    CalendarDay.objects.update_or_create(
        site_id=site_id,
        day=day,
        defaults={
            "is_working": is_working,
            "name": title.strip(),
            "source": BY_HAND,
            "disagreement": "",
        },
    )
    editions.renew(SUBJECT, site_id=site_id)
    fact = WorkdayChanged(
        day=day,
        was_working=before.is_working,
        is_working=is_working,
        old_title=before.name,
        title=title.strip(),
        reason=reason.strip(),
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def publish(*, year: int, published: bool, reason: str, actor: Actor, at: datetime) -> None:
    """Say whether the State Council's notice for the year is in the calendar.

    Raises NotAllowed, ReasonMissing, NothingChanges.
    """
    actor.require(KitPermission.WORKDAYS_EDIT)
    if not reason.strip():
        raise ReasonMissing
    site_id = actor.site_id or 0
    seed([year], site_id=site_id)
    rows = CalendarYear.objects.filter(site_id=site_id, year=year, published=not published)
    if not rows.update(published=published):
        raise NothingChanges
    editions.renew(SUBJECT, site_id=site_id)
    fact = CalendarPublished(year=year, published=published, reason=reason.strip())
    journal.record(fact, actor=actor, at=at)
