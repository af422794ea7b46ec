"""Visits are received, overstayed, ended and forgotten, through the journal."""

from datetime import timedelta

import pytest

from jieyue.access.credentials.models import Credential
from jieyue.access.decisions.facts import GuestPassed
from jieyue.access.factories import make_gate, make_zone
from jieyue.access.visitors import (
    actions,
    following,
    forgetting,
    phone,
    queries,
    receiving,
    refusals,
    rounds,
)
from jieyue.access.visitors.asking import CarAsked, GuestAsked
from jieyue.access.visitors.conftest import AT, HOUR, ID, IN_TIME, MINUTE, names, passes, shown
from jieyue.access.visitors.models import Guest, State, Visit, VisitPlate
from jieyue.kit.journal.models import Entry
from jieyue.people.messages.models import Message


def test_arrival_compares_the_document_and_gives_a_badge(world, asked):
    guest = GuestAsked(name="刘来访", id_number=ID)
    visit = actions.invite(asked=asked(guests=(guest,)), actor=world.host, at=AT)
    row = visit.guests.get()
    with pytest.raises(refusals.OutsideWindow):
        receiving.receive(
            guest_id=row.id, shown=shown(), actor=world.guard, at=IN_TIME - 16 * MINUTE
        )
    for wrong in ("0021", "2X", "51180219491231002X"):
        with pytest.raises(refusals.IdentityDiffers):
            receiving.receive(guest_id=row.id, shown=shown(wrong), actor=world.guard, at=IN_TIME)
    receiving.receive(guest_id=row.id, shown=shown("002x"), actor=world.guard, at=IN_TIME)
    row.refresh_from_db()
    assert row.badge == "B-2026-00001"
    assert row.is_photo_compared
    assert Visit.objects.get().state == State.ARRIVED
    assert [each.name for each in queries.inside(site_id=world.site.id, at=IN_TIME)] == ["刘来访"]
    with pytest.raises(refusals.AlreadyInside) as caught:
        receiving.receive(guest_id=row.id, shown=shown(), actor=world.guard, at=IN_TIME)
    assert caught.value.by == world.guard.name
    receiving.leave(guest_id=row.id, badge_back=True, actor=world.guard, at=IN_TIME + HOUR)
    assert Visit.objects.get().state == State.LEFT
    assert queries.inside(site_id=world.site.id, at=IN_TIME + HOUR) == []
    assert len(queries.inside(site_id=world.site.id, at=IN_TIME)) == 1  # of then


def test_an_exit_without_entry_is_noted_as_one(world, asked):
    visit = actions.invite(asked=asked(), actor=world.host, at=AT)
    guest_id = visit.guests.get().id
    receiving.leave(guest_id=guest_id, badge_back=False, actor=world.guard, at=IN_TIME)
    assert Entry.objects.get(name="access.visitors.left").data["is_unseen"] is True
    with pytest.raises(refusals.AlreadyOut):
        receiving.leave(guest_id=guest_id, badge_back=False, actor=world.guard, at=IN_TIME)


def test_the_gate_tells_who_came_and_went_in_whatever_order(world, asked):
    visit = actions.invite(asked=asked(), actor=world.host, at=AT)
    guest = visit.guests.get()
    grounds = make_zone(site=world.site)
    gate = make_gate(site=world.site, outer=grounds, inner=make_zone(site=world.site))
    door = make_gate(site=world.site, outer=gate.inner, inner=make_zone(site=world.site))

    def passed(direction, minutes, *, by=gate, outcome="allow"):
        fact = GuestPassed(
            holder="visitor",
            holder_key=guest.holder_key,
            gate_id=by.id,
            direction=direction,
            passed_at=IN_TIME + minutes * MINUTE,
            outcome=outcome,
        )
        following.guest_passed(fact, site_id=world.site.id, at=IN_TIME + HOUR)
        guest.refresh_from_db()

    passed("in", 1, outcome="deny")
    assert not guest.is_inside
    passed("in", 5)
    passed("in", 5)
    passed("in", 7, by=door)
    assert guest.arrived_at == IN_TIME + 5 * MINUTE
    passed("out", 8, by=door)  # out of a room, still in the building
    assert guest.is_inside
    passed("out", 3)  # came late, older than the arrival
    assert guest.is_inside
    passed("out", 30)
    assert guest.left_at == IN_TIME + 30 * MINUTE
    assert names().count("access.visitors.arrived") == 1
    assert Entry.objects.get(name="access.visitors.arrived").data["is_checked"] is False


def test_a_car_that_has_a_pass_already_gets_its_own_when_that_ends(world, asked):
    first = actions.invite(asked=asked(cars=[CarAsked(plate="川T12345")]), actor=world.host, at=AT)
    later = asked(
        cars=[CarAsked(plate="川T12345")], from_at=AT + 26 * HOUR, until_at=AT + 27 * HOUR
    )
    second = actions.invite(asked=later, actor=world.host, at=AT)
    car = VisitPlate.objects.get(visit=second)
    assert car.problem == "taken"
    rounds.look(site_id=world.site.id, at=first.until_at + 31 * MINUTE)
    car.refresh_from_db()
    assert (car.problem, bool(car.credential_id)) == ("", True)
    assert Credential.objects.get(kind="plate", status="active").valid_from > AT + 25 * HOUR


def test_time_ends_visits_and_tells_of_who_stays(world, asked):
    gone = actions.invite(asked=asked(name="没来"), actor=world.host, at=AT)
    visit = actions.invite(asked=asked(name="久留"), actor=world.host, at=AT)
    guest_id = visit.guests.get().id
    receiving.receive(guest_id=guest_id, shown=shown(), actor=world.guard, at=IN_TIME)

    def at(minutes):
        rounds.look(site_id=world.site.id, at=visit.until_at + minutes * MINUTE)
        visit.refresh_from_db()

    at(29)
    assert "access.visitors.overstayed" not in names()
    for minutes in (30, 35, 45, 50):
        at(minutes)
    told = Entry.objects.filter(name="access.visitors.overstayed").order_by("id")
    assert [entry.data["told"] for entry in told] == ["host", "guard"]
    gone.refresh_from_db()
    assert gone.state == State.NO_SHOW
    assert not passes(gone).exists()
    moment = visit.until_at + 50 * MINUTE
    assert len(queries.still_inside(world.guard, at=moment)) == 1
    actions.prolong(number=visit.number, minutes=30, actor=world.host, at=moment)
    assert queries.still_inside(world.guard, at=moment) == []
    visit.refresh_from_db()
    assert visit.until_at == moment + 30 * MINUTE
    assert passes(visit).get().valid_until == visit.until_at + 30 * MINUTE
    receiving.leave(guest_id=guest_id, badge_back=True, actor=world.guard, at=moment)
    at(31)
    assert visit.state == State.ENDED
    assert not passes(visit).exists()


def test_an_urgent_repair_is_let_in_at_once_and_written_up(world, asked):
    wanted = asked(host_id=None, purpose="repair", from_at=AT, until_at=AT + 2 * HOUR)
    visit = receiving.register_walk_in(
        asked=wanted, host_agreed=False, is_urgent=True, actor=world.guard, at=AT
    )
    assert visit.state == State.CONFIRMED
    assert visit.write_up_by == AT + 8 * HOUR
    assert len(queries.to_write_up(world.guard, at=AT)) == 1
    receiving.write_up(
        number=visit.number,
        host_id=world.host_person.id,
        note="水管爆裂",
        actor=world.guard,
        at=AT + 9 * HOUR,
    )
    assert Entry.objects.get(name="access.visitors.written_up").data["is_late"] is True
    assert queries.to_write_up(world.guard, at=AT) == []


def test_what_is_over_is_forgotten_and_the_counts_stay(world, asked):
    guest = GuestAsked(name="刘来访", phone="13911112222", id_number=ID)
    visit = actions.invite(
        asked=asked(guests=(guest,), cars=[CarAsked(plate="川T12345")]), actor=world.host, at=AT
    )
    key = visit.guests.get().key
    phone.consent(key=key, kind="face", version="2026-1", at=AT)
    receiving.receive(guest_id=visit.guests.get().id, shown=shown(), actor=world.guard, at=IN_TIME)
    late = AT + timedelta(days=200)
    forgetting.forget(site_id=world.site.id, at=AT + timedelta(hours=20))
    assert Guest.objects.get().face_consent == "2026-1"  # still inside
    receiving.leave(
        guest_id=visit.guests.get().id, badge_back=True, actor=world.guard, at=IN_TIME + HOUR
    )
    rounds.look(site_id=world.site.id, at=AT + 5 * HOUR)
    forgetting.forget(site_id=world.site.id, at=AT + timedelta(days=2))
    row = Guest.objects.get()
    assert (row.face_consent, row.name) == ("", "刘来访")  # faces go first
    forgetting.forget(site_id=world.site.id, at=late)
    row = Guest.objects.get()
    assert (row.name, row.phone, row.id_number, row.id_digest, row.key) == ("", "", "", "", "")
    assert not VisitPlate.objects.exists()
    assert "川T12345" not in str(list(Credential.objects.values_list("subject", "holder_key")))
    entry = Entry.objects.filter(name="access.visitors.forgotten").order_by("-id")[0]
    assert (entry.data["guests"], entry.data["plates"], entry.data["left"]) == (1, 1, 0)
    assert forgetting.still_named([visit.id]) == 0
    assert "刘来访" not in str(list(Message.objects.values_list("values", flat=True)))
    Guest.objects.update(phone_digest="x")  # a broken deletion would be found
    assert forgetting.still_named([visit.id]) == 1
    forgetting.forget(site_id=world.site.id, at=late)
    assert names().count("access.visitors.forgotten") == 2


def test_whom_no_gate_saw_leave_is_forgotten_too(world, asked):
    visit = actions.invite(asked=asked(), actor=world.host, at=AT)
    guest_id = visit.guests.get().id
    phone.consent(key=visit.guests.get().key, kind="face", version="2026-1", at=AT)
    receiving.receive(guest_id=guest_id, shown=shown(), actor=world.guard, at=IN_TIME)
    rounds.look(site_id=world.site.id, at=AT + 5 * HOUR)
    forgetting.forget(site_id=world.site.id, at=AT + timedelta(days=3))
    assert (Guest.objects.get().face_consent, Guest.objects.get().name) == ("", "刘来访")
    forgetting.forget(site_id=world.site.id, at=AT + timedelta(days=200))
    visit.refresh_from_db()
    assert (Guest.objects.get().name, visit.state) == ("", State.ENDED)


def test_numbers_and_keys_are_unreadable_in_the_database(world, asked):
    from django.db import connection

    guest = GuestAsked(name="刘来访", phone="13911112222", id_number=ID)
    visit = actions.invite(asked=asked(guests=(guest,)), actor=world.host, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("select phone, id_number, key, phone_digest from access_guest")
        stored = str(cursor.fetchall())
    for secret in ("13911112222", ID, visit.guests.get().key):
        assert secret not in stored
