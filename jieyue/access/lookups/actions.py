"""行踪查询登记: every look at one person's passages is written down before anything is shown."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.access.lookups import parameters as limits
from jieyue.access.lookups.models import Lookup
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.periods import local_day


def note(*, person_id: int | None, purpose: str, reason: str, actor: Actor, at: datetime) -> Lookup:
    """Who looked at whom, what for and why, in the open transaction. The caller asks the right."""
    values = parameters.read(site_id=actor.site_id or 0, on=timezone.localdate(at))
    row: Lookup = Lookup.objects.create(
        site_id=actor.site_id,
        person_id=person_id,
        purpose=purpose,
        reason=reason.strip()[:300],
        at=at,
        by=actor.name,
        by_account_id=actor.account_id,
        tell_at=at + timedelta(days=values.integer(limits.TELL_AFTER)),
    )
    return row


@transaction.atomic
def forget(*, site_id: int, at: datetime) -> None:
    """Nightly: what was written as the reason goes; who looked at whom, when and what for stays."""
    today = timezone.localdate(at)
    years = parameters.read(site_id=site_id, on=today).integer(limits.REASONS_KEPT)
    before = local_day(_years_before(today, years)).start
    old = Lookup.objects.filter(site_id=site_id, at__lt=before)
    old.exclude(reason="").update(reason="")


def _years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes the day before."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if is_leap_day else day.day)
