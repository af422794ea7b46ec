from datetime import time, timedelta

import pytest
from django.utils import timezone

from jieyue.access.permissions import AccessPermission
from jieyue.canteen.factories import make_attendance, make_canteen, make_forecast
from jieyue.canteen.forecast.models import ForecastCorrection
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import workdays
from jieyue.kit.actor import Scope
from jieyue.kit.permissions import KitPermission
from jieyue.people.factories import make_account, make_site

pytestmark = pytest.mark.django_db
LEADER = dict.fromkeys(
    [
        AccessPermission.DEVICES_READ,
        AccessPermission.PRESENCE_READ,
        CanteenPermission.ATTENDANCE_READ,
        CanteenPermission.FORECAST_READ,
        CanteenPermission.PLANNING_READ,
        KitPermission.TASKS_READ,
    ],
    Scope.COMPLEX,
)


def page(sign_in, site, grants=LEADER):
    client = sign_in(make_account(site=site, grants=grants))
    return client.get("/", headers={"Accept-Language": "en"})


def last_workday(site):
    today = timezone.localdate()
    found = workdays.days(today - timedelta(days=30), today, site_id=site.id)
    return max(day for day, workday in found.items() if workday.is_working)


def test_an_empty_site_says_what_to_do(sign_in):
    reply = page(sign_in, make_site())

    assert reply.status_code == 200
    assert b"empty" in reply.content


def test_somebody_without_rights_is_led_to_their_meals(sign_in):
    reply = page(sign_in, make_site(), grants={})

    assert reply.status_code == 200
    assert b"chart-canvas" not in reply.content


def test_lunch_shows_number_interval_and_why_it_moved(sign_in):
    site = make_site()
    canteen = make_canteen(site=site)
    day = timezone.localdate()
    forecast = make_forecast(canteen=canteen, day=day, expected=987)
    ForecastCorrection.objects.create(
        site=site,
        forecast=forecast,
        cutoff=time(8, 45),
        made_at=timezone.now(),
        expected_before=987,
        expected=943,
        low=911,
        high=969,
        quantiles=forecast.quantiles,
        unit_effects=[{"unit_id": 1, "name": "水务局", "effect": -19, "reason": "training"}],
        units_counted=30,
        inside=1200,
    )
    text = page(sign_in, site).content.decode()

    for shown in ("943", "911", "969", "08:45", "水务局", "−19"):
        assert shown in text


def test_the_last_meals_are_charted_and_other_sites_are_not(sign_in):
    site = make_site()
    ours, theirs = make_canteen(site=site), make_canteen(site=make_site())
    yesterday = last_workday(site)
    make_attendance(canteen=ours, day=yesterday, served=871, planned=913)
    make_attendance(canteen=theirs, day=yesterday, served=47_113)
    text = page(sign_in, site).content.decode()

    assert "871" in text
    assert "913" in text
    assert "47113" not in text
    assert "47,113" not in text


def test_the_next_workday_is_shown(sign_in):
    site = make_site()
    canteen = make_canteen(site=site)
    following = workdays.next_workday(timezone.localdate(), site_id=site.id).day
    make_forecast(canteen=canteen, day=following, expected=1011)

    assert "1,011" in page(sign_in, site).content.decode()


def test_the_page_refreshes_by_a_part(sign_in):
    client = sign_in(make_account(site=make_site(), grants=LEADER))
    part = client.get("/", headers={"HX-Request": "true"})

    assert b"<html" not in part.content


def test_queries_do_not_grow_with_days(sign_in, assert_query_budget):
    site = make_site()
    canteen = make_canteen(site=site)
    for days in range(1, 25):
        make_attendance(canteen=canteen, day=timezone.localdate() - timedelta(days=days))
    client = sign_in(make_account(site=site, grants=LEADER))
    client.get("/")

    with assert_query_budget(24):
        client.get("/")
