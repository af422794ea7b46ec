"""The watch's rounds on stored readings: what opens, lasts, is gone, and who is told."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.utils import timezone

from jieyue.energy.consumption.models import NoteKind, StepNote
from jieyue.energy.consumption.recomputing import recompute
from jieyue.energy.factories import make_meter
from jieyue.energy.readings.models import Quality
from jieyue.energy.readings.series import Series
from jieyue.energy.readings.storage import merge
from jieyue.energy.watch import actions, choosing, rounds, telling
from jieyue.energy.watch.models import Episode, EpisodeKind, EpisodeStatus, Severity
from jieyue.estate.factories import make_building
from jieyue.kit.journal import deliver_all
from jieyue.people.factories import (
    make_account,
    make_actor,
    make_person,
    make_site,
    make_unit,
    role_grants,
)
from jieyue.people.messages.models import Notice

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 10, 11, 16, tzinfo=UTC)  # Monday 12 October at the site
HOUR_S = 3600


def store(meter, use, *, until=MIDNIGHT):
    """Registers each hour, the last one at `until`; `use` in whole units an hour."""
    register = np.concatenate(([0], np.cumsum(np.round(np.asarray(use) * 1000)))).astype(np.int64)
    end = int(until.timestamp())
    at_s = end - HOUR_S * np.arange(len(register) - 1, -1, -1, dtype=np.int64)
    quality = np.full(len(at_s), Quality.DEVICE, np.uint8)
    merged = merge({meter.id: Series(at_s, register, quality)}, site_id=meter.site_id)
    recompute(merged.touched, site_id=meter.site_id)


def office(days, *, seed=1):
    """Use of an office that rests at weekends; the last day is a Sunday."""
    rng = np.random.default_rng(seed)
    hour = np.arange(days * 24)
    weekday = (hour // 24 + 7 - days % 7) % 7
    day = (hour % 24 >= 8) & (hour % 24 < 18) & (weekday < 5)
    return (4 + 12 * day) * np.exp(rng.normal(0, 0.04, len(hour)))


def meter_of(site, **more):
    return make_meter(site=site, interval_s=HOUR_S, **more)


@pytest.fixture
def site():
    return make_site()


def kinds(site):
    return sorted(Episode.objects.filter(site=site).values_list("kind", flat=True))


def test_a_silent_meter_opens_once_and_is_gone_when_it_sends_again(site):
    meter = meter_of(site)
    store(meter, office(3), until=MIDNIGHT)
    for hours in (4, 9, 10, 30):
        rounds.every_quarter(site_id=site.id, at=MIDNIGHT + timedelta(hours=hours))
        assert Episode.objects.count() == (hours > 8)
    episode = Episode.objects.get()
    assert (episode.kind, episode.started_at) == (EpisodeKind.DEAD, MIDNIGHT)
    assert episode.last_seen_at == MIDNIGHT + timedelta(hours=30)
    store(meter, office(5), until=MIDNIGHT + timedelta(hours=31))
    rounds.every_quarter(site_id=site.id, at=MIDNIGHT + timedelta(hours=31))
    episode.refresh_from_db()
    assert episode.gone_at is not None


def test_a_dead_collector_is_one_episode_with_its_meters(site):
    building = make_building(site=site)
    meters = [meter_of(site, building=building) for _ in range(6)]
    for meter in meters:
        store(meter, office(2))
    rounds.every_quarter(site_id=site.id, at=MIDNIGHT + timedelta(hours=9))
    rounds.every_quarter(site_id=site.id, at=MIDNIGHT + timedelta(hours=10))
    episode = Episode.objects.get()
    assert (episode.merged, episode.severity) == (5, Severity.MAJOR)
    assert set(episode.signs.values_list("meter_id", flat=True)) == {m.id for m in meters[1:]}


def test_what_a_person_closed_is_not_opened_again_while_it_lasts(site):
    meter = meter_of(site)
    store(meter, office(3))
    rounds.every_quarter(site_id=site.id, at=MIDNIGHT + timedelta(hours=9))
    handler = make_actor(site=site, grants=role_grants("energy_manager"))
    number = Episode.objects.get().number
    actions.resolve(number=number, cause="rebuilt", actor=handler, at=MIDNIGHT)
    rounds.every_quarter(site_id=site.id, at=MIDNIGHT + timedelta(hours=12))
    assert Episode.objects.get().status == EpisodeStatus.RESOLVED
    store(meter, office(4), until=MIDNIGHT + timedelta(hours=20))
    rounds.every_quarter(site_id=site.id, at=MIDNIGHT + timedelta(hours=20))
    rounds.every_quarter(site_id=site.id, at=MIDNIGHT + timedelta(hours=40))
    assert Episode.objects.count() == 2  # dead again is another story


def test_notes_of_consumption_become_episodes_that_are_over(site):
    meter = meter_of(site)
    at_s = int(MIDNIGHT.timestamp())
    for kind, hours in [("backwards", 1), ("jump", 1), ("gap", 2), ("gap", 30), ("rollover", 1)]:
        StepNote.objects.create(
            site=site, meter=meter, kind=kind, from_s=at_s - hours * HOUR_S, to_s=at_s,
            from_milli=5000, to_milli=4000, use_micro=None,
        )  # fmt: skip
    for _twice in range(2):
        rounds.every_quarter(site_id=site.id, at=MIDNIGHT)
    assert kinds(site) == ["backwards", "gap", "spike"]
    assert not Episode.objects.filter(gone_at=None).exists()
    assert NoteKind.ROLLOVER not in kinds(site)


def test_a_stuck_register_is_told_hourly(site):
    meter = meter_of(site)
    use = office(40)
    use[-48:] = 0
    store(meter, use, until=MIDNIGHT)
    rounds.hourly(site_id=site.id, at=MIDNIGHT + timedelta(hours=1))
    episode = Episode.objects.get()
    assert (episode.kind, episode.detail["hours"]) == (EpisodeKind.STUCK, 48)
    assert episode.yuan_per_day < 0


def test_the_night_round_tells_load_after_hours_with_its_money(site):
    quiet, loud = meter_of(site), meter_of(site)
    use = office(70)
    store(quiet, use)
    louder = use.copy()
    louder[-24:] *= 3
    store(loud, louder)
    rounds.nightly(site_id=site.id, at=MIDNIGHT + timedelta(hours=4))
    episode = Episode.objects.get(kind=EpisodeKind.AFTER_HOURS)
    assert episode.meter_id == loud.id
    assert episode.size_per_hour == pytest.approx(8, abs=1)
    assert episode.yuan_per_day > 0
    assert episode.parameters_used
    assert not Episode.objects.filter(meter=quiet).exists()


def test_the_night_round_tells_sub_meters_that_exceed_their_parent(site):
    parent = meter_of(site)
    children = [meter_of(site, parent=parent) for _ in range(2)]
    use = office(57)
    store(parent, use)
    for child in children:
        store(child, use * 0.6)
    rounds.nightly(site_id=site.id, at=MIDNIGHT + timedelta(hours=4))
    episode = Episode.objects.get()
    assert (episode.kind, episode.meter_id) == (EpisodeKind.BALANCE, parent.id)
    assert episode.detail["share"] == pytest.approx(-0.2, abs=0.01)


def test_an_exempt_meter_is_passed_over(site):
    meter = meter_of(site)
    store(meter, office(3))
    at = MIDNIGHT + timedelta(hours=9)
    manager = make_actor(site=site, grants=role_grants("energy_manager"))
    choosing.exempt(
        meter_number=meter.number,
        kind=EpisodeKind.DEAD,
        reason="switched off for works",
        until_on=at.date() + timedelta(days=9),
        actor=manager,
        at=at,
    )
    rounds.every_quarter(site_id=site.id, at=at)
    assert not Episode.objects.exists()


def test_another_site_is_not_looked_at(site):
    store(meter_of(make_site()), office(3))
    rounds.every_quarter(site_id=site.id, at=MIDNIGHT + timedelta(hours=40))
    assert not Episode.objects.exists()


def dead(site, *, unit=None, severity=Severity.MAJOR, at=MIDNIGHT):
    from jieyue.energy.watch.episodes import open_or_extend

    meter = make_meter(site=site, unit=unit)
    return open_or_extend(
        site_id=site.id, kind=EpisodeKind.DEAD, meter_id=meter.id, started_at=at, seen_at=at,
        severity=severity, detail={}, source=f"dead:{meter.id}", parameters_used={}, at=at,
    )  # fmt: skip


def holder(unit, role):
    person = make_person(unit=unit)
    make_account(person=person, grants=role_grants(role))
    return person


def told(person):
    return Notice.objects.filter(person_id=person.id).count()


def test_who_is_told_at_once(site):
    unit, other = make_unit(site=site), make_unit(site=site)
    manager, officer = holder(unit, "energy_manager"), holder(unit, "unit_energy_officer")
    stranger, leader = holder(other, "unit_energy_officer"), holder(unit, "leader")
    dead(site, unit=unit)
    dead(site, unit=unit, severity=Severity.MINOR)
    deliver_all(now=timezone.now())
    assert [told(p) for p in (manager, officer, stranger, leader)] == [1, 1, 0, 0]
    telling.send_digest(site_id=site.id, at=MIDNIGHT + timedelta(hours=1))
    assert [told(p) for p in (manager, officer, stranger, leader)] == [2, 2, 0, 0]


def test_each_person_chooses(site):
    unit = make_unit(site=site)
    manager, leader = holder(unit, "energy_manager"), holder(unit, "leader")
    for person, how in ((manager, "never"), (leader, "at_once")):
        actor = make_actor(unit=unit, person=person, grants=role_grants("leader"))
        choosing.subscribe(wishes={"": (Severity.NOTICE, how)}, actor=actor)
    dead(site)
    deliver_all(now=timezone.now())
    telling.send_digest(site_id=site.id, at=MIDNIGHT + timedelta(hours=1))
    assert (told(manager), told(leader)) == (0, 1)


def test_a_person_is_told_so_many_times_an_hour_and_of_the_rest_in_the_digest(site):
    manager = holder(make_unit(site=site), "energy_manager")
    for _ in range(10):
        dead(site)
    deliver_all(now=timezone.now())
    assert told(manager) == 6
    telling.send_digest(site_id=site.id, at=MIDNIGHT + timedelta(hours=1))
    assert told(manager) == 7


def test_what_nobody_acknowledges_is_escalated_once(site):
    unit = make_unit(site=site)
    manager, reader = holder(unit, "energy_manager"), holder(unit, "meter_reader")
    first, second = dead(site), dead(site)
    handler = make_actor(site=site, grants=role_grants("energy_manager"))
    actions.acknowledge(number=second.number, actor=handler, at=MIDNIGHT)
    for hours in (1, 25, 26):
        telling.escalate(site_id=site.id, at=MIDNIGHT + timedelta(hours=hours))
    assert (told(manager), told(reader)) == (1, 0)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.escalated_at is None, second.escalated_at) == (False, None)


def test_what_was_told_as_a_silence_is_not_told_again_as_a_gap(site):
    meter, other = meter_of(site), meter_of(site)
    store(meter, office(20)[:-30], until=MIDNIGHT - timedelta(hours=30))
    store(other, office(20))
    rounds.every_quarter(site_id=site.id, at=MIDNIGHT)
    assert kinds(site) == ["dead"]
    later = MIDNIGHT + timedelta(hours=2)
    from_s = int((MIDNIGHT - timedelta(hours=30)).timestamp())
    for each in (meter, other):
        StepNote.objects.create(
            site=site, meter=each, kind="gap", from_s=from_s, to_s=int(later.timestamp()),
            from_milli=5000, to_milli=6000, use_micro=None,
        )  # fmt: skip
    rounds.every_quarter(site_id=site.id, at=later)
    assert kinds(site) == ["dead", "gap"]
    assert Episode.objects.get(kind="gap").meter_id == other.id


def test_readings_after_the_round_do_not_wake_a_silent_meter(site):
    meter = meter_of(site)
    store(meter, office(20), until=MIDNIGHT)
    store(meter, [1, 2], until=MIDNIGHT + timedelta(hours=60))
    rounds.every_quarter(site_id=site.id, at=MIDNIGHT + timedelta(hours=20))
    assert kinds(site) == ["dead"]


def test_a_step_backwards_waits_for_the_exchange_that_explains_it(site):
    meter = meter_of(site)
    store(meter, office(20))
    at_s = int(MIDNIGHT.timestamp())
    note = StepNote.objects.create(
        site=site, meter=meter, kind="backwards", from_s=at_s - HOUR_S, to_s=at_s,
        from_milli=5000, to_milli=40, use_micro=None,
    )  # fmt: skip
    rounds.every_quarter(site_id=site.id, at=MIDNIGHT)
    rounds.nightly(site_id=site.id, at=MIDNIGHT + timedelta(days=20))
    backwards = Episode.objects.filter(kind="backwards")
    assert backwards.get().status == EpisodeStatus.OPEN
    note.delete()
    rounds.nightly(site_id=site.id, at=MIDNIGHT + timedelta(days=21))
    assert backwards.get().status == EpisodeStatus.RESOLVED
