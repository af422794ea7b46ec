"""Spaces, notes, reservations, what stays too long and what is forgotten, through the journal."""

from datetime import timedelta

import pytest
from django.db import connection

from jieyue.access.decisions.models import HolderState
from jieyue.access.factories import make_zone
from jieyue.access.parking import (
    actions,
    following,
    hours,
    queries,
    refusals,
    reserving,
    sheet,
    watch,
)
from jieyue.access.parking.actions import SpaceEntry
from jieyue.access.parking.conftest import AT, HOUR, MINUTE, make_space
from jieyue.access.parking.models import ParkingHour, ParkingNotice, Reservation, Space, Standing
from jieyue.access.visitors.facts import VisitChanged, VisitConfirmed, VisitEnded
from jieyue.access.visitors.models import State
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_actor, make_person, make_site, role_grants
from jieyue.people.messages.models import Message


def names():
    return list(Entry.objects.order_by("id").values_list("name", flat=True))


def entry(park, **changes):
    values = {"zone_id": park.zone.id, "code": "N-1", "kind": "staff", "x": 20, "y": 20}
    return SpaceEntry(**values | changes)


def put(park, actor=None, space_id=None, **changes):
    return actions.put_space(
        entry=entry(park, **changes), space_id=space_id, actor=actor or park.officer, at=AT
    )


def where(park, at=AT):
    cars = queries.who_is_where(site_id=park.site.id, at=at)
    return {car.holder_key: (car.space, car.how) for car in cars}


def test_a_space_is_set_up_changed_and_left_as_it_is(park):
    row, outcome = put(park, plate="川t·00001")
    assert (row.plate, outcome) == ("川T00001", "added")
    assert put(park, space_id=row.id, plate="川T00001")[1] == "unchanged"
    assert put(park, space_id=row.id, kind="official")[1] == "changed"
    assert names() == ["access.parking.space_set"] * 2
    assert "川T00001" not in str(list(Entry.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"zone_id": 0}, refusals.NoSuchCarPark),
        ({"code": "P1-001"}, refusals.CodeTaken),
        ({"x": 1, "y": 0}, refusals.PlaceTaken),
        ({"plate": "川T0O123"}, refusals.NotAPlate),
        ({"plate": "川T00001", "unit_id": 1}, refusals.KeeperUnclear),
        ({"person_id": 987654}, refusals.NoSuchKeeper),
    ],
)
def test_a_space_that_cannot_be(park, changes, refused):
    with pytest.raises(refused):
        put(park, **changes)
    assert Space.objects.count() == 8


def test_spaces_of_another_site_do_not_exist(park):
    stranger = make_actor(site=make_site(), grants=role_grants("security_officer"))
    with pytest.raises(refusals.NoSuchCarPark):
        put(park, actor=stranger)
    with pytest.raises(Space.DoesNotExist):
        actions.note(space_id=park.spaces[0].id, holder_key="car:x|", actor=stranger, at=AT)
    with pytest.raises(NotAllowed):
        put(park, actor=park.guard)


def test_the_sheet_takes_a_line_and_again_changes_nothing(park):
    make_person(unit=park.unit, staff_no="S-1")
    line = {"zone": "P1", "code": "P1-100", "kind": "staff", "x": 5, "y": 5, "staff_no": "S-1"}
    assert sheet.put(line, actor=park.officer, at=AT) == "added"
    assert sheet.put(line, actor=park.officer, at=AT) == "unchanged"
    assert sheet.put(line | {"unit": "发展改革局"}, actor=park.officer, at=AT) == "changed"
    for wrong, refused in (
        ({"zone": "P9"}, refusals.NoSuchCarPark),
        ({"unit": "无此单位"}, refusals.NoSuchKeeper),
        ({"staff_no": "S-9"}, refusals.NoSuchKeeper),
    ):
        with pytest.raises(refused):
            sheet.put(line | wrong, actor=park.officer, at=AT)


def test_a_guard_notes_where_a_car_stands_and_moves_it(park, drive_in):
    key = drive_in("川T12345")
    first, second = park.spaces[3], park.spaces[4]
    assert where(park) == {key: ("", "")}
    actions.note(space_id=first.id, holder_key=key, actor=park.guard, at=AT + MINUTE)
    actions.note(space_id=first.id, holder_key=key, actor=park.guard, at=AT + 2 * MINUTE)
    assert where(park) == {key: ("P1-004", "standing")}
    actions.note(space_id=second.id, holder_key=key, actor=park.guard, at=AT + 3 * MINUTE)
    assert where(park) == {key: ("P1-005", "standing")}
    assert Standing.objects.filter(until=None).count() == 1
    assert actions.seen_empty(space_id=second.id, actor=park.guard, at=AT + 4 * MINUTE)
    assert not actions.seen_empty(space_id=second.id, actor=park.guard, at=AT + 4 * MINUTE)
    assert where(park) == {key: ("", "")}
    assert names() == ["access.parking.car_noted"] * 2 + ["access.parking.space_freed"]


def test_the_second_guard_is_told_who_noted_whom_and_when(park, drive_in):
    first, second = drive_in("川T12345"), drive_in("川T54321")
    space = park.spaces[3]
    actions.note(space_id=space.id, holder_key=first, actor=park.guard, at=AT)
    with pytest.raises(refusals.SpaceTaken) as caught:
        actions.note(space_id=space.id, holder_key=second, actor=park.officer, at=AT + MINUTE)
    assert (caught.value.plate, caught.value.by) == ("川T12345", park.guard.name)
    HolderState.objects.filter(holder_key=first).update(is_inside=False)
    actions.note(space_id=space.id, holder_key=second, actor=park.officer, at=AT + MINUTE)
    assert where(park) == {second: ("P1-004", "standing")}


def test_a_car_that_came_back_stands_where_nobody_saw_it_yet(park, drive_in):
    key = drive_in("川T12345")
    actions.note(space_id=park.spaces[3].id, holder_key=key, actor=park.guard, at=AT)
    HolderState.objects.filter(holder_key=key).update(in_at=AT + HOUR, at=AT + HOUR)
    assert where(park) == {key: ("", "")}


def test_only_a_car_that_is_inside_can_be_noted(park, drive_in):
    key = drive_in("川T12345")
    other = make_space(make_zone(site=park.site, code="P2", kind="parking"), 1)
    with pytest.raises(refusals.CarNotInside):
        actions.note(space_id=other.id, holder_key=key, actor=park.guard, at=AT)
    with pytest.raises(refusals.NotABay):
        actions.seen_charged(space_id=park.spaces[0].id, actor=park.guard, at=AT)
    employee = make_actor(site=park.site, grants=role_grants("employee"))
    with pytest.raises(NotAllowed):
        actions.note(space_id=park.spaces[0].id, holder_key=key, actor=employee, at=AT)


def test_cars_stand_on_what_is_kept_for_them(park, drive_in):
    official, owner = park.spaces[2], park.spaces[3]
    Space.objects.filter(id=official.id).update(plate="川T00001")
    person = make_person(unit=park.unit)
    Space.objects.filter(id=owner.id).update(person=person)
    first = drive_in("川T00001", holder="vehicle")
    second = drive_in("川T12345", person=person)
    assert where(park) == {first: ("P1-003", "kept"), second: ("P1-004", "kept")}
    cars = {car.plate: car.label for car in queries.who_is_where(site_id=park.site.id, at=AT)}
    assert cars["川T12345"] == ""  # a member of staff is not named


def confirmed(visit):
    return VisitConfirmed(
        visit_id=visit.id, number=visit.number, unit_id=visit.unit_id, host_id=visit.host_id,
        from_at=visit.from_at, until_at=visit.until_at, guests=1, plates=[], wants_meal=False,
        wants_parking=True,
    )  # fmt: skip


def reserved():
    rows = Reservation.objects.filter(ended_at=None).order_by("id")
    return [(row.plate, row.space.code, row.from_at) for row in rows]


def test_a_confirmed_visit_gets_a_space_once_and_it_moves_with_the_visit(park, visit):
    row = visit("川T12345", from_at=AT + HOUR)
    for _turn in range(2):
        following.keep_spaces(confirmed(row), site_id=park.site.id, at=AT)
    assert reserved() == [("川T12345", "P1-001", AT + HOUR)]
    row.from_at, row.until_at = AT + 3 * HOUR, AT + 4 * HOUR
    row.save()
    changed = VisitChanged(
        visit_id=row.id, number=row.number, before_from_at=AT, before_until_at=AT,
        from_at=row.from_at, until_at=row.until_at, is_late=False,
    )  # fmt: skip
    following.move_spaces(changed, site_id=park.site.id, at=AT)
    assert reserved() == [("川T12345", "P1-001", AT + 3 * HOUR)]
    ended = VisitEnded(visit_id=row.id, number=row.number, unit_id=None, outcome="cancelled")
    following.give_back(ended, site_id=park.site.id, at=AT)
    assert reserved() == []


def test_two_visits_have_two_spaces_and_the_third_host_is_told(park, visit):
    make_account(person=park.host, grants={})
    for plate in ("川T11111", "川T22222", "川T33333"):
        following.keep_spaces(confirmed(visit(plate)), site_id=park.site.id, at=AT)
    assert [code for _plate, code, _at in reserved()] == ["P1-001", "P1-002"]
    assert Message.objects.get().values == {"visit": "V-3"}


def test_a_space_is_given_again_after_the_visit(park, visit):
    for plate, start in (("川T11111", 0), ("川T22222", 1), ("川T33333", 2)):
        following.keep_spaces(
            confirmed(visit(plate, from_at=AT + start * HOUR)), site_id=park.site.id, at=AT
        )
    assert [code for _plate, code, _at in reserved()] == ["P1-001"] * 3


def test_a_cancelled_visit_gets_nothing(park, visit):
    row = visit("川T12345", wants_parking=True)
    row.state = State.CANCELLED
    row.save()
    following.keep_spaces(confirmed(row), site_id=park.site.id, at=AT)
    assert reserved() == []


def test_by_hand_a_space_is_not_reserved_twice(park):
    space = park.spaces[0]

    def reserve(plate, since, until):
        return reserving.reserve(
            space_id=space.id, plate=plate, colour="blue", span=(since, until),
            actor=park.officer, at=AT,
        )  # fmt: skip

    row = reserve("川T12345", AT, AT + HOUR)
    with pytest.raises(refusals.ReservedThen):
        reserve("川T54321", AT + HOUR - MINUTE, AT + 2 * HOUR)
    reserve("川T54321", AT + HOUR, AT + 2 * HOUR)
    reserving.give_back(reservation_id=row.id, actor=park.officer, at=AT)
    reserve("川T99999", AT, AT + HOUR)
    with pytest.raises(NotAllowed):
        reserving.give_back(reservation_id=row.id, actor=park.guard, at=AT)


def test_signs_count_what_is_reserved_soon_and_cars_nobody_placed(park, drive_in, visit):
    def free(at=AT):
        (now,) = queries.now(site_id=park.site.id, at=at).parks
        return {count.kind: count.free for count in now.counts}

    assert free() == {
        "accessible": 1, "charging": 1, "delivery": 1, "official": 1, "staff": 2, "visitor": 2,
    }  # fmt: skip
    following.keep_spaces(
        confirmed(visit("川T12345", from_at=AT + 2 * HOUR)), site_id=park.site.id, at=AT
    )
    drive_in("川T54321")
    assert (free()["visitor"], free()["staff"]) == (2, 1)
    assert free(AT + HOUR)["visitor"] == 1


def overstaying(park, drive_in, visit, until=AT):
    row = visit("川T12345", from_at=until - HOUR)
    drive_in("川T12345", holder="visitor", at=until - HOUR)
    return row


def test_the_host_is_told_first_then_the_guards_each_once(park, drive_in, visit):
    make_account(person=park.host, grants={})
    make_account(person=make_person(unit=park.unit), grants=role_grants("guard"))
    overstaying(park, drive_in, visit)
    for minutes, told in ((29, []), (31, ["host"]), (41, ["host"]), (62, ["host", "guard"])):
        for _turn in range(2):
            watch.look(site_id=park.site.id, at=AT + minutes * MINUTE)
        assert list(ParkingNotice.objects.order_by("id").values_list("about", flat=True)) == told
    assert Message.objects.count() == 2
    assert "川T12345" not in str(list(Message.objects.values_list("title", "values")))
    assert names().count("access.parking.car_overstayed") == 2


def test_a_car_that_never_left_is_abandoned_after_days(park, drive_in):
    drive_in("川T12345", at=AT - timedelta(days=8))
    drive_in("川T54321", at=AT - timedelta(days=6))
    found = watch.board(site_id=park.site.id, at=AT)
    assert [car.plate for car in found.abandoned] == ["川T12345"]
    watch.look(site_id=park.site.id, at=AT)
    watch.look(site_id=park.site.id, at=AT + HOUR)
    assert names() == ["access.parking.car_abandoned"]


def test_a_bay_is_to_be_left_when_charged_or_after_hours(park, drive_in):
    bay = park.spaces[5]
    key = drive_in("川TD12345")
    actions.note(space_id=bay.id, holder_key=key, actor=park.guard, at=AT)

    def problem(at):
        (found,) = watch.board(site_id=park.site.id, at=at).bays
        return found.problem

    assert (problem(AT + 6 * HOUR), problem(AT + 7 * HOUR)) == ("", "too_long")
    actions.seen_charged(space_id=bay.id, actor=park.guard, at=AT + 2 * HOUR)
    actions.seen_charged(space_id=bay.id, actor=park.guard, at=AT + 3 * HOUR)  # the first stands
    assert (problem(AT + 2 * HOUR), problem(AT + 3 * HOUR)) == ("", "charged")
    watch.look(site_id=park.site.id, at=AT + 3 * HOUR)
    watch.look(site_id=park.site.id, at=AT + 4 * HOUR)
    assert names().count("access.parking.bay_overstayed") == 1


def test_a_car_is_found_by_part_of_its_plate_and_near_ones_are_proposed(park, drive_in):
    drive_in("川T12345")
    drive_in("川TA2345")
    found, near = queries.find(park.guard, "2345", at=AT)
    assert ([car.plate for car in found], near) == (["川T12345", "川TA2345"], ())
    found, near = queries.find(park.guard, "川T12346", at=AT)
    assert (found, near) == ([], ("川T12345",))
    assert queries.find(park.guard, "  ", at=AT) == ([], ())
    with pytest.raises(NotAllowed):
        queries.find(make_actor(site=park.site), "川T12345", at=AT)


def test_hours_are_kept_once_and_old_records_are_forgotten(park, drive_in, visit):
    key = drive_in("川T12345")
    actions.note(space_id=park.spaces[3].id, holder_key=key, actor=park.guard, at=AT)
    actions.seen_empty(space_id=park.spaces[3].id, actor=park.guard, at=AT)
    following.keep_spaces(confirmed(visit("川T54321")), site_id=park.site.id, at=AT)
    for minutes in (0, 5):
        hours.keep_hour(site_id=park.site.id, at=AT + minutes * MINUTE)
    assert [(row.cars, row.spaces) for row in ParkingHour.objects.all()] == [(1, 8)]
    hours.forget(site_id=park.site.id, at=AT + timedelta(days=29))
    assert Reservation.objects.exists()
    hours.forget(site_id=park.site.id, at=AT + timedelta(days=31))
    assert not Reservation.objects.exists()
    assert not Standing.objects.exists()
    assert ParkingHour.objects.exists()


def test_two_visits_at_once_never_share_a_space(at_once, park, visit):
    assert connection.vendor == "postgresql"
    Space.objects.filter(id=park.spaces[1].id).update(is_active=False)
    visits = [visit("川T11111"), visit("川T22222")]
    at_once(
        *(
            lambda row=row: following.keep_spaces(confirmed(row), site_id=park.site.id, at=AT)
            for row in visits
        )
    )
    assert len(reserved()) == 1


def test_two_guards_at_once_put_one_car_on_a_space(at_once, park, drive_in):
    keys = [drive_in("川T12345"), drive_in("川T54321")]
    space = park.spaces[3]

    def note(key):
        return actions.note(space_id=space.id, holder_key=key, actor=park.guard, at=AT)

    found = at_once(*(lambda key=key: note(key) for key in keys))
    assert [type(each) for each in found].count(refusals.SpaceTaken) == 1
    assert Standing.objects.filter(until=None).count() == 1
