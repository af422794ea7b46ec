from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from jieyue.access.factories import make_zone
from jieyue.access.presence.models import CountedDay, ZoneQuarter
from jieyue.access.presence.rules.counting import METHOD
from jieyue.energy.factories import make_meter
from jieyue.energy.watch import episodes
from jieyue.energy.watch.models import EpisodeKind, Severity
from jieyue.estate.factories import make_building
from jieyue.kit import journal
from jieyue.people.factories import make_account, make_site, make_unit, role_grants

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
DAY_STARTS = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # Monday, 0:00 in Shanghai


class World:
    """A building with a meter and a zone, whose gates counted Monday."""

    def __init__(self):
        self.site = make_site()
        self.unit = make_unit(site=self.site)
        self.building = make_building(site=self.site, name="东楼")
        self.zone = make_zone(site=self.site, building=self.building)
        self.meter = make_meter(site=self.site, building=self.building)

    def count(self, people, *, quarter=time(23), coverage=1.0):
        CountedDay.objects.create(
            site=self.site,
            day=MONDAY,
            until=NOON - timedelta(hours=9),
            counted_at=NOON,
            passages=50,
            missed_out=0.05,
            missed_in=0.03,
            method=METHOD,
        )
        ZoneQuarter.objects.create(
            site=self.site,
            zone=self.zone,
            unit=self.unit,
            day=MONDAY,
            quarter=quarter,
            counted=people or 0,
            estimate=people,
            low=people or 0,
            high=people,
            nobody=0.0,
            coverage=coverage,
            method=METHOD,
        )

    def opened(self, kind=EpisodeKind.AFTER_HOURS, *, began=DAY_STARTS, seen_at=NOON):
        episode = episodes.open_or_extend(
            site_id=self.site.id,
            kind=kind,
            meter_id=self.meter.id,
            started_at=began,
            seen_at=seen_at,
            severity=Severity.MINOR,
            detail={"value": 9, "expected": 2},
            source=f"{kind}:1",
            parameters_used={},
            at=NOON,
        )
        journal.deliver_all(now=NOON)
        episode.refresh_from_db()
        return episode

    def page(self, client, episode):
        account = make_account(site=self.site, grants=role_grants("energy_manager"))
        client.force_login(account)
        session = client.session
        session["totp_done"] = True
        session.save()
        address = reverse("energy:episode", args=[episode.number])
        return client.get(address).content.decode()


@pytest.fixture
def world():
    return World()


def test_load_after_hours_is_told_beside_who_was_inside(world, client):
    world.count(20.0)
    episode = world.opened()

    inside = episode.detail["inside"]
    assert (inside["building"], inside["heard"]) == ("东楼", 1.0)
    assert inside["at"] == "2026-11-23T23:00:00+08:00"
    assert inside["least"] <= 20 <= inside["most"]
    assert inside["most"] - inside["least"] >= 4, "no narrower than presence shows it"
    assert "23:00" in world.page(client, episode)
    assert f"{inside['most']} 人" in world.page(client, episode)


def test_it_stays_with_the_episode_while_that_goes_on(world):
    world.count(20.0)
    first = world.opened().detail["inside"]
    again = world.opened(seen_at=NOON + timedelta(days=1))

    assert again.last_seen_at == NOON + timedelta(days=1)
    assert again.detail["inside"] == first


def test_few_people_are_a_band(world, client):
    world.count(1.0)
    episode = world.opened()

    assert episode.detail["inside"]["least"] == 0
    assert episode.detail["inside"]["most"] >= 4
    assert "也可能无人" in world.page(client, episode)


def test_silent_readers_are_not_nobody(world, client):
    world.count(None, coverage=0.2)
    episode = world.opened()

    assert episode.detail["inside"]["most"] is None
    assert "在楼人数不明" in world.page(client, episode)


def test_a_leak_is_told_beside_the_quarter_it_began_in(world):
    world.count(20.0, quarter=time(14, 15))
    began = datetime(2026, 11, 23, 6, 22, tzinfo=UTC)

    assert world.opened(EpisodeKind.LEAK, began=began).detail["inside"]["at"][:16] == (
        "2026-11-23T14:15"
    )


def test_nothing_is_said_where_people_explain_nothing_or_nobody_counts(world):
    assert "inside" not in world.opened().detail, "that day was not counted"
    world.count(20.0)
    assert "inside" not in world.opened(EpisodeKind.DEAD).detail
    other = World()
    other.meter = make_meter(site=other.site)
    other.count(20.0)
    assert "inside" not in other.opened().detail, "the meter stands in no building"
