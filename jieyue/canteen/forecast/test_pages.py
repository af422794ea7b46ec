from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.factories import (
    make_attendance,
    make_canteen,
    make_forecast,
    make_history,
    make_meal_period,
)
from jieyue.canteen.forecast import backtests
from jieyue.canteen.forecast.board import board
from jieyue.canteen.forecast.models import ForecastCorrection
from jieyue.canteen.forecast.scoring import score
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.kit.tasks.models import Task, TaskStatus
from jieyue.people.factories import make_account, make_actor, make_person, make_site, make_unit

pytestmark = pytest.mark.django_db
PAGES = {
    "backtest": "canteen.forecast.refit",
    "board": "canteen.forecast.read",
    "forecast": "canteen.forecast.read",
    "forecast_accuracy": "canteen.forecast.read",
}


@pytest.fixture
def canteen():
    canteen = make_canteen(site=make_site(), name="机关一食堂")
    make_meal_period(canteen=canteen, workdays_only=False)
    dinner = {"opens": time(17, 30), "closes": time(18, 30)}
    make_meal_period(canteen=canteen, meal="dinner", workdays_only=False, **dinner)
    return canteen


@pytest.fixture
def cook(canteen, sign_in):
    person = make_person(unit=make_unit(site=canteen.site))
    return sign_in(make_account(person=person, grants=dict.fromkeys(PAGES.values(), "complex")))


def today():
    return timezone.localdate()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_to_do_before_there_is_anything(page, sign_in, assert_query_budget):
    person = make_person()
    client = sign_in(make_account(person=person, grants=dict.fromkeys(PAGES.values(), "complex")))
    response = client.get(reverse(f"canteen:{page}"))
    assert response.status_code == 200
    assert 'class="empty' in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_keeps_its_budget_whatever_the_rows(page, cook, canteen, assert_query_budget):
    cook.get(reverse(f"canteen:{page}"))
    at = timezone.now()
    for n in range(-30, 14):
        day = today() + timedelta(days=n)
        make_attendance(canteen=canteen, day=day)
        for made in (1, 2):
            make_forecast(canteen=canteen, day=day, made_at=at - timedelta(days=40 + made))
    score(actor=system("nightly", site_id=canteen.site_id), at=at)
    with assert_query_budget(10):
        assert cook.get(reverse(f"canteen:{page}")).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_for_its_right(page, canteen, sign_in, client):
    address = reverse(f"canteen:{page}")
    assert client.get(address).status_code == 302
    nobody = sign_in(make_account(person=make_person(unit=make_unit(site=canteen.site))))
    assert nobody.get(address).status_code == 403


def test_the_board_shows_the_number_and_why_it_moved(cook, canteen):
    forecast = make_forecast(canteen=canteen, day=today(), expected=1180, spread=70)
    page = cook.get(reverse("canteen:board")).content.decode()
    assert "1,180" in page
    assert "1,110 – 1,250" in page
    ForecastCorrection.objects.create(
        site=canteen.site, forecast=forecast, cutoff="08:45", made_at=timezone.now(),
        expected_before=1180, expected=1161, low=1120, high=1200, quantiles=forecast.quantiles,
        unit_effects=[{"unit_id": 1, "name": "档案馆", "effect": -19, "reason": "training"}],
        units_counted=33, inside=1400,
    )  # fmt: skip
    part = cook.get(reverse("canteen:board"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "1,161" in part
    reader = make_actor(site=canteen.site, grants={"canteen.forecast.read": "complex"})
    morning = timezone.localtime().replace(hour=9, minute=0)
    lunch, _dinner = board(reader, canteen_id=None, at=morning).meals
    assert (lunch.is_next, lunch.moved) == (True, -19)
    assert "档案馆" in lunch.why[0]
    assert "−19" in lunch.why[0]
    evening = timezone.localtime().replace(hour=13, minute=30)
    assert [meal.is_next for meal in board(reader, canteen_id=None, at=evening).meals] == [
        False,
        True,
    ]


def test_a_correction_of_todays_lunch_shows_on_the_forecast_page(cook, canteen):
    make_forecast(canteen=canteen, day=today() + timedelta(days=1), expected=1180)
    page = cook.get(reverse("canteen:forecast")).content.decode()
    assert "1,180" in page
    assert cook.get(reverse("canteen:forecast"), {"meal": "dinner"}).context["rows"] == []


def test_another_sites_forecast_is_not_shown(cook, canteen):
    other = make_canteen()
    make_forecast(canteen=other, day=today(), expected=47_777)
    for page in ("board", "forecast", "forecast_accuracy"):
        shown = cook.get(reverse(f"canteen:{page}"), {"canteen": other.id}).content.decode()
        assert "47,777" not in shown


def test_a_backtest_is_asked_for_run_and_shown(cook, canteen):
    make_history(canteen=canteen, until=today(), days=130)
    last = today() - timedelta(days=1)
    typed = {"first": last - timedelta(days=40), "last": last, "horizon": "1"}
    response = cook.post(reverse("canteen:backtest"), typed)
    assert response.status_code == 302
    task = Task.objects.get()
    waiting = cook.get(response.url, headers={"HX-Request": "true"}).content.decode()
    assert "every 1s" in waiting
    task.result = backtests.run(
        task.arguments,
        site_id=canteen.site_id,
        progress=lambda share, message: None,
        actor=system("worker", site_id=canteen.site_id),
        at=timezone.now(),
    )
    task.status = TaskStatus.DONE
    task.save()
    shown = cook.get(response.url)
    names = [str(name) for name, _ in shown.context["measures"]]
    assert len(names) == 4
    assert shown.context["measures"][0][1]["wape_pct"] < 10
    assert Entry.objects.filter(name="canteen.forecast.backtest_run").count() == 1


@pytest.mark.parametrize(("days", "horizon"), [(-3, 1), (5000, 1), (30, 0), (30, 15)])
def test_an_impossible_backtest_is_refused(cook, canteen, days, horizon):
    last = today()
    typed = {"first": last - timedelta(days=days), "last": last, "horizon": horizon}
    assert cook.post(reverse("canteen:backtest"), typed).status_code == 422
    actor = make_actor(site=canteen.site, grants={"canteen.forecast.refit": "complex"})
    with pytest.raises(backtests.BadBacktest):
        backtests.request(**typed, actor=actor, at=timezone.now())
    assert not Task.objects.exists()


def test_a_backtest_without_any_record_says_so(canteen, cook):
    nothing = backtests.run(
        {"first": "2026-01-01", "last": "2026-02-01", "horizon": 1},
        site_id=canteen.site_id,
        progress=lambda share, message: None,
        actor=system("worker", site_id=canteen.site_id),
        at=timezone.now(),
    )
    assert nothing == {"empty": True}


def test_only_who_may_asks_for_a_backtest(canteen):
    reader = make_actor(site=canteen.site, grants={"canteen.forecast.read": "complex"})
    with pytest.raises(NotAllowed):
        backtests.request(first=today(), last=today(), horizon=1, actor=reader, at=timezone.now())
