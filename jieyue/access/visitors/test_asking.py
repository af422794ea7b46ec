"""Visits are asked for: by a host or a visitor, found, held or sent on."""

from datetime import timedelta

import pytest

from jieyue.access.credentials import blocks
from jieyue.access.credentials.models import Credential
from jieyue.access.visitors import (
    actions,
    holding,
    phone,
    receiving,
    refusals,
    stops,
)
from jieyue.access.visitors.asking import CarAsked, GuestAsked
from jieyue.access.visitors.conftest import AT, HOUR, ID, MINUTE, names, passes, shown
from jieyue.access.visitors.models import State, Visit
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_unit
from jieyue.people.messages.models import Message

CHILD = "110105202001010010"


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
