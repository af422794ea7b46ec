"""The gates' questions of a day are the same whenever they are drawn, and as ragged as meant."""

from collections import Counter
from datetime import date

import pytest

from simulator.attendance import simulate_day
from simulator.callers import calls
from simulator.cars import OFFICIAL, cars
from simulator.passes import asks, card_of

WORKDAY, SUNDAY = date(2026, 3, 11), date(2026, 3, 15)


@pytest.fixture(scope="module")
def day(world):
    return asks(world, simulate_day(world, WORKDAY))


def test_a_day_is_the_same_drawn_again(world, day):
    asks(world, simulate_day(world, SUNDAY))
    assert asks(world, simulate_day(world, WORKDAY)) == day


def test_an_event_is_told_apart_by_device_and_number_unless_it_is_sent_again(day):
    contents: dict[tuple[str, str], set] = {}
    for ask in day:
        content = (ask.at, ask.direction, ask.subject)
        contents.setdefault((ask.device, ask.event_id), set()).add(content)
    assert all(len(found) == 1 for found in contents.values())


def test_every_way_of_passing_occurs(day):
    kinds = Counter((ask.kind, ask.direction) for ask in day)
    assert all(kinds[kind, way] > 20 for kind in ("card", "face", "plate") for way in ("in", "out"))


def test_no_two_cars_share_a_plate_and_no_two_people_a_card(world):
    fleet = cars(world.population, seed=world.seed)
    assert len({car.plate for car in fleet}) == len(fleet)
    assert sum(not car.staff_no for car in fleet) == OFFICIAL
    numbers = {card_of(person.staff_no) for person in world.population.persons}
    assert len(numbers) == world.population.size


def test_callers_come_on_workdays_and_their_windows_hold_together(world):
    found = calls(world, WORKDAY)
    assert found == calls(world, WORKDAY)
    assert calls(world, SUNDAY) == []
    assert all(call.begins < call.ends and call.names for call in found)
