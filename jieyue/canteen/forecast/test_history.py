"""What the engine is told of a day: the menu and the weather as far as they were known."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from jieyue.canteen.factories import make_canteen, make_history, make_meal_period
from jieyue.canteen.forecast.history import history, name_of
from jieyue.canteen.menus.factories import make_dish, make_menu
from jieyue.canteen.menus.models import ServedCount
from jieyue.estate.weather.models import DayWeather
from jieyue.people.factories import make_site

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 6)
AT = datetime(2026, 3, 6, 12, tzinfo=UTC)


@pytest.fixture
def canteen():
    canteen = make_canteen(site=make_site())
    make_meal_period(canteen=canteen)
    make_history(canteen=canteen, until=TODAY + timedelta(days=1), days=40)
    return canteen


def known(canteen):
    return history(site_id=canteen.site_id, until=TODAY)


def make_weather(site_id, day, *, rain="3.5", source="observed"):
    DayWeather.objects.create(
        site_id=site_id,
        day=day,
        low_c=Decimal(4),
        high_c=Decimal(11),
        rain_mm=Decimal(rain),
        source=source,
        recorded_at=AT,
    )


def test_without_weather_and_menus_nothing_is_said_of_them(canteen):
    found = known(canteen)

    assert not found.ahead.keys() & {"menu_appeal", "rain_mm", "temperature_c"}
    assert found.coverage(TODAY)["weather"] == found.coverage(TODAY)["menu"] == 0


def test_weather_reaches_the_engine_where_it_is_kept_and_only_there(canteen):
    tomorrow = TODAY + timedelta(days=1)
    make_weather(canteen.site_id, TODAY)
    make_weather(canteen.site_id, tomorrow, rain="0", source="forecast")
    make_weather(make_site().id, TODAY - timedelta(days=1))

    found, lunch = known(canteen), name_of(canteen.id, "lunch")

    assert found.ahead["rain_mm"] == {(lunch, TODAY): 3.5, (lunch, tomorrow): 0}
    assert found.ahead["temperature_c"][lunch, TODAY] == 7.5
    assert np.isfinite(found.panel.ahead["rain_mm"]).sum() == 1
    assert found.coverage(TODAY)["weather"] == 1
    assert found.coverage(TODAY - timedelta(days=1))["weather"] == 0


def test_the_menu_reaches_the_engine_with_what_was_known_of_its_dishes(canteen):
    dish, cold = (make_dish(site=canteen.site, course=course) for course in ("main", "cold"))
    for n in (30, 10, -1):
        make_menu(canteen=canteen, day=TODAY - timedelta(days=n), dishes=[dish, cold])
    for n in (30, 10):
        ServedCount.objects.create(
            site=canteen.site,
            canteen=canteen,
            day=TODAY - timedelta(days=n),
            meal="lunch",
            dish=dish,
            diners=900,
            taken=800,
        )
    make_menu(canteen=canteen, day=TODAY, dishes=[cold])

    found = {day: value for (_, day), value in known(canteen).ahead["menu_appeal"].items()}

    assert sorted(found) == [TODAY - timedelta(days=n) for n in (30, 10, -1)]
    assert found[TODAY - timedelta(days=30)] == 1
    assert found[TODAY + timedelta(days=1)] == found[TODAY - timedelta(days=10)] > 1
