"""The gates tell who is inside, as raggedly as real ones and the same way each time."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest

from simulator.attendance import Outcome, simulate_day
from simulator.gate_events import (
    SHANGHAI,
    GateEvent,
    gate_events,
    gates,
    received_until,
    remaining,
)
from simulator.world import World

DAY = date(2025, 11, 19)


@pytest.fixture(scope="module")
def outcome(world: World) -> Outcome:
    return simulate_day(world, DAY)


@pytest.fixture(scope="module")
def events(world: World, outcome: Outcome) -> list[GateEvent]:
    return gate_events(world, outcome)


def test_the_same_day_gives_the_same_messages(
    world: World, outcome: Outcome, events: list[GateEvent]
) -> None:
    assert gate_events(world, outcome) == events


def test_messages_come_as_they_are_received_and_some_late(events: list[GateEvent]) -> None:
    heard = [event.received_at for event in events]
    firsts = list({(e.device_serial, e.event_id): e for e in reversed(events)}.values())
    late = [event for event in firsts if event.received_at - event.at > timedelta(minutes=1)]
    assert heard == sorted(heard)
    assert all(event.at <= event.received_at for event in events)
    assert 0.01 < len(late) / len(firsts) < 0.05


def test_a_repeat_is_word_for_word_the_first(events: list[GateEvent]) -> None:
    first: dict[tuple[str, str], GateEvent] = {}
    for event in events:
        seen = first.setdefault((event.device_serial, event.event_id), event)
        assert (seen.staff_no, seen.direction, seen.at) == (
            event.staff_no,
            event.direction,
            event.at,
        )
    assert 0 < len(events) - len(first) < 0.02 * len(events)


def test_everybody_present_badged_in_and_some_never_out(
    world: World, outcome: Outcome, events: list[GateEvent]
) -> None:
    came = {person.staff_no for person, there in _presence(world, outcome) if there}
    balance: Counter[str] = Counter()
    for event in {(e.device_serial, e.event_id): e for e in events}.values():
        balance[event.staff_no] += 1 if event.direction == "in" else -1
    assert set(balance) == came
    assert set(balance.values()) == {0, 1}
    assert 0.04 < sum(balance.values()) / len(came) < 0.12


def test_messages_come_from_known_gates_on_the_day(events: list[GateEvent]) -> None:
    assert {event.device_serial for event in events} == {gate.serial for gate in gates()}
    assert {event.at.date() for event in events} == {DAY}
    assert all(event.at.utcoffset() is not None for event in events)


@pytest.mark.parametrize("hour", [0, 8, 9, 12, 23])
def test_today_so_far_and_the_rest_make_the_day(events: list[GateEvent], hour: int) -> None:
    now = datetime.combine(DAY, time(hour, 15), tzinfo=SHANGHAI)
    so_far, later = received_until(events, now), list(remaining(events, now))
    assert [*so_far, *later] == events
    assert all(event.received_at <= now for event in so_far)
    assert all(event.received_at > now for event in later)


def _presence(world: World, outcome: Outcome) -> zip:
    return zip(world.population.persons, outcome.present, strict=True)
