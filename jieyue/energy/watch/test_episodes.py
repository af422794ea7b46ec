"""An episode opens once, lasts, is gone, closes; a storm makes few of many."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.energy.factories import make_meter
from jieyue.energy.watch import actions, episodes, refusals
from jieyue.energy.watch.models import Duty, Episode, EpisodeKind, EpisodeStatus, Severity
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def opened(meter, *, kind=EpisodeKind.DEAD, source="", at=AT, seen_at=AT, **more):
    return episodes.open_or_extend(
        **{
            "site_id": meter.site_id,
            "kind": kind,
            "meter_id": meter.id,
            "started_at": seen_at - timedelta(hours=2),
            "seen_at": seen_at,
            "severity": Severity.MINOR,
            "detail": {"hours": 2},
            "source": source or f"{kind}:{meter.id}",
            "parameters_used": {},
            "at": at,
            **more,
        }
    )


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def meter(unit):
    return make_meter(unit=unit)


@pytest.fixture
def handler(unit):
    return make_actor(
        unit=unit, person=make_person(unit=unit), grants=role_grants("energy_manager")
    )


def facts_of(episode):
    return list(
        Entry.objects.filter(site_id=episode.site_id, name__startswith="energy.watch")
        .order_by("id")
        .values_list("name", flat=True)
    )


def test_the_same_sign_is_one_episode_that_lasts(meter):
    first = opened(meter)
    again = opened(meter, seen_at=AT + timedelta(hours=1), severity=Severity.MAJOR)
    assert (again.id, again.number) == (first.id, "EP-2026-00001")
    assert again.last_seen_at == AT + timedelta(hours=1)
    assert again.severity == Severity.MAJOR
    assert opened(meter, seen_at=AT).severity == Severity.MAJOR
    assert facts_of(first) == ["energy.watch.opened"]


def test_an_episode_knows_its_unit_and_whose_duty_it_is(meter, unit):
    person, other = make_person(unit=unit), make_person(unit=unit)
    Duty.objects.create(site=unit.site, kind="", unit=unit, person=other)
    Duty.objects.create(site=unit.site, kind=EpisodeKind.DEAD, unit=None, person=person)
    episode = opened(meter)
    assert (episode.unit_id, episode.owner_id) == (unit.id, person.id)
    assert opened(meter, kind=EpisodeKind.SPIKE).owner_id == other.id


def test_gone_and_then_closed_by_itself(meter):
    episode = opened(meter)
    gone = AT + timedelta(hours=3)
    episodes.mark_gone(source=episode.source, gone_at=gone, at=gone)
    assert episodes.close_gone(site_id=meter.site_id, days=3, at=gone + timedelta(days=2)) == 0
    assert episodes.close_gone(site_id=meter.site_id, days=3, at=gone + timedelta(days=3)) == 1
    episode.refresh_from_db()
    assert episode.status == EpisodeStatus.RESOLVED
    assert facts_of(episode) == [
        "energy.watch.opened",
        "energy.watch.gone",
        "energy.watch.resolved",
    ]


def test_what_comes_back_before_it_closed_is_there_again(meter):
    episode = opened(meter)
    episodes.mark_gone(source=episode.source, gone_at=AT + timedelta(hours=1), at=AT)
    assert opened(meter, seen_at=AT).gone_at is not None  # an old sign brings nothing back
    assert opened(meter, seen_at=AT + timedelta(hours=2)).gone_at is None


def test_a_leak_is_resolved_only_when_it_is_gone_and_comes_back_by_itself(meter, handler):
    leak = opened(meter, kind=EpisodeKind.LEAK, size_per_hour=Decimal("0.012"))
    with pytest.raises(refusals.StillThere):
        actions.resolve(number=leak.number, cause="tap", actor=handler, at=AT)
    gone = AT + timedelta(hours=1)
    episodes.mark_gone(source=leak.source, gone_at=gone, at=gone)
    assert episodes.close_gone(site_id=meter.site_id, days=0, at=gone + timedelta(days=9)) == 0
    actions.resolve(number=leak.number, cause="tap", actor=handler, at=gone)
    back = opened(meter, kind=EpisodeKind.LEAK, seen_at=gone + timedelta(hours=5))
    assert (back.id, back.status) == (leak.id, EpisodeStatus.OPEN)


def test_what_a_person_resolved_stays_resolved(meter, handler):
    episode = opened(meter)
    actions.resolve(number=episode.number, cause="rebuilt", actor=handler, at=AT)
    assert opened(meter, seen_at=AT + timedelta(days=1)).status == EpisodeStatus.RESOLVED


def test_the_life_of_an_episode_through_the_journal(meter, handler):
    episode = opened(meter)
    actions.acknowledge(number=episode.number, actor=handler, at=AT)
    actions.take_on(number=episode.number, actor=handler, at=AT)
    actions.resolve(number=episode.number, cause="loose plug", actor=handler, at=AT)
    actions.reopen(number=episode.number, reason="still dead", actor=handler, at=AT)
    episode.refresh_from_db()
    assert (episode.status, episode.owner_id) == (EpisodeStatus.OPEN, handler.person_id)
    assert facts_of(episode) == [
        "energy.watch.opened",
        "energy.watch.acknowledged",
        "energy.watch.taken_on",
        "energy.watch.resolved",
        "energy.watch.reopened",
    ]
    assert [step.status for step in episode.steps.all()] == [
        "open",
        "acknowledged",
        "in_work",
        "resolved",
        "open",
    ]


def test_the_second_to_acknowledge_is_told_who_was_first(meter, handler):
    episode = opened(meter)
    actions.acknowledge(number=episode.number, seen=episode.revision, actor=handler, at=AT)
    with pytest.raises(refusals.EpisodeMovedOn) as refused:
        actions.acknowledge(number=episode.number, seen=episode.revision, actor=handler, at=AT)
    assert (refused.value.by, refused.value.at) == (handler.name, AT)


def test_a_fresher_reading_does_not_stop_a_person(meter, handler):
    episode = opened(meter)
    opened(meter, seen_at=AT + timedelta(hours=1))
    actions.acknowledge(number=episode.number, seen=episode.revision, actor=handler, at=AT)


def test_an_old_screen_is_told_of_what_was_done_since(meter, handler):
    episode = opened(meter)
    actions.take_on(number=episode.number, actor=handler, at=AT)
    with pytest.raises(refusals.EpisodeMovedOn):
        actions.resolve(
            number=episode.number, cause="x", seen=episode.revision, actor=handler, at=AT
        )


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda n, a: actions.resolve(number=n, cause=" ", actor=a, at=AT), refusals.CauseNeeded),
        (
            lambda n, a: actions.take_on(number=n, person_id=999_999, actor=a, at=AT),
            refusals.NoSuchPerson,
        ),
        (
            lambda n, a: actions.reopen(number=n, reason="x", actor=a, at=AT),
            refusals.EpisodeMovedOn,
        ),
        (
            lambda n, a: actions.acknowledge_many(numbers=[n] * 201, actor=a, at=AT),
            refusals.TooManyAtOnce,
        ),
    ],
)
def test_what_is_refused(meter, handler, act, refusal):
    episode = opened(meter)
    with pytest.raises(refusal):
        act(episode.number, handler)
    assert Episode.objects.get(id=episode.id).revision == episode.revision


def test_bulk_passes_over_what_others_did(meter, handler):
    first, second = opened(meter), opened(meter, kind=EpisodeKind.SPIKE)
    actions.acknowledge(number=first.number, actor=handler, at=AT)
    numbers = [first.number, second.number]
    assert actions.acknowledge_many(numbers=numbers, actor=handler, at=AT) == (1, 1)
    given = actions.assign_many(numbers=numbers, person_id=handler.person_id, actor=handler, at=AT)
    assert given == (2, 0)


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_handle_and_who_may_not(meter, unit, role):
    episode = opened(meter)
    actor = make_actor(unit=unit, grants=role_grants(role))
    refused = {
        "meter_reader": None,
        "energy_manager": None,
        "energy_statistician": NotAllowed,
        "leader": NotAllowed,
        "office_administrator": NotAllowed,
        "unit_energy_officer": NotAllowed,
    }.get(role, Episode.DoesNotExist)
    if refused is None:
        actions.acknowledge(number=episode.number, actor=actor, at=AT)
    else:
        with pytest.raises(refused):
            actions.acknowledge(number=episode.number, actor=actor, at=AT)


def test_another_site_and_another_unit_see_nothing(meter):
    episode = opened(meter)
    manager = make_actor(site=make_site(), grants=role_grants("energy_manager"))
    with pytest.raises(Episode.DoesNotExist):
        actions.acknowledge(number=episode.number, actor=manager, at=AT)
    officer = make_actor(unit=make_unit(site=meter.site), grants=role_grants("unit_energy_officer"))
    assert not Episode.objects.visible_to(officer).exists()


def test_a_storm_on_the_site_is_bounded_and_nothing_is_lost():
    site = make_site()
    meters = [make_meter(site=site) for _ in range(30)]
    for meter in meters:
        opened(meter)
    assert Episode.objects.count() == 20
    assert sum(Episode.objects.values_list("merged", flat=True)) == 10
    for meter in meters:  # told again, nothing is counted twice
        opened(meter, seen_at=AT + timedelta(minutes=15), at=AT + timedelta(minutes=15))
    assert Episode.objects.count() == 20
    assert sum(Episode.objects.values_list("merged", flat=True)) == 10


def test_another_kind_is_not_drowned_by_a_storm():
    site = make_site()
    for _ in range(25):
        opened(make_meter(site=site))
    leaks = [opened(make_meter(site=site), kind=EpisodeKind.LEAK) for _ in range(3)]
    assert len({leak.id for leak in leaks}) == 3


def test_one_meter_cannot_fill_the_day(meter):
    found = {opened(meter, kind=EpisodeKind.SPIKE, source=f"spike:{n}").id for n in range(8)}
    assert len(found) == 3
    later = opened(meter, kind=EpisodeKind.SPIKE, source="spike:9", at=AT + timedelta(days=2))
    assert later.id not in found


def test_what_joined_opens_by_itself_once_its_carrier_is_resolved(meter, handler):
    for n in range(4):
        carrier = opened(meter, kind=EpisodeKind.SPIKE, source=f"spike:{n}")
    assert carrier.merged == 1
    actions.resolve(number=carrier.number, cause="x", actor=handler, at=AT)
    own = opened(
        meter, kind=EpisodeKind.SPIKE, source="spike:3", at=AT + timedelta(days=2), seen_at=AT
    )
    assert own.id != carrier.id
