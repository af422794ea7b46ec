"""What the host's side decides of a visit: invite, confirm, refuse, cancel, change, prolong."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from jieyue.access.permissions import AccessPermission
from jieyue.access.visitors import asking, facts, holding, passes, refusals, rules, telling
from jieyue.access.visitors.asking import GuestAsked, Unfit, VisitAsked
from jieyue.access.visitors.decided import already_decided
from jieyue.access.visitors.models import Guest, State, Visit, Way
from jieyue.access.visitors.settings_of_site import rules_of
from jieyue.kit import journal
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.people.persons.models import Person

INVITE = AccessPermission.VISITORS_INVITE


def invite(*, asked: VisitAsked, actor: Actor, at: datetime) -> Visit:
    """The host, or a deputy of the host's unit, invites; that is the host's confirmation.

    Where the unit must agree too, or security looks first, the visit waits. Raises NotAllowed,
    VisitsRefused, BadIdentity, NotAPlate, ColourUnlike.
    """
    with transaction.atomic():
        host = asking.host_of(asked.host_id, site_id=actor.site_id, at=at)
        if host is None:
            raise refusals.HostNotFound
        actor.require(INVITE, unit_id=host.unit_id, person_id=host.id)
        visit = asking.write(asked, way=Way.INVITED, actor=actor, at=at)
        if not holding.look(visit, actor=actor, at=at):
            _say_yes(visit, actor=actor, at=at)
    return visit


def confirm(*, number: str, actor: Actor, at: datetime) -> Visit:
    """The host says yes to this visit, and passes are given; once per visit.

    Raises NotAllowed, NotYours, AlreadyDecided, HeldForSecurity, HostIsGuest, WindowPast,
    VisitsAreStopped, NoZoneLeft, Visit.DoesNotExist.
    """
    with transaction.atomic():
        visit = _own(number, actor)
        if visit.state != State.REQUESTED or visit.decided_at is not None:
            raise already_decided(visit)
        is_held = holding.look(visit, actor=actor, at=at)
        if not is_held:
            _say_yes(visit, actor=actor, at=at)
    if is_held:
        raise refusals.HeldForSecurity
    return visit


@transaction.atomic
def agree(*, number: str, actor: Actor, at: datetime) -> Visit:
    """The host's unit agrees too, by somebody who acts for it and is not the host.

    Raises NotAllowed, AlreadyDecided, HostIsGuest, Visit.DoesNotExist.
    """
    visit: Visit = Visit.objects.visible_to(actor).select_for_update().get(number=number)
    actor.require(INVITE, unit_id=visit.unit_id)
    if visit.host_id == actor.person_id:
        raise refusals.NotYours
    if visit.state != State.REQUESTED or visit.department_at is not None:
        raise already_decided(visit)
    _check_not_self(visit, actor)
    visit.department_at, visit.department_by = at, actor.name
    visit.save(update_fields=["department_at", "department_by"])
    fact = facts.DepartmentAgreed(visit_id=visit.id, number=visit.number)
    journal.record(fact, actor=actor, at=at)
    if visit.decided_at is not None:
        open_up(visit, actor=actor, at=at)
    return visit


@transaction.atomic
def refuse(*, number: str, reason: str, actor: Actor, at: datetime) -> Visit:
    """The host does not receive them; a held visit may be refused by security too.

    Raises NotAllowed, NotYours, AlreadyDecided, Visit.DoesNotExist.
    """
    visit = _own(number, actor, also=AccessPermission.BLOCKS_EDIT)
    if visit.state != State.REQUESTED:
        raise already_decided(visit)
    visit.state, visit.reason = State.REFUSED, reason.strip()[:200]
    visit.decided_at, visit.decided_by = at, actor.name
    visit.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    fact = facts.VisitRefused(visit_id=visit.id, number=visit.number, reason=visit.reason)
    journal.record(fact, actor=actor, at=at)
    return visit


@transaction.atomic
def cancel(*, number: str, actor: Actor, at: datetime) -> Visit:
    """It does not take place; not once somebody came. Raises NotAllowed, NotYours,
    AlreadyDecided, Visit.DoesNotExist."""
    visit = _own(number, actor, also=AccessPermission.VISITORS_EDIT)
    call_off(visit, actor=actor, at=at)
    return visit


def call_off(visit: Visit, *, actor: Actor, at: datetime) -> None:
    """End a locked visit that nobody came to yet. Raises AlreadyDecided."""
    if visit.state not in (State.REQUESTED, State.CONFIRMED):
        raise already_decided(visit)
    finish(visit, outcome=State.CANCELLED, actor=actor, at=at)


@transaction.atomic
def change(
    *, number: str, from_at: datetime, until_at: datetime, actor: Actor, at: datetime
) -> Visit:
    """Another time, with notice; passes move along.

    Raises NotAllowed, NotYours, AlreadyDecided, TooLateToChange, VisitsAreStopped and what a
    window may raise.
    """
    visit = _own(number, actor)
    if visit.state not in (State.REQUESTED, State.CONFIRMED):
        raise already_decided(visit)
    move(visit, from_at, until_at, actor=actor, at=at)
    passes.move(visit, actor=actor, at=at)
    return visit


def move(
    visit: Visit, from_at: datetime, until_at: datetime, *, actor: Actor, at: datetime
) -> None:
    """Write another time on a locked visit, with notice; passes are the caller's.

    Raises TooLateToChange, VisitsAreStopped and what a window may raise.
    """
    site = rules_of(visit.site_id, at=at)
    rules.check_notice(visit.from_at, at=at, hours=site.notice_h)
    rules.check_window(from_at, until_at, limits=site.limits, at=at)
    if visit.unit_id is not None:
        asking.check_stops(from_at, until_at, unit_id=visit.unit_id, site_id=visit.site_id)
    _write_times(visit, from_at, until_at, is_late=False, actor=actor, at=at)


@transaction.atomic
def prolong(*, number: str, minutes: int, actor: Actor, at: datetime) -> Visit:
    """One tap of the host: so much longer, from now or from the end if that is later.

    Raises NotAllowed, NotYours, AlreadyDecided, TooLong.
    """
    visit = _own(number, actor)
    if visit.state not in rules.RECEIVED:
        raise already_decided(visit)
    until_at = max(visit.until_at, at) + timedelta(minutes=minutes)
    limits = rules_of(visit.site_id, at=at).limits
    rules.check_window(visit.from_at, until_at, limits=limits, at=at)
    visit.host_told_at = visit.guard_told_at = None
    visit.save(update_fields=["host_told_at", "guard_told_at"])
    _write_times(visit, visit.from_at, until_at, is_late=True, actor=actor, at=at)
    passes.move(visit, actor=actor, at=at)
    return visit


@transaction.atomic
def add_guest(*, number: str, guest: GuestAsked, actor: Actor, at: datetime) -> Guest:
    """One more person; with a pass when the visit is confirmed.

    Raises NotAllowed, NotYours, AlreadyDecided, VisitsRefused, BadIdentity.
    """
    row = add_guests(number=number, guests=[guest], actor=actor, at=at)[0]
    if not isinstance(row, Guest):
        raise row
    return row


@transaction.atomic
def add_guests(
    *, number: str, guests: Sequence[GuestAsked], actor: Actor, at: datetime
) -> list[Guest | Unfit]:
    """A group such as a sheet's rows, with passes when the visit is confirmed.

    In their order who was added, or why somebody was not; the others are. Raises NotAllowed,
    NotYours, AlreadyDecided.
    """
    visit = _own(number, actor)
    if visit.state not in rules.OPEN:
        raise already_decided(visit)
    deciding = list(_deciding(visit, actor))
    found = asking.add(visit, guests, deciding=deciding, actor=actor, at=at)
    rows = [row for row in found if isinstance(row, Guest)]
    if not rows:
        return found
    if holding.look(visit, guests=rows, actor=actor, at=at):
        set_back(visit, actor=actor, at=at)
    elif visit.state in rules.RECEIVED:
        passes.issue(visit, guests=rows, actor=actor, at=at)
        here = visit.guests.count()
        fact = facts.GuestsAdded(visit_id=visit.id, number=visit.number, guests=here)
        journal.record(fact, actor=actor, at=at)
    return found


def set_back(visit: Visit, *, actor: Actor, at: datetime) -> None:
    """A locked visit that was confirmed is to be confirmed anew; until then nothing opens."""
    if visit.state not in rules.RECEIVED:
        return
    passes.end(visit, reason="held", actor=actor, at=at)
    visit.state, visit.decided_at, visit.decided_by = State.REQUESTED, None, ""
    visit.save(update_fields=["state", "decided_at", "decided_by"])


def finish(visit: Visit, *, outcome: str, actor: Actor, at: datetime) -> None:
    """A locked visit is over, and its passes with it."""
    visit.state, visit.ended_at = outcome, at
    if outcome == State.CANCELLED:
        visit.decided_at, visit.decided_by = at, actor.name
    visit.save(update_fields=["state", "ended_at", "decided_at", "decided_by"])
    passes.end(visit, reason=outcome, actor=actor, at=at)
    fact = facts.VisitEnded(
        visit_id=visit.id, number=visit.number, unit_id=visit.unit_id, outcome=outcome
    )
    journal.record(fact, actor=actor, at=at)


def open_up(visit: Visit, *, actor: Actor, at: datetime) -> None:
    """A locked visit that everybody agreed to is expected from now on.

    Raises WindowPast, VisitsAreStopped, NoZoneLeft.
    """
    if visit.until_at <= at:
        raise refusals.WindowPast
    if visit.unit_id is not None:
        start, end = visit.from_at, visit.until_at
        asking.check_stops(start, end, unit_id=visit.unit_id, site_id=visit.site_id)
    visit.state = State.CONFIRMED
    visit.save(update_fields=["state"])
    passes.issue(visit, actor=actor, at=at)
    fact = facts.VisitConfirmed(
        visit_id=visit.id,
        number=visit.number,
        unit_id=visit.unit_id,
        host_id=visit.host_id,
        from_at=visit.from_at,
        until_at=visit.until_at,
        guests=visit.guests.count(),
        plates=[car.id for car in visit.plates.all()],
        wants_meal=visit.wants_meal,
        wants_parking=visit.wants_parking,
    )
    journal.record(fact, actor=actor, at=at)


def _say_yes(visit: Visit, *, actor: Actor, at: datetime) -> None:
    """The host's own yes; where the unit must agree too, it is asked."""
    _check_not_self(visit, actor)
    visit.decided_at, visit.decided_by = at, actor.name
    visit.save(update_fields=["decided_at", "decided_by"])
    if visit.needs_department and visit.department_at is None:
        telling.ask_department(visit, at=at)
        return
    open_up(visit, actor=actor, at=at)


def _check_not_self(visit: Visit, actor: Actor) -> None:
    """Neither whoever says yes nor the host may be the guest. Raises HostIsGuest."""
    guests = list(visit.guests.all())
    for person in _deciding(visit, actor):
        asking.check_not_self(asking.person_as(person), guests)


def _deciding(visit: Visit, actor: Actor) -> Iterable[Person]:
    found: Iterable[Person] = Person.objects.filter(
        id__in={actor.person_id, visit.host_id} - {None}
    )
    return found


def _own(number: str, actor: Actor, *, also: str = "") -> Visit:
    """A visit of the actor's as host or deputy of the host's unit, locked.

    also: a right for the whole complex that is enough too. Raises NotAllowed, NotYours,
    Visit.DoesNotExist.
    """
    visit: Visit = Visit.objects.visible_to(actor).select_for_update().get(number=number)
    if also and actor.may(also):
        return visit
    if actor.scope_of(INVITE) is None:
        raise NotAllowed(INVITE)
    if not actor.may(INVITE, unit_id=visit.unit_id, person_id=visit.host_id):
        raise refusals.NotYours
    return visit


def _write_times(
    visit: Visit,
    from_at: datetime,
    until_at: datetime,
    *,
    is_late: bool,
    actor: Actor,
    at: datetime,
) -> None:
    fact = facts.VisitChanged(
        visit_id=visit.id,
        number=visit.number,
        before_from_at=visit.from_at,
        before_until_at=visit.until_at,
        from_at=from_at,
        until_at=until_at,
        is_late=is_late,
    )
    visit.from_at, visit.until_at = from_at, until_at
    visit.save(update_fields=["from_at", "until_at"])
    journal.record(fact, actor=actor, at=at)
