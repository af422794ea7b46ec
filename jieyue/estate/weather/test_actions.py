from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.estate.permissions import EstatePermission
from jieyue.estate.weather import actions, queries, rules
from jieyue.estate.weather.models import DayWeather
from jieyue.estate.weather.test_rules import row
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
TODAY = date(2026, 3, 2)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def actor():
    return make_actor(
        site=make_site(),
        grants=dict.fromkeys(
            [EstatePermission.WEATHER_READ, EstatePermission.WEATHER_RECORD], "complex"
        ),
    )


def kept(actor):
    found = queries.between(
        site_id=actor.site_id, first=TODAY - timedelta(days=9), last=TODAY + timedelta(days=9)
    )
    return {day: (str(w.low_c), w.source) for day, w in found.items()}


def test_a_day_is_recorded_with_what_stood_there_before(actor):
    assert actions.record(row(), actor=actor, at=AT) == "added"
    assert actions.record(row(), actor=actor, at=AT) == "unchanged"
    assert actions.record(row(low="7"), actor=actor, at=AT) == "changed"

    assert kept(actor) == {TODAY: ("7.0", "observed")}
    first, second = Entry.objects.filter(name="estate.weather.recorded").order_by("id")
    assert first.data["before"] == {}
    assert second.data["before"]["low_c"] == "6.5"


def test_an_observation_takes_the_place_of_a_forecast_and_never_the_other_way(actor):
    actions.record(row(source="forecast"), actor=actor, at=AT)
    actions.record(row(low="4"), actor=actor, at=AT)

    with pytest.raises(rules.AlreadyObserved):
        actions.record(row(source="forecast"), actor=actor, at=AT)
    assert actions.take_in([row(low="1", source="forecast")], actor=actor, at=AT) == 0
    assert kept(actor) == {TODAY: ("4.0", "observed")}


def test_many_days_are_one_fact_and_twice_the_same_is_none(actor):
    rows = [row(day=TODAY - timedelta(days=n)) for n in range(3)]
    rows.append(row(day=TOMORROW, source="forecast"))

    assert actions.take_in(rows, actor=actor, at=AT) == 4
    assert actions.take_in(rows, actor=actor, at=AT) == 0
    assert actions.take_in([row(low="1"), *rows[1:]], actor=actor, at=AT) == 1

    whole, one = Entry.objects.filter(name="estate.weather.taken_in").order_by("id")
    assert whole.data == {"first_on": "2026-02-28", "last_on": "2026-03-03", "days": 4}
    assert one.data["days"] == 1
    assert kept(actor)[TODAY] == ("1.0", "observed")


def test_one_bad_day_of_many_keeps_all_out(actor):
    with pytest.raises(rules.NotYetObserved):
        actions.take_in([row(), row(day=TOMORROW)], actor=actor, at=AT)

    assert not DayWeather.objects.exists()


def test_who_may_not_record_records_nothing(actor):
    reader = make_actor(grants={EstatePermission.WEATHER_READ: "complex"})

    for act in (
        lambda: actions.record(row(), actor=reader, at=AT),
        lambda: actions.put(row(), actor=reader, at=AT),
        lambda: actions.take_in([row()], actor=reader, at=AT),
        lambda: actions.note_taken_in([TODAY], actor=reader, at=AT),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_each_site_has_its_own_weather(actor):
    other = make_actor(site=make_site(), grants={EstatePermission.WEATHER_RECORD: "complex"})
    actions.record(row(), actor=actor, at=AT)
    actions.record(row(low="1"), actor=other, at=AT)

    assert kept(actor) == {TODAY: ("6.5", "observed")}
    assert [r["low_c"] for r in queries.table(actor)] == [Decimal("6.5")]
    assert queries.between(site_id=actor.site_id, first=TODAY, last=TODAY)[TODAY].mean_c == Decimal(
        "9.75"
    )
