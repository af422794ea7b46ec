"""The hourly leak job and the daily night job, over stored readings."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from jieyue.energy.factories import make_meter
from jieyue.energy.meters.models import Placement
from jieyue.energy.readings import storage
from jieyue.energy.readings.series import Series
from jieyue.energy.watch import actions as watch_actions
from jieyue.energy.watch.models import Episode
from jieyue.energy.watch.refusals import StillThere
from jieyue.energy.water import actions, flows, leaks, nights
from jieyue.energy.water.flows import Night
from jieyue.energy.water.models import Zone
from jieyue.people.factories import make_actor, make_person, make_unit

pytestmark = pytest.mark.django_db
START = datetime(2026, 10, 1, 16, tzinfo=UTC)  # midnight, local
HOUR = timedelta(hours=1)
RIGHTS = {
    "energy.water.edit": "complex", "energy.water.read": "complex",
    "energy.watch.handle": "complex", "energy.watch.read": "complex",
}  # fmt: skip


@pytest.fixture
def meter():
    return make_meter(medium="water", interval_s=3600, number="W-01")


@pytest.fixture
def actor(meter):
    person = make_person(unit=make_unit(site=meter.site))
    return make_actor(site=meter.site, person=person, grants=RIGHTS)


def keep(meter, hours, *, leak=lambda _hour: 0.0):
    """Hourly m³ registers: 0.02 an hour from 7 to 22, and the leak on top."""
    total, registers = 100.0, []
    for hour in range(hours):
        registers.append(round(total * 1000))
        total += (0.02 if 7 <= hour % 24 < 22 else 0) + leak(hour)
    at_s = int(START.timestamp()) + 3600 * np.arange(hours)
    series = Series(at_s, np.array(registers, np.int64), np.full(hours, 2, np.uint8))
    storage.merge({meter.id: series}, site_id=meter.site_id)
    return START + HOUR * (hours - 1)


def test_a_quiet_meter_opens_nothing(meter):
    at = keep(meter, 20 * 24)
    leaks.watch_leaks(site_id=meter.site_id, at=at)
    assert not Episode.objects.exists()


def test_a_leak_opens_one_episode_with_litres_and_money(meter):
    at = keep(meter, 20 * 24, leak=lambda hour: 0.01 if hour >= 300 else 0)
    for later in range(0, 30, 10):
        leaks.watch_leaks(site_id=meter.site_id, at=at + later * HOUR)
    episode = Episode.objects.get()
    assert episode.kind == "leak"
    assert episode.meter_id == meter.id
    assert episode.gone_at is None
    assert episode.detail["litres_per_day"] == pytest.approx(240, abs=5)
    assert episode.yuan_per_day == pytest.approx(Decimal("1.20"), abs=Decimal("0.03"))
    assert episode.started_at <= START + 300 * HOUR
    assert "energy.water.leak_least_h" in episode.parameters_used


def test_a_leak_is_resolved_only_when_its_flow_is_gone(meter, actor):
    at = keep(meter, 20 * 24, leak=lambda hour: 0.01 if hour >= 300 else 0)
    leaks.watch_leaks(site_id=meter.site_id, at=at)
    number = Episode.objects.get().number
    with pytest.raises(StillThere):
        watch_actions.resolve(number=number, cause="阀门", actor=actor, at=at)
    at = keep(meter, 22 * 24, leak=lambda hour: 0.01 if 300 <= hour < 480 else 0)
    leaks.watch_leaks(site_id=meter.site_id, at=at)
    episode = Episode.objects.get()
    assert episode.gone_at is not None
    assert START + 479 * HOUR <= episode.gone_at <= START + 496 * HOUR
    watch_actions.resolve(number=number, cause="阀门", actor=actor, at=at)


def test_what_may_run_at_night_is_no_leak(meter, actor):
    at = keep(meter, 20 * 24, leak=lambda _hour: 0.01)
    actions.record_night_use(
        kind="cooling_tower", m3_per_h=Decimal("0.01"), since_on=date(2026, 9, 1),
        reason="补水", meter_number="W-01", actor=actor, at=at,
    )  # fmt: skip
    leaks.watch_leaks(site_id=meter.site_id, at=at)
    assert not Episode.objects.exists()


def test_an_exchanged_register_is_no_leak(meter):
    at = keep(meter, 20 * 24)
    later = storage.load([meter.id], first=date(2026, 10, 1), last=date(2026, 10, 30))[meter.id]
    assert len(later) == 480
    leaks.watch_leaks(site_id=meter.site_id, at=at)
    assert not Episode.objects.exists()


@pytest.fixture
def zone(meter, actor):
    return actions.keep_zone(
        zone_id=None, code="Z1", name="一区", meters_in=["W-01"], meters_out=[],
        since_on=date(2026, 1, 1), actor=actor, at=START,
    )  # fmt: skip


def seen(monkeypatch, last, least, events=()):
    def nights_of(_zone, *, first, last, window):
        days = [last - timedelta(days=n) for n in range(len(least) - 1, -1, -1)]
        return [
            Night(day, None if x is None else Decimal(x), Decimal(2), day in events)
            for day, x in zip(days, least, strict=True)
        ]

    monkeypatch.setattr(flows, "nights", nights_of)
    return last


def test_three_nights_above_the_baseline_open_an_episode_that_ends_with_the_flow(
    meter, zone, monkeypatch
):
    quiet = ["0.50"] * 20
    seen(monkeypatch, None, [*quiet, "0.92", "0.92"])
    at = datetime(2026, 11, 20, 21, tzinfo=UTC)
    nights.watch_nights(site_id=meter.site_id, at=at)
    assert not Episode.objects.exists()
    seen(monkeypatch, None, [*quiet, "0.92", "0.92", "0.92"])
    nights.watch_nights(site_id=meter.site_id, at=at)
    episode = Episode.objects.get()
    assert episode.size_per_hour == Decimal("0.42")
    assert episode.detail["litres_per_day"] == 10_080
    assert episode.yuan_per_day == Decimal("50.40")
    seen(monkeypatch, None, [*quiet, "0.92", "0.92", "0.92", "0.51"])
    nights.watch_nights(site_id=meter.site_id, at=at + timedelta(days=1))
    episode.refresh_from_db()
    assert episode.gone_at is not None


def test_a_standing_tells_leak_share_and_suspicion(meter, zone, actor, monkeypatch):
    from jieyue.kit import parameters

    actions.record_night_use(
        kind="canteen", m3_per_h=Decimal("0.20"), since_on=date(2026, 1, 1), reason="备餐",
        zone_id=zone.id, actor=actor, at=START,
    )  # fmt: skip
    seen(monkeypatch, None, ["0.62", None])
    values = parameters.read(site_id=meter.site_id, on=date(2026, 11, 20))
    found = nights.standing(zone, on=date(2026, 11, 20), values=values)
    assert found.leak_m3_per_day == Decimal("10.08")
    assert found.share == Decimal("0.31")
    assert not found.is_suspicious


def test_another_sites_zone_does_not_exist(zone):
    with pytest.raises(Zone.DoesNotExist):
        actions.register_event(
            zone_id=zone.id, first_on=date(2026, 1, 1), last_on=date(2026, 1, 2), reason="x",
            actor=make_actor(grants=RIGHTS), at=START,
        )  # fmt: skip


def test_a_leak_seen_by_the_meter_before_it_is_told_once(meter):
    main = make_meter(site=meter.site, medium="water", interval_s=3600, number="W-00")
    Placement.objects.filter(meter=meter).update(parent=main)
    leak = 0.04
    for each in (meter, main):
        at = keep(each, 20 * 24, leak=lambda hour: leak if hour >= 300 else 0)
    leaks.watch_leaks(site_id=meter.site_id, at=at)
    episode = Episode.objects.get()
    assert episode.meter_id == meter.id
    assert list(episode.signs.values_list("meter__number", flat=True)) == ["W-00"]


def test_a_larger_leak_before_it_is_told_too(meter):
    main = make_meter(site=meter.site, medium="water", interval_s=3600, number="W-00")
    Placement.objects.filter(meter=meter).update(parent=main)
    keep(main, 20 * 24, leak=lambda hour: 0.2 if hour >= 300 else 0)
    at = keep(meter, 20 * 24, leak=lambda hour: 0.04 if hour >= 300 else 0)
    leaks.watch_leaks(site_id=meter.site_id, at=at)
    assert set(Episode.objects.values_list("meter__number", flat=True)) == {"W-00", "W-01"}
