"""What a visitor does on the phone without an account: ask, look, show the pass, change, take back.

The key in the address is the visitor's only right. It reaches that person's own row and dies with
the visit.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from jieyue.access.credentials import qr, signing
from jieyue.access.visitors import actions, asking, facts, passes, refusals, rules, telling
from jieyue.access.visitors.asking import VisitAsked
from jieyue.access.visitors.decided import already_decided
from jieyue.access.visitors.identity import masked
from jieyue.access.visitors.models import Document, Guest, Purpose, State, Visit, Way
from jieyue.access.visitors.settings_of_site import rules_of
from jieyue.access.visitors.spoken import span
from jieyue.kit import journal
from jieyue.kit.actor import Actor, system
from jieyue.kit.keys import key_hash
from jieyue.kit.sites.models import Site
from jieyue.people.persons.rules import masked as masked_phone

NAME = "access.visitors.guest"


@dataclass(frozen=True)
class Pass:
    """A visitor's own view; nobody else's data. `is_lead` may change and cancel the visit."""

    number: str
    name: str
    phone: str
    document: str
    id_number: str
    site: str
    unit: str
    host: str
    purpose: str
    from_at: datetime
    until_at: datetime
    opens_at: datetime
    closes_at: datetime
    state: str
    state_label: str
    people: int
    is_lead: bool
    is_escorted: bool
    is_inside: bool
    may_change: bool
    may_cancel: bool
    has_code: bool
    has_badge: bool
    cars: tuple[str, ...]
    notice_version: str
    consent: str
    face_consent: str
    notice_h: int

    @property
    def when(self) -> str:
        return span(self.from_at, self.until_at)


def ask(
    *, site: Site, asked: VisitAsked, unit_id: int, host: str, at: datetime
) -> tuple[Visit, str]:
    """A visitor asks; the host is told. The visit and the key of the visitor's page.

    host: full name or phone, exactly. Raises HostNotFound, VisitsRefused, BadIdentity, NotAPlate,
    ColourUnlike.
    """
    actor = system(NAME, site_id=site.id)
    with transaction.atomic():
        person = asking.host_named(host, unit_id=unit_id, site_id=site.id)
        visit = asking.write(replace(asked, host_id=person.id), way=Way.ASKED, actor=actor, at=at)
        lead = visit.guests.all()[0]
        if visit.held_at is None:
            telling.host_asked(visit, lead, at=at)
    return visit, lead.key


def guest_of(key: str, *, at: datetime) -> Guest:
    """Whose page this is. Raises NoSuchGuest when it is nobody's, or the visit is over."""
    rows = Guest.objects.select_related("visit__host", "visit__unit", "site")
    guest: Guest | None = rows.filter(key_digest=key_hash(key)).first()
    if guest is None:
        raise refusals.NoSuchGuest
    after_min = rules_of(guest.site_id, at=at).after_min
    is_over = at >= guest.visit.until_at + timedelta(minutes=after_min)
    if is_over and not guest.is_inside:
        raise refusals.NoSuchGuest
    return guest


def view(guest: Guest, *, at: datetime) -> Pass:
    """What the page shows."""
    visit = guest.visit
    site = rules_of(guest.site_id, at=at)
    window = passes.window_of(visit, site)
    is_lead = guest.position == 1
    in_time = at <= visit.from_at - timedelta(hours=site.notice_h)
    is_waiting = visit.state in (State.REQUESTED, State.CONFIRMED)
    return Pass(
        number=visit.number,
        name=guest.name,
        phone=masked_phone(guest.phone),
        document=str(Document(guest.document).label),
        id_number=masked(guest.id_number),
        site=guest.site.name,
        unit=visit.unit.name if visit.unit else "",
        host=visit.host.name if visit.host else "",
        purpose=str(Purpose(visit.purpose).label),
        from_at=visit.from_at,
        until_at=visit.until_at,
        opens_at=window.start,
        closes_at=window.end,
        state=visit.state,
        state_label=str(State(visit.state).label),
        people=visit.guests.count(),
        is_lead=is_lead,
        is_escorted=visit.is_escorted,
        is_inside=guest.is_inside,
        may_change=is_lead and is_waiting and in_time,
        may_cancel=is_lead and is_waiting,
        has_code=visit.state in rules.RECEIVED and at < window.end,
        has_badge=bool(guest.badge) and guest.badge_back_at is None,
        cars=tuple(car.plate for car in visit.plates.all()) if is_lead else (),
        notice_version=site.notice_version,
        consent=guest.consent,
        face_consent=guest.face_consent,
        notice_h=site.notice_h,
    )


def token(guest: Guest, *, at: datetime) -> str:
    """What the pass shows now: another every half minute. Empty without a pass that opens."""
    window = passes.window_of(guest.visit, rules_of(guest.site_id, at=at))
    if guest.visit.state not in rules.RECEIVED or at >= window.end:
        return ""
    subject = passes.qr_subject(guest)
    if not subject:
        return ""
    sign = partial(signing.sign, site_id=guest.site_id)
    return qr.new_token(subject=subject, at_ms=int(at.timestamp() * 1000), sign=sign)


@transaction.atomic
def cancel(*, key: str, at: datetime) -> None:
    """The visitor does not come; the host is told. Raises NoSuchGuest, NotYours, AlreadyDecided."""
    visit, actor = _lead(key, at=at)
    actions.call_off(visit, actor=actor, at=at)
    telling.host_cancelled(visit, at=at)


@transaction.atomic
def change(*, key: str, from_at: datetime, until_at: datetime, at: datetime) -> None:
    """The visitor asks for another time: the host confirms it anew, until then nothing opens.

    Raises NoSuchGuest, NotYours, AlreadyDecided, TooLateToChange, VisitsAreStopped and what a
    window may raise.
    """
    visit, actor = _lead(key, at=at)
    if visit.state not in (State.REQUESTED, State.CONFIRMED):
        raise already_decided(visit)
    actions.move(visit, from_at, until_at, actor=actor, at=at)
    actions.set_back(visit, actor=actor, at=at)
    visit.department_at, visit.decided_at, visit.decided_by = None, None, ""
    visit.save(update_fields=["department_at", "decided_at", "decided_by"])
    if visit.held_at is None or visit.cleared_at is not None:
        telling.host_changed(visit, at=at)


@transaction.atomic
def consent(*, key: str, kind: str, version: str, at: datetime) -> None:
    """Agree to the notice or, separately and never required, to being known by face.

    version empty takes it back. Raises NoSuchGuest.
    """
    guest = Guest.objects.select_for_update().get(id=guest_of(key, at=at).id)
    given_at = at if version else None
    if kind == "face":
        guest.face_consent, guest.face_consented_at = version, given_at
    else:
        guest.consent, guest.consented_at = version, given_at
    guest.save()
    fact = facts.GuestConsented(
        visit_id=guest.visit_id, guest_id=guest.id, kind=kind, version=version
    )
    journal.record(fact, actor=system(NAME, site_id=guest.site_id), at=at)


def own_data(guest: Guest) -> dict[str, object]:
    """All that is kept of this visitor, as a copy to take along."""
    visit = guest.visit
    return {
        "visit": visit.number,
        "name": guest.name,
        "organisation": guest.organisation,
        "phone": guest.phone,
        "document": guest.document,
        "id_number": guest.id_number,
        "from": visit.from_at,
        "until": visit.until_at,
        "purpose": visit.purpose,
        "state": visit.state,
        "consent": guest.consent,
        "consented_at": guest.consented_at,
        "face_consent": guest.face_consent,
        "face_consented_at": guest.face_consented_at,
        "identity_checked_at": guest.checked_at,
        "badge": guest.badge,
        "arrived_at": guest.arrived_at,
        "left_at": guest.left_at,
    }


def _lead(key: str, *, at: datetime) -> tuple[Visit, Actor]:
    """The visit, locked, of whoever it is about; companions change nothing. Raises NoSuchGuest,
    NotYours."""
    guest = guest_of(key, at=at)
    if guest.position != 1:
        raise refusals.NotYours
    visit = Visit.objects.select_for_update().get(id=guest.visit_id)
    return visit, system(NAME, site_id=guest.site_id)
