"""Which zones people can be counted in, and what is carried over the nightly reset."""

from datetime import timedelta

import pytest

from jieyue.access.devices.models import Device
from jieyue.access.factories import make_device, make_gate, make_zone
from jieyue.access.presence import days, queries, timed
from jieyue.access.presence.conftest import TUESDAY, House
from jieyue.access.presence.models import CountedDay, ZoneQuarter
from jieyue.access.presence.rules.counting import METHOD


@pytest.fixture
def yard(house: House) -> Device:
    """A building that stands on open ground: no reader for people leads into the ground."""
    ground = make_zone(site=house.site, code="G", name="Ground")
    gate = house.device.gate
    assert gate is not None
    gate.outer = ground
    gate.save()
    lane = make_gate(site=house.site, inner=ground, traffic="vehicles", code="LANE")
    make_device(site=house.site, gate=lane)
    return house.device


def inside(house: House, hour: float) -> float:
    found = queries.inside_by_unit_zone(site_id=house.site.id, at=house.at(hour))
    return sum(cell.estimate or 0 for cell in found)


def test_whoever_leaves_a_building_for_open_ground_is_outside(house, yard):
    people = house.people[house.large.id]
    house.come(people, 8)
    house.go(people, 17)
    assert yard.gate.outer is not None

    assert inside(house, 12) == pytest.approx(14, abs=0.5)
    assert inside(house, 17.2) == 0
    house.keep(28)
    row = CountedDay.objects.get()
    assert row.tallies[str(house.large.id)]["missed_out"] == 0
    assert sum(row.tallies[str(house.large.id)]["came"]) == 14


def test_a_room_within_a_building_is_a_place_of_its_own(house):
    room = make_zone(site=house.site, code="R", name="Room", parent=house.zone)
    door = make_device(
        site=house.site, gate=make_gate(site=house.site, outer=house.zone, inner=room, code="D")
    )
    people = house.people[house.large.id]
    house.come(people, 8)
    house.come(people[:3], 9, device=door)
    found = queries.inside_by_unit_zone(site_id=house.site.id, at=house.at(9.5))
    counted = {cell.zone_id: cell.counted for cell in found}

    assert counted == {house.zone.id: 11, room.id: 3}
    assert inside(house, 9.5) <= 14


def test_a_unit_is_never_larger_than_it_is(house):
    for back in (1, 4, 5):  # days on which the reader saw nobody leave, and many leave unseen in
        day = TUESDAY - timedelta(days=back)
        house.come(house.people[house.large.id][:3], 8, day=day)
        house.go(house.people[house.large.id][3:], 17, day=day)
        house.keep(28, day=day)
    house.come(house.people[house.large.id], 7)

    assert 0 < inside(house, 7.25) <= 14
    assert CountedDay.objects.filter(method=METHOD).count() == 3


def test_a_guard_on_night_duty_is_inside_after_the_reset(house):
    guard = house.people[house.small.id][:1]
    house.come(guard, 20)
    before = inside(house, 22)
    after = inside(house, 27.5)
    assert before >= after > 0
    house.go(guard, 32)
    timed.nightly(site_id=house.site.id, at=house.at(51.5))

    night = ZoneQuarter.objects.filter(day=TUESDAY + timedelta(days=1), unit=house.small)
    asleep = [row for row in night if row.quarter.hour in (4, 6)]
    assert len(asleep) == 8
    assert {(row.low, row.nobody) for row in asleep} == {(1, 0)}


def test_a_day_of_an_older_method_is_counted_once_more_and_not_learnt_from(house):
    day = TUESDAY - timedelta(days=4)
    house.come(house.people[house.large.id], 8, day=day)
    house.keep(28, day=day)
    CountedDay.objects.update(method=METHOD - 1)
    values = days.parameters.read(site_id=house.site.id, on=TUESDAY)
    learnt = days.habits_for(site_id=house.site.id, span=house.span(), values=values)
    assert learnt.missed_out == pytest.approx(0.08)
    timed.nightly(site_id=house.site.id, at=house.at(3.5))

    assert set(CountedDay.objects.filter(day=day).values_list("method", flat=True)) == {METHOD}
