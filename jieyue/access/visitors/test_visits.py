"""Visits: asked for, confirmed, received, overstayed, ended and forgotten, through the journal."""

from datetime import timedelta

import pytest

from jieyue.access.credentials import blocks
from jieyue.access.credentials.models import Credential
from jieyue.access.decisions.facts import GuestPassed
from jieyue.access.factories import make_gate, make_zone
from jieyue.access.visitors import (
    actions,
    following,
    forgetting,
    holding,
    phone,
    queries,
    receiving,
    refusals,
    rounds,
    stops,
)
from jieyue.access.visitors.asking import CarAsked, GuestAsked
from jieyue.access.visitors.conftest import AT, HOUR
from jieyue.access.visitors.models import Guest, State, Visit, VisitPlate
from jieyue.access.visitors.receiving import Shown
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_unit
from jieyue.people.messages.models import Message

ID = "11010519491231002X"
CHILD = "110105202001010010"
IN_TIME = AT + HOUR
MINUTE = timedelta(minutes=1)


def shown(number=ID):
    return Shown(document="id_card", number=number, is_photo_compared=True)


def names():
    return list(Entry.objects.order_by("id").values_list("name", flat=True))


def passes(visit):
    keys = [guest.holder_key for guest in visit.guests.all()]
    return Credential.objects.filter(holder_key__in=keys, status="active")


def test_an_invitation_gives_passes_for_exactly_the_window_with_its_grace(world, asked):
    cars = [CarAsked(plate="川T12345"), CarAsked(plate="川TD12345")]
    two = (GuestAsked(name="甲"), GuestAsked(name="乙"))
    visit = actions.invite(
        asked=asked(guests=two, cars=cars, zones=("A",)), actor=world.host, at=AT
    )
    assert visit.state == State.CONFIRMED
    assert visit.number == "V-2026-00001"
    for credential in passes(visit):
        assert credential.valid_from == visit.from_at - timedelta(minutes=15)
        assert credential.valid_until == visit.until_at + timedelta(minutes=30)
        assert (credential.holder, credential.zones_only) == ("visitor", ["A"])
    assert passes(visit).count() == 2
    lanes = Credential.objects.filter(kind="plate", status="active")
    assert {(row.subject, row.colour) for row in lanes} == {
        ("川T12345", "blue"),
        ("川TD12345", "green"),
    }
    assert {row.holder_key for row in lanes} == {"car:川T12345|blue", "car:川TD12345|green"}
    entry = Entry.objects.get(name="access.visitors.confirmed")
    assert entry.data["guests"] == 2
    kept = str(list(Entry.objects.values_list("data", flat=True)))
    assert "川T" not in kept
    assert "甲" not in kept


def test_a_request_waits_for_its_host_and_opens_nothing_before(world, asked):
    visit, key = ask(world, asked())
    assert visit.state == State.REQUESTED
    assert not Credential.objects.exists()
    assert Message.objects.get().values["name"] == "刘来访"
    actions.confirm(number=visit.number, actor=world.host, at=AT)
    guest = phone.guest_of(key, at=AT)
    assert phone.token(guest, at=AT).startswith("JY")
    with pytest.raises(refusals.AlreadyDecided) as caught:
        actions.confirm(number=visit.number, actor=world.deputy, at=AT)
    assert caught.value.by == world.host.name


def ask(world, wanted, host="陈主任"):
    return phone.ask(site=world.site, asked=wanted, unit_id=world.unit.id, host=host, at=AT)


@pytest.mark.parametrize("host", ["陈主任", "13800000001", " 陈主任 "])
def test_a_host_is_found_by_exactly_the_name_or_phone(world, asked, host):
    assert ask(world, asked(), host)[0].host_id == world.host_person.id


@pytest.mark.parametrize("host", ["陈", "主任", "1380000000", "%", "' OR 1=1 --", ""])
def test_nobody_is_found_by_less(world, asked, host):
    with pytest.raises(refusals.HostNotFound):
        ask(world, asked(), host)
    assert not Visit.objects.exists()


def test_who_else_may_confirm(world, asked):
    visit, _key = ask(world, asked())
    stranger = make_actor(
        person=make_person(unit=make_unit(site=world.site)),
        grants={"access.visitors.invite": "own", "access.visitors.read": "complex"},
    )
    with pytest.raises(refusals.NotYours):
        actions.confirm(number=visit.number, actor=stranger, at=AT)
    with pytest.raises(NotAllowed):
        actions.confirm(
            number=visit.number,
            actor=make_actor(site=world.site, grants={"access.visitors.read": "complex"}),
            at=AT,
        )
    assert actions.confirm(number=visit.number, actor=world.deputy, at=AT).state == "confirmed"


def test_a_visitor_cannot_confirm_himself(world, asked):
    with pytest.raises(refusals.HostIsGuest):
        ask(world, asked(name="化名", phone="138 0000 0001"))  # the host's own phone
    with pytest.raises(refusals.HostIsGuest):
        actions.invite(asked=asked(name="陈主任", phone=""), actor=world.host, at=AT)
    own_phone = make_person(unit=world.unit, name="赵副", phone="13911112222")
    deputy = make_actor(
        person=own_phone,
        grants={"access.visitors.invite": "unit", "access.visitors.read": "unit"},
    )
    visit, _key = ask(world, asked())
    with pytest.raises(refusals.HostIsGuest):
        actions.confirm(number=visit.number, actor=deputy, at=AT)
    assert Visit.objects.get().state == State.REQUESTED


def test_minors_and_petitions_go_to_the_dedicated_reception(world, asked):
    child = GuestAsked(name="小朋友", id_number=child_number())
    for wanted in (asked(purpose="letters"), asked(guests=(child,))):
        with pytest.raises(refusals.DedicatedReception):
            actions.invite(asked=wanted, actor=world.host, at=AT)
    wanted = asked(purpose="letters", host_id=None, from_at=AT, until_at=AT + HOUR)
    visit = receiving.register_walk_in(asked=wanted, host_agreed=False, actor=world.guard, at=AT)
    assert (visit.state, visit.host_id) == (State.CONFIRMED, None)
    assert not Credential.objects.exists()  # the site has set no zones for it
    receiving.receive(guest_id=visit.guests.get().id, shown=shown(), actor=world.guard, at=AT)


def child_number():
    from jieyue.access.visitors.identity import check_character

    return CHILD[:17] + check_character(CHILD[:17])


def test_a_unit_that_receives_nobody_is_said_so_and_until_when(world, asked):
    stop = stops.stop(
        unit_id=world.unit.id,
        since=AT,
        until=AT + 5 * HOUR,
        reason="全区大会",
        actor=world.officer,
        at=AT,
    )
    with pytest.raises(refusals.VisitsAreStopped):
        actions.invite(asked=asked(), actor=world.host, at=AT)
    stops.lift(stop_id=stop.id, actor=world.officer, at=AT)
    stops.lift(stop_id=stop.id, actor=world.officer, at=AT)
    assert names().count("access.visitors.stop_lifted") == 1
    visit, _key = ask(world, asked())
    stops.stop(
        unit_id=None, since=AT, until=AT + 5 * HOUR, reason="大会", actor=world.officer, at=AT
    )
    with pytest.raises(refusals.VisitsAreStopped):
        actions.confirm(number=visit.number, actor=world.host, at=AT)


@pytest.mark.parametrize(
    ("kind", "subject"),
    [("phone", "13911112222"), ("id_number", ID), ("plate", "川T12345")],
)
def test_somebody_on_the_block_list_is_held_without_a_word_to_him(world, asked, kind, subject):
    blocks.add(
        kind=kind, subject=subject, reason="闹事", since=AT, until=None, actor=world.officer, at=AT
    )
    first = GuestAsked(name="刘来访", phone="13911112222", id_number=ID)
    wanted = asked(guests=(first,), cars=[CarAsked(plate="川T12345")])
    visit, key = ask(world, wanted)
    view = phone.view(phone.guest_of(key, at=AT), at=AT)
    assert (view.state, view.has_code) == ("requested", False)  # as any other request
    with pytest.raises(refusals.HeldForSecurity):
        actions.confirm(number=visit.number, actor=world.host, at=AT)
    assert "access.blocks.hit" in names() or "access.credentials.block_hit" in names()
    assert "access.visitors.held" in names()
    with pytest.raises(NotAllowed):
        holding.clear(number=visit.number, reason="同名", actor=world.guard, at=AT)
    holding.clear(number=visit.number, reason="同名", actor=world.officer, at=AT)
    assert actions.confirm(number=visit.number, actor=world.host, at=AT).state == "confirmed"


def test_a_block_found_at_confirmation_holds_the_visit_for_good(world, asked):
    visit, _key = ask(world, asked())
    blocks.add(
        kind="phone", subject="13911112222", reason="x", since=AT, until=None,
        actor=world.officer, at=AT,
    )  # fmt: skip
    with pytest.raises(refusals.HeldForSecurity):
        actions.confirm(number=visit.number, actor=world.host, at=AT)
    assert Visit.objects.get().held_at == AT
    assert not Credential.objects.exists()


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


def test_a_change_needs_notice_and_moves_the_passes(world, asked):
    wanted = asked(from_at=AT + 3 * HOUR, until_at=AT + 4 * HOUR)
    visit = actions.invite(asked=wanted, actor=world.host, at=AT)
    start, end = AT + 5 * HOUR, AT + 6 * HOUR
    actions.change(number=visit.number, from_at=start, until_at=end, actor=world.host, at=AT)
    assert passes(visit).get().valid_from == start - 15 * MINUTE
    with pytest.raises(refusals.TooLateToChange):
        actions.change(
            number=visit.number,
            from_at=start + HOUR,
            until_at=end + HOUR,
            actor=world.host,
            at=AT + 4 * HOUR,
        )


def test_a_visitor_who_wants_another_time_is_confirmed_anew(world, asked):
    wanted = asked(from_at=AT + 5 * HOUR, until_at=AT + 6 * HOUR)
    visit, key = ask(world, wanted)
    actions.confirm(number=visit.number, actor=world.host, at=AT)
    phone.change(key=key, from_at=AT + 7 * HOUR, until_at=AT + 8 * HOUR, at=AT)
    visit.refresh_from_db()
    assert (visit.state, visit.decided_at) == (State.REQUESTED, None)
    assert not passes(visit).exists()
    actions.confirm(number=visit.number, actor=world.host, at=AT)
    phone.cancel(key=key, at=AT)
    visit.refresh_from_db()
    assert visit.state == State.CANCELLED
    assert not passes(visit).exists()
    with pytest.raises(refusals.AlreadyDecided):
        actions.confirm(number=visit.number, actor=world.host, at=AT)


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


def test_where_the_unit_must_agree_both_yeses_are_needed(world, asked, monkeypatch):
    from jieyue.access.visitors import asking

    real = asking.rules_of
    monkeypatch.setattr(
        asking,
        "rules_of",
        lambda *a, **k: real(*a, **k).__class__(
            **{**vars(real(*a, **k)), "needs_department": True}
        ),
    )
    visit = actions.invite(asked=asked(), actor=world.host, at=AT)
    assert visit.state == State.REQUESTED
    assert not Credential.objects.exists()
    with pytest.raises(NotAllowed):
        actions.agree(number=visit.number, actor=world.host, at=AT)
    assert actions.agree(number=visit.number, actor=world.deputy, at=AT).state == "confirmed"


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
