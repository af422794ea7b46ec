"""The demo's weather in the product: observed to the evening, forecast for a week."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from jieyue.estate.weather import queries
from jieyue.people.factories import make_site
from simulator.loading import sky
from simulator.loading.stage import HISTORY_DAYS, Stage
from simulator.weather import weather

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def stage():
    return Stage(make_site().id, SimpleNamespace(seed=7), None, AT, {})


def kept(stage):
    found = queries.between(
        site_id=stage.site_id, first=stage.first_day, last=stage.today + timedelta(days=30)
    )
    return {day: (float(row.high_c), row.source) for day, row in found.items()}


def test_the_record_goes_back_to_the_first_day_and_is_kept_once(stage):
    yesterday = stage.today - timedelta(days=1)
    for _ in range(2):
        sky.load_observed(stage, until=yesterday)

    found = kept(stage)
    assert len(found) == HISTORY_DAYS
    assert {source for _, source in found.values()} == {"observed"}
    assert found[yesterday][0] == weather(yesterday, seed=7).high_c


def test_each_evening_observes_its_day_and_forecasts_a_week_anew(stage):
    monday, tuesday = stage.today, stage.today + timedelta(days=1)
    sky.report(stage, on=monday)
    first = kept(stage)
    sky.report(stage, on=tuesday)
    second = kept(stage)

    assert [source for _, source in first.values()] == ["observed"] + ["forecast"] * 7
    assert [source for _, source in second.values()] == ["observed"] * 2 + ["forecast"] * 7
    assert second[tuesday] == (weather(tuesday, seed=7).high_c, "observed") != first[tuesday]
