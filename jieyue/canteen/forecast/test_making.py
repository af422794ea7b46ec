"""Learning, forecasting and replaying a canteen's own record, with the real engine."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from jieyue.canteen.diners import actions as diners
from jieyue.canteen.diners.models import Attendance
from jieyue.canteen.factories import (
    make_attendance,
    make_canteen,
    make_forecast,
    make_history,
    make_meal_period,
)
from jieyue.canteen.forecast import learning, making
from jieyue.canteen.forecast.models import Forecast, ModelFile
from jieyue.canteen.forecast.queries import NoForecast, latest_forecast
from jieyue.canteen.forecast.scoring import score
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 3, 8, 11, 30, tzinfo=UTC)  # a Sunday
TODAY = EVENING.date()
FRIDAY = TODAY + timedelta(days=5)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def canteen():
    canteen = make_canteen(site=make_site())
    make_meal_period(canteen=canteen)
    return canteen


def worker(canteen):
    return system("test", site_id=canteen.site_id)


def lunch(canteen, day):
    return latest_forecast(canteen_id=canteen.id, meal="lunch", day=day)


def test_ten_days_are_enough_for_a_cautious_forecast(canteen):
    make_history(canteen=canteen, until=TODAY, days=10, served=900)
    assert making.make(actor=worker(canteen), at=EVENING) == 10
    row = lunch(canteen, TODAY + timedelta(days=1))
    assert 800 < row.expected < 980
    assert row.low < row.expected < row.high
    assert (row.sureness, row.reasons) == ("low", [])
    assert "few_days" in row.sureness_reasons
    assert list(row.quantiles.values()) == sorted(row.quantiles.values())


def test_without_history_there_is_no_forecast_and_the_rest_goes_on(canteen):
    fresh = make_canteen(site=canteen.site)
    make_meal_period(canteen=fresh)
    make_history(canteen=canteen, until=TODAY, days=12)
    assert making.make(actor=worker(canteen), at=EVENING) == 10
    with pytest.raises(NoForecast):
        lunch(fresh, FRIDAY)


def test_a_site_without_any_record_makes_nothing():
    canteen = make_canteen()
    make_meal_period(canteen=canteen)
    learning.nightly(site_id=canteen.site_id, at=EVENING)
    assert making.make(actor=worker(canteen), at=EVENING) == 0


def test_a_learnt_model_is_a_file_with_a_version_and_knows_fridays(canteen):
    make_history(canteen=canteen, until=TODAY, days=220)
    file = learning.refit(until=TODAY, actor=worker(canteen), at=EVENING)
    again = learning.refit(until=TODAY, actor=worker(canteen), at=EVENING)
    assert (file.version, file.id) == (again.version, again.id)
    assert Entry.objects.filter(name="canteen.forecast.model_learnt").count() == 1
    making.make(actor=worker(canteen), at=EVENING)
    friday, thursday = lunch(canteen, FRIDAY), lunch(canteen, FRIDAY - timedelta(days=1))
    assert friday.version == file.version
    assert 790 < friday.expected < 830
    assert 880 < thursday.expected < 920
    assert {"code": "weekday", "effect_pct": pytest.approx(-8, abs=4)} in friday.reasons
    fact = Entry.objects.get(name="canteen.forecast.made").data
    assert (fact["meals"], fact["version"]) == (10, file.version)


def test_a_lost_model_file_is_survived(canteen, settings):
    make_history(canteen=canteen, until=TODAY, days=220)
    file = learning.refit(until=TODAY, actor=worker(canteen), at=EVENING)
    (settings.DATA / file.path).unlink()
    assert learning.newest(site_id=canteen.site_id, until=TODAY) is None
    assert making.make(actor=worker(canteen), at=EVENING) == 10


def test_a_closed_day_is_not_forecast(canteen):
    make_history(canteen=canteen, until=TODAY, days=12)
    diners.close(
        canteen_id=canteen.id, first_on=FRIDAY, last_on=FRIDAY, reason="检修",
        actor=worker(canteen), at=EVENING,
    )  # fmt: skip
    making.make(actor=worker(canteen), at=EVENING)
    assert not Forecast.objects.filter(day=FRIDAY).exists()
    make_forecast(canteen=canteen, day=FRIDAY)  # made before the closure was known
    with pytest.raises(NoForecast):
        lunch(canteen, FRIDAY)


def test_today_is_forecast_once_and_never_again(canteen):
    make_history(canteen=canteen, until=TODAY, days=12)
    monday = EVENING + timedelta(hours=12)
    for hours in (0, 1):
        making.make(actor=worker(canteen), at=monday + timedelta(hours=hours))
    day = timezone.localdate(monday)
    assert Forecast.objects.filter(day=day).count() == 1
    assert Forecast.objects.filter(day=day + timedelta(days=1)).count() == 2


def test_the_past_is_replayed_from_what_was_known(canteen):
    make_history(canteen=canteen, until=TODAY, days=100)
    first = TODAY - timedelta(days=28)
    replay = {"first": first, "last": TODAY, "horizon": 1, "actor": worker(canteen)}
    made = making.replay(**replay)
    assert made == Forecast.objects.count() > 15
    assert making.replay(**replay) == 0
    before = list(Forecast.objects.order_by("day").values_list("day", "expected"))
    late = Attendance.objects.filter(day__gte=TODAY - timedelta(days=10))
    late.update(served=300)
    Forecast.objects.all().delete()
    making.replay(**replay)
    after = list(Forecast.objects.order_by("day").values_list("day", "expected"))
    changed = [day for (day, old), (_, new) in zip(before, after, strict=True) if old != new]
    assert min(changed) > TODAY - timedelta(days=10)
    assert score(actor=worker(canteen), at=EVENING) == made


def test_sites_learn_only_from_their_own_record(canteen):
    make_history(canteen=canteen, until=TODAY, days=220)
    learning.refit(until=TODAY, actor=worker(canteen), at=EVENING)
    other = make_canteen()
    make_meal_period(canteen=other)
    make_attendance(canteen=other, day=TODAY - timedelta(days=2), served=50)
    assert learning.newest(site_id=other.site_id, until=TODAY) is None
    making.make(actor=worker(other), at=EVENING)
    assert set(Forecast.objects.values_list("site_id", flat=True)) <= {other.site_id}
    assert set(ModelFile.objects.values_list("site_id", flat=True)) == {canteen.site_id}


def test_only_who_may_learns_and_forecasts(canteen):
    reader = make_actor(site=canteen.site, grants={"canteen.forecast.read": "complex"})
    with pytest.raises(NotAllowed):
        learning.refit(until=TODAY, actor=reader, at=EVENING)
    with pytest.raises(NotAllowed):
        making.make(actor=reader, at=EVENING)
