"""At the gate and the reception: who came is looked at, gets a badge, and goes again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.access.permissions import AccessPermission
from jieyue.access.visitors import (
    actions,
    asking,
    digests,
    facts,
    holding,
    identity,
    passes,
    refusals,
    rules,
    telling,
)
from jieyue.access.visitors.asking import VisitAsked
from jieyue.access.visitors.decided import already_decided
from jieyue.access.visitors.models import Guest, Purpose, Visit, Way
from jieyue.access.visitors.settings_of_site import rules_of
from jieyue.kit import journal, numbers
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment

RECEIVE = AccessPermission.VISITORS_RECEIVE
BADGES = "B"
TAIL = 4


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What somebody showed: the kind of document, its number or the last four characters."""

    document: str
    number: str
    is_photo_compared: bool = False


def receive(*, guest_id: int, shown: Shown, actor: Actor, at: datetime) -> Guest:
    """Look at who came, give a badge, and let them in; the host is told.

    Raises NotAllowed, NotExpected, OutsideWindow, AlreadyInside, IdentityDiffers, BadIdentity,
    DedicatedReception, HeldForSecurity, Guest.DoesNotExist.
    """
    actor.require(RECEIVE)
    with transaction.atomic():
        visit, guest = _locked(guest_id, actor)
        check_open(visit, at=at)
        if guest.is_inside and guest.checked_at is not None:
            raise already_inside(guest)
        is_held = _look_at(guest, visit, shown, actor=actor, at=at)
        if is_held:
            actions.set_back(visit, actor=actor, at=at)
        else:
            arrive(guest, visit, by=actor.name, has_badge=True, actor=actor, at=at)
    if is_held:
        raise refusals.HeldForSecurity
    return guest


def register_walk_in(
    *,
    asked: VisitAsked,
    host_agreed: bool,
    is_urgent: bool = False,
    actor: Actor,
    at: datetime,
) -> Visit:
    """Somebody stands at the gate unannounced.

    host_agreed: the host was called and said yes. is_urgent: an urgent repair is let in at once
    and written up within the hours the site gives. A petition or a minor is received without a
    host, in the zones of the dedicated reception. Otherwise the host is asked, and the visitor
    waits. Raises NotAllowed, VisitsRefused, BadIdentity, NotAPlate, ColourUnlike.
    """
    actor.require(RECEIVE)
    with transaction.atomic():
        site = rules_of(actor.site_id, at=at)
        is_dedicated = asked.host_id is None and not is_urgent
        if is_dedicated:
            asked = replace(asked, zones=tuple(site.reception_zones))
        if is_urgent:
            asked = replace(asked, purpose=Purpose.REPAIR)
        visit = asking.write(asked, way=Way.WALK_IN, actor=actor, at=at)
        if is_urgent:
            visit.write_up_by = at + timedelta(hours=site.write_up_h)
            visit.save(update_fields=["write_up_by"])
        if visit.held_at is None and (host_agreed or is_urgent or is_dedicated):
            visit.decided_at, visit.decided_by = at, actor.name
            visit.save(update_fields=["decided_at", "decided_by"])
            actions.open_up(visit, actor=actor, at=at)
        elif visit.host_id is not None:
            telling.host_asked(visit, visit.guests.all()[0], at=at)
    return visit


@transaction.atomic
def leave(*, guest_id: int, badge_back: bool, actor: Actor, at: datetime) -> Guest:
    """Who goes is noted, whether or not they were seen coming. Raises NotAllowed, AlreadyOut."""
    actor.require(RECEIVE)
    visit, guest = _locked(guest_id, actor)
    if guest.left_at is not None:
        raise refusals.AlreadyOut(name=guest.name, said=moment(guest.left_at))
    go(guest, visit, actor=actor, at=at)
    if badge_back and guest.badge:
        guest.badge_back_at = at
        guest.save(update_fields=["badge_back_at"])
    return guest


@transaction.atomic
def take_badge(*, guest_id: int, actor: Actor, at: datetime) -> Guest:
    """A badge that was brought back later. Raises NotAllowed."""
    actor.require(RECEIVE)
    _visit, guest = _locked(guest_id, actor)
    if guest.badge and guest.badge_back_at is None:
        guest.badge_back_at = at
        guest.save(update_fields=["badge_back_at"])
    return guest


@transaction.atomic
def write_up(*, number: str, host_id: int, note: str, actor: Actor, at: datetime) -> Visit:
    """Complete an urgent visit: whom it was for, and what was done.

    Raises NotAllowed, HostNotFound, ReasonMissing, AlreadyDecided.
    """
    actor.require(RECEIVE)
    visit: Visit = Visit.objects.visible_to(actor).select_for_update().get(number=number)
    if not note.strip():
        raise refusals.ReasonMissing
    if visit.write_up_by is None or visit.written_up_at is not None:
        raise already_decided(visit)
    host = asking.host_of(host_id, site_id=visit.site_id, at=at)
    if host is None:
        raise refusals.HostNotFound
    visit.host, visit.unit_id, visit.note = host, host.unit_id, note.strip()[:200]
    visit.written_up_at, visit.written_up_by = at, actor.name
    visit.save(update_fields=["host", "unit", "note", "written_up_at", "written_up_by"])
    is_late = at > visit.write_up_by
    fact = facts.VisitWrittenUp(visit_id=visit.id, number=visit.number, is_late=is_late)
    journal.record(fact, actor=actor, at=at)
    return visit


def arrive(
    guest: Guest, visit: Visit, *, by: str, has_badge: bool, actor: Actor, at: datetime
) -> None:
    """A locked guest is inside. Who is inside already only gets the badge."""
    was_inside, is_first = guest.is_inside, guest.arrived_at is None
    if has_badge and (not guest.badge or guest.badge_back_at is not None):
        guest.badge = numbers.take(BADGES, site_id=visit.site_id, at=at)
        guest.badge_back_at = None
    if not was_inside:
        guest.arrived_at, guest.arrived_by, guest.left_at = at, by, None
    guest.save()
    if was_inside:
        return
    update_state(visit)
    fact = facts.GuestArrived(
        visit_id=visit.id,
        guest_id=guest.id,
        unit_id=visit.unit_id,
        badge=guest.badge if has_badge else "",
        is_checked=guest.checked_at is not None,
    )
    journal.record(fact, actor=actor, at=at)
    if is_first:
        telling.host_arrived(visit, guest, at=at)


def go(guest: Guest, visit: Visit, *, actor: Actor, at: datetime) -> None:
    """A locked guest is outside."""
    guest.left_at = at
    guest.save(update_fields=["left_at"])
    update_state(visit)
    fact = facts.GuestLeft(
        visit_id=visit.id,
        guest_id=guest.id,
        unit_id=visit.unit_id,
        is_unseen=guest.arrived_at is None,
    )
    journal.record(fact, actor=actor, at=at)


def update_state(visit: Visit) -> None:
    """A visit in its window is what its guests make of it."""
    if visit.state in rules.RECEIVED:
        pairs = visit.guests.values_list("arrived_at", "left_at")
        visit.state = rules.state_of(pairs)
        visit.save(update_fields=["state"])


def check_open(visit: Visit, *, at: datetime) -> None:
    """The visit may be received now. Raises NotExpected, OutsideWindow."""
    if visit.state not in rules.RECEIVED:
        raise refusals.NotExpected(state=visit.get_state_display())
    window = passes.window_of(visit, rules_of(visit.site_id, at=at))
    if at not in window:
        raise refusals.OutsideWindow(since=moment(window.start), until=moment(window.end))


def already_inside(guest: Guest) -> refusals.AlreadyInside:
    said = moment(guest.arrived_at) if guest.arrived_at else ""
    return refusals.AlreadyInside(name=guest.name, by=guest.arrived_by, said=said)


def _look_at(guest: Guest, visit: Visit, shown: Shown, *, actor: Actor, at: datetime) -> bool:
    """Compare the document; whether security must look first. A number that was not known is kept.

    Raises IdentityDiffers, BadIdentity, DedicatedReception.
    """
    number = "".join(shown.number.upper().split())
    if guest.id_number:
        if len(number) < TAIL or not guest.id_number.endswith(number[-TAIL:]):
            raise refusals.IdentityDiffers
        if len(number) > TAIL and number != guest.id_number:
            raise refusals.IdentityDiffers
    else:
        today = timezone.localdate(at)
        guest.id_number = identity.number_of(number, document=shown.document, today=today)
        guest.id_digest = digests.digest(guest.id_number)
        if visit.host_id is not None:
            asking.check_host_flow(visit.purpose, [guest], on=today)
    guest.document, guest.is_photo_compared = shown.document, shown.is_photo_compared
    guest.save()
    if holding.look(visit, actor=actor, at=at):
        return True
    guest.checked_at, guest.checked_by = at, actor.name
    fact = facts.GuestChecked(
        visit_id=visit.id,
        guest_id=guest.id,
        document=guest.document,
        is_photo_compared=guest.is_photo_compared,
    )
    journal.record(fact, actor=actor, at=at)
    return False


def _locked(guest_id: int, actor: Actor) -> tuple[Visit, Guest]:
    """The visit first, so that two who do something to its people come one after the other."""
    visit_id = Guest.objects.filter(site_id=actor.site_id).values_list("visit_id", flat=True)
    visit = Visit.objects.select_for_update().get(id=visit_id.get(id=guest_id))
    guest = Guest.objects.select_for_update().get(id=guest_id)
    return visit, guest
