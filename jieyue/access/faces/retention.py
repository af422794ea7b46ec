"""Timed: faces that may not stay any longer go; readers that do not confirm are named; the tally.

Nothing here waits for somebody to remember.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jieyue.access.credentials.models import Credential, Kind, Status
from jieyue.access.faces import consents, deletions, facts, rules
from jieyue.access.faces.models import (
    Assessment,
    ConsentKind,
    ConsentText,
    FaceConsent,
    FaceDeletion,
    FaceTally,
    FaceTemplate,
    ReaderEnrolment,
    Wanted,
)
from jieyue.access.faces.parameters import (
    ASSESSMENT_KEPT,
    FILING_AT,
    FILING_DAYS,
    LEAVER_DAYS,
    WARN_PCT,
)
from jieyue.kit import journal, parameters, workdays
from jieyue.kit.actor import Actor, system
from jieyue.people.persons.models import Person

LOOKED_AHEAD = timedelta(days=90)


def delete_due(*, site_id: int, at: datetime) -> None:
    """Hourly: guests whose pass is over, staff gone for days, consents taken back or outdated."""
    part = _part(site_id)
    for holder_key, reason in due(site_id=site_id, at=at).items():
        consents.withdraw(holder_key=holder_key, reason=reason, actor=part, at=at)


def due(*, site_id: int, at: datetime) -> dict[str, str]:
    """Why each holder's face must go now, by holder key. A handful of queries."""
    today = timezone.localdate(at)
    values = parameters.read(site_id=site_id, on=today)
    days = values.integer(LEAVER_DAYS)
    found = {}
    for holder_key, stored in _stored(site_id=site_id, at=at).items():
        reason = rules.due_reason(stored, today=today, leaver_days=days)
        if reason:
            found[holder_key] = reason
    return found


@transaction.atomic
def count(*, site_id: int, at: datetime) -> None:
    """Nightly: the most faces there ever were at a time, and what follows from their number."""
    today = timezone.localdate(at)
    values = parameters.read(site_id=site_id, on=today)
    stored = stored_holders(site_id=site_id)
    tally, _new = FaceTally.objects.get_or_create(site_id=site_id)
    if stored > tally.most:
        tally.most, tally.most_on = stored, today
    alarm = rules.alarm(stored, limit=values.integer(FILING_AT), share_pct=values.integer(WARN_PCT))
    is_news = False
    if alarm == rules.REACHED and tally.reached_on is None:
        tally.reached_on, is_news = today, True
        tally.file_by = _workdays_on(today, values.integer(FILING_DAYS), site_id=site_id)
    elif alarm == rules.NEAR and tally.warned_on is None:
        tally.warned_on, is_news = today, True
    tally.save()
    if is_news:
        fact = facts.StoredFacesCounted(stored=stored, alarm=alarm, file_by=tally.file_by)
        journal.record(fact, actor=_part(site_id), at=at)


@transaction.atomic
def forget(*, site_id: int, at: datetime) -> None:
    """Nightly: consents taken back, proofs and assessments that the law no longer asks for."""
    today = timezone.localdate(at)
    years = parameters.read(site_id=site_id, on=today).integer(ASSESSMENT_KEPT)
    old = rules.years_on(today, -years)
    FaceConsent.objects.filter(site_id=site_id, withdrawn_at__date__lt=old).delete()
    FaceDeletion.objects.filter(site_id=site_id, finished_at__date__lt=old).delete()
    Assessment.objects.filter(site_id=site_id, keep_until__lt=today).delete()


def stored_holders(*, site_id: int) -> int:
    """Distinct people of whom a face is or may still be stored: readers and central, all kinds."""
    return len(_holders(site_id))


def _holders(site_id: int) -> set[str]:
    in_readers = ReaderEnrolment.objects.filter(site_id=site_id)
    central = FaceTemplate.objects.filter(site_id=site_id)
    return {
        *in_readers.values_list("holder_key", flat=True),
        *central.values_list("holder_key", flat=True),
    }


def _stored(*, site_id: int, at: datetime) -> dict[str, rules.Stored]:
    """Traces of a face that no deletion has been started for."""
    lines = ReaderEnrolment.objects.filter(site_id=site_id, wanted=Wanted.PRESENT)
    keys = set(lines.values_list("holder_key", flat=True))
    central = FaceTemplate.objects.filter(site_id=site_id)
    central_keys = set(central.values_list("holder_key", flat=True))
    living = FaceConsent.objects.filter(site_id=site_id, withdrawn_at=None)
    agreed = {
        (kind, key): (text_id)
        for kind, key, text_id in living.values_list("kind", "holder_key", "text_id")
    }
    good = Credential.objects.filter(site_id=site_id, kind=Kind.FACE, status=Status.ACTIVE)
    good = good.filter(Q(valid_until=None) | Q(valid_until__gt=at))
    good_keys = set(good.values_list("holder_key", flat=True))
    left = dict(
        Person.objects.filter(site_id=site_id).exclude(left_on=None).values_list("id", "left_on")
    )
    ends = _ends(site_id)
    found = {}
    for key in keys | central_keys:
        kinds = [ConsentKind.READER] * (key in keys) + [ConsentKind.CENTRAL] * (key in central_keys)
        texts = [agreed.get((kind, key)) for kind in kinds]
        person_id = deletions.person_id_of(key)
        found[key] = rules.Stored(
            is_guest=person_id is None,
            has_consent=None not in texts,
            left_on=left.get(person_id) if person_id else None,
            is_credential_good=key in good_keys,
            consent_ends_on=min((ends[t] for t in texts if t in ends), default=None),
        )
    return found


def _ends(site_id: int) -> dict[int, date]:
    """The last day of every outdated version that has one, by its id."""
    ending: dict[str, date] = {}
    found = {}
    for text in ConsentText.objects.filter(site_id=site_id).order_by("-version"):
        if text.kind in ending:
            found[text.id] = ending[text.kind]
        if text.old_until is not None:
            ending[text.kind] = min(text.old_until, ending.get(text.kind, text.old_until))
    return found


def _workdays_on(day: date, number: int, *, site_id: int) -> date:
    """The day so many workdays later."""
    ahead = workdays.days(day + timedelta(days=1), day + LOOKED_AHEAD, site_id=site_id)
    working = [each.day for each in ahead.values() if each.is_working]
    return sorted(working)[number - 1]


def _part(site_id: int) -> Actor:
    return system("access.faces", site_id=site_id)
