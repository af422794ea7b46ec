from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from simulator.estate import buildings, units
from simulator.meters import Meter, meters
from simulator.registers import Shown, shown
from simulator.world import World, make_world

OPENED = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(
        seed=2026, calendar={}, first_day=OPENED - timedelta(days=60), last_day=OPENED
    )


def _shown(world: World, *, until: datetime = NOW) -> dict[str, Shown]:
    found = shown(
        meters(units(), buildings()),
        world,
        first_day=OPENED - timedelta(days=60),
        opened=OPENED,
        until_s=int(until.timestamp()),
    )
    return {each.meter.number: each for each in found}


def test_every_parent_is_a_meter_and_stands_before_its_children() -> None:
    seen: set[str] = set()
    for meter in meters(units(), buildings()):
        assert meter.number not in seen
        assert not meter.parent or meter.parent in seen
        seen.add(meter.number)


def test_a_parent_counts_what_its_children_count_and_a_little_more(world: World) -> None:
    found = _shown(world)
    floors = [each for number, each in found.items() if each.meter.parent == "W-C"]
    below = sum(_use(each) for each in floors if not each.meter.by_hand)
    assert below < _use(found["W-C"]) < below * 1.03


def test_the_same_moment_shows_the_same_register(world: World) -> None:
    early, late = _shown(world), _shown(world, until=NOW + timedelta(hours=9))
    for number, each in early.items():
        assert np.array_equal(late[number].register_milli[: len(each.at_s)], each.register_milli)


def test_nobody_passes_more_than_the_meter_can(world: World) -> None:
    for each in _shown(world).values():
        steps, hours = np.diff(each.register_milli) / 1000, np.diff(each.at_s) / 3600
        rate = steps * each.meter.multiplier / hours
        odd = (steps < 0) | (rate > each.meter.capacity_per_hour)
        assert odd.sum() <= 2, each.meter.number


def test_a_leak_runs_through_the_night(world: World) -> None:
    leaking = _shown(world)["W-C-F5"]
    night = (leaking.at_s + 8 * 3600) % 86400 < 4 * 3600
    steps = np.diff(leaking.register_milli)[night[1:]]
    assert (steps[-16:] > 0).all()
    assert (steps[:96] == 0).all()


def _use(each: Shown) -> float:
    """Upper steps only: an exchange that nobody recorded is no use."""
    steps = np.diff(each.register_milli)
    return float(steps[steps > 0].sum()) / 1000


def test_only_water_for_the_fire_brigade_is_read_by_hand() -> None:
    by_hand: list[Meter] = [m for m in meters(units(), buildings()) if m.by_hand]
    assert {m.item for m in by_hand} == {"fire"}
