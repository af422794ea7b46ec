"""Two workers, and two people, at one episode in the same moment."""

from datetime import UTC, datetime, timedelta

import pytest

from jieyue.energy.factories import make_meter
from jieyue.energy.watch import actions, episodes, refusals
from jieyue.energy.watch.models import Episode, EpisodeKind, EpisodeStatus, MergedSign, Severity
from jieyue.kit.actor import system

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def opening(meter, *, source="s", kind=EpisodeKind.DEAD, minutes=0):
    return lambda: episodes.open_or_extend(
        site_id=meter.site_id, kind=kind, meter_id=meter.id, started_at=AT - timedelta(hours=3),
        seen_at=AT + timedelta(minutes=minutes), severity=Severity.MINOR, detail={}, source=source,
        parameters_used={}, at=AT,
    )  # fmt: skip


def test_two_workers_open_one_episode(at_once):
    meter = make_meter()
    found = at_once(*(opening(meter, minutes=n) for n in range(4)))
    assert not [each for each in found if isinstance(each, Exception)], found
    assert len({each.id for each in found}) == 1
    episode = Episode.objects.get()
    assert episode.last_seen_at == AT + timedelta(minutes=3)
    assert episode.steps.count() == 1


def test_two_workers_in_a_storm_join_one_sign(at_once):
    meter = make_meter()
    for n in range(12):
        opening(meter, source=f"s{n}")()
    before = Episode.objects.count()
    found = at_once(*(opening(meter, source="late", minutes=n) for n in range(3)))
    assert not [each for each in found if isinstance(each, Exception)], found
    assert Episode.objects.count() == before
    assert MergedSign.objects.filter(source="late").count() == 1
    carrier = MergedSign.objects.get(source="late").episode
    assert carrier.merged == MergedSign.objects.filter(episode=carrier).count()


def test_of_two_who_resolve_one_episode_the_second_is_told_by_whom(at_once):
    meter = make_meter()
    episode = opening(meter)()
    Episode.objects.filter(id=episode.id).update(gone_at=AT)

    def resolve(name):
        actor = system(name, site_id=meter.site_id)
        return lambda: actions.resolve(number=episode.number, cause="repaired", actor=actor, at=AT)

    found = at_once(resolve("one"), resolve("two"))
    (refused,) = [each for each in found if isinstance(each, Exception)]
    assert isinstance(refused, refusals.EpisodeMovedOn), refused
    assert refused.by in ("one", "two")
    episode.refresh_from_db()
    assert (episode.status, episode.steps.count()) == (EpisodeStatus.RESOLVED, 2)
