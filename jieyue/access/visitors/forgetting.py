"""Visitors' names and numbers go after the days the site gives, faces sooner. Counts stay."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from jieyue.access.credentials import actions as credentials
from jieyue.access.credentials.models import Credential, Holder, Kind, Status
from jieyue.access.decisions import forgotten
from jieyue.access.decisions.models import Decision
from jieyue.access.visitors import facts
from jieyue.access.visitors import parameters as of_visits
from jieyue.access.visitors.models import Guest, State, Visit, VisitPlate
from jieyue.kit import journal, parameters
from jieyue.kit.actor import system
from jieyue.kit.periods import local_day
from jieyue.people.messages.models import Message

NAME = "access.visitors"
GONE = "—"
NEVER_SEEN_TO_LEAVE = timedelta(days=1)  # after which a face goes all the same
NEVER_LEFT = (State.ARRIVED, State.LEFT)


@transaction.atomic
def forget(*, site_id: int, at: datetime) -> None:
    """Nightly. Recorded with what was found afterwards.

    Whom no gate saw leave is forgotten too: nobody stays for as long as names are kept.
    """
    today = timezone.localdate(at)
    values = parameters.read(site_id=site_id, on=today)
    before = today - timedelta(days=values.integer(of_visits.KEPT))
    faces = _forget_faces(
        site_id, until=at - timedelta(days=values.integer(of_visits.FACE_KEPT)), at=at
    )
    due = Visit.objects.filter(
        site_id=site_id, until_at__lt=local_day(before).start, forgotten_at=None
    )
    ids = list(due.values_list("id", flat=True))
    if not ids and not faces:
        return
    plates = _forget_passages(ids, site_id=site_id)
    for message in _told(ids):
        message.values = {**message.values, "name": GONE}
        message.save(update_fields=["values"])
    guests = Guest.objects.filter(visit_id__in=ids)
    count = guests.count()
    guests.update(
        name="", organisation="", phone="", phone_digest="", id_number="", id_digest="",
        key="", key_digest=None, badge="", consent="", face_consent="",
    )  # fmt: skip
    due.filter(id__in=ids, state__in=NEVER_LEFT).update(state=State.ENDED, ended_at=at)
    due.filter(id__in=ids).update(asked_by="", note="", items="", reason="", forgotten_at=at)
    fact = facts.VisitorsForgotten(
        before=before,
        visits=len(ids),
        guests=count,
        plates=plates,
        faces=faces,
        left=still_named(ids),
    )
    journal.record(fact, actor=system(NAME, site_id=site_id), at=at)


def still_named(visit_ids: list[int]) -> int:
    """Rows of these visits that still hold a name, number, plate or key."""
    named = Q()
    for field in ("name", "organisation", "phone", "phone_digest", "id_number", "id_digest", "key"):
        named |= ~Q(**{field: ""})
    guests = Guest.objects.filter(visit_id__in=visit_ids)
    keys = [f"guest:{guest_id}" for guest_id in guests.values_list("id", flat=True)]
    labels = Credential.objects.filter(holder_key__in=keys).exclude(label="")
    decided = Decision.objects.filter(holder_key__in=keys).exclude(label="")
    cars = VisitPlate.objects.filter(visit_id__in=visit_ids)
    told = [each for each in _told(visit_ids) if each.values["name"] != GONE]
    counts = (guests.filter(named), labels, decided, cars)
    return sum(rows.count() for rows in counts) + len(told)


def _told(visit_ids: list[int]) -> list[Message]:
    """Notices about these visits that say a visitor's name."""
    visits = Visit.objects.filter(id__in=visit_ids).values_list("number", flat=True)
    links = [reverse("access:visit", args=[number]) for number in visits]
    site_ids = set(Visit.objects.filter(id__in=visit_ids).values_list("site_id", flat=True))
    rows = Message.objects.filter(site_id__in=site_ids, link__in=links)
    return [message for message in rows if "name" in message.values]


def _forget_passages(ids: list[int], *, site_id: int) -> int:
    """What the passes and decisions of these visits say of people and cars; how many cars."""
    guests = Guest.objects.filter(visit_id__in=ids).values_list("id", flat=True)
    forgotten.holders([f"guest:{guest_id}" for guest_id in guests], site_id=site_id)
    cars = VisitPlate.objects.filter(visit_id__in=ids)
    passes = [each for each in cars.values_list("credential_id", flat=True) if each]
    rows = Credential.objects.filter(site_id=site_id)
    for credential in rows.filter(id__in=passes, holder=Holder.VISITOR):
        forgotten.car(credential)
    return cars.delete()[0]


def _forget_faces(site_id: int, *, until: datetime, at: datetime) -> int:
    """Consent and pass by face of visits that ended before `until`; the readers then delete."""
    guests = Guest.objects.filter(site_id=site_id).exclude(face_consent="")
    over = guests.filter(visit__until_at__lt=until).select_related("visit")
    long_over = until - NEVER_SEEN_TO_LEAVE
    gone = [each for each in over if not each.is_inside or each.visit.until_at < long_over]
    actor = system(NAME, site_id=site_id)
    for guest in gone:
        face = Credential.objects.filter(
            site_id=site_id, holder_key=guest.holder_key, kind=Kind.FACE
        ).exclude(status=Status.ENDED)
        for credential in face:
            credentials.end(credential_id=credential.id, reason="visit over", actor=actor, at=at)
        consent = facts.GuestConsented(
            visit_id=guest.visit_id, guest_id=guest.id, kind="face", version=""
        )
        journal.record(consent, actor=actor, at=at)
    Guest.objects.filter(id__in=[guest.id for guest in gone]).update(
        face_consent="", face_consented_at=None
    )
    return len(gone)
