"""The programmer's door of the canteen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jieyue.canteen.diners.models import Attendance
from jieyue.canteen.factories import MONDAY, make_attendance, make_canteen, make_forecast
from jieyue.people.factories import make_account, make_person, make_unit

pytestmark = pytest.mark.django_db
RIGHTS = ("canteen.attendance.correct", "canteen.attendance.read", "canteen.forecast.read")


@pytest.fixture
def canteen():
    return make_canteen(name="机关一食堂")


@pytest.fixture
def till(canteen, sign_in):
    person = make_person(unit=make_unit(site=canteen.site))
    return sign_in(make_account(person=person, grants=dict.fromkeys(RIGHTS, "complex")))


def test_forecasts_of_the_site(till, canteen):
    make_forecast(canteen=canteen, day=MONDAY, expected=941)
    make_forecast(canteen=make_canteen(), day=MONDAY, expected=722)
    answer = till.get("/api/v1/canteen/forecasts", {"first": MONDAY, "last": MONDAY}).json()
    (item,) = answer["items"]
    assert (item["expected"], item["days_ahead"], item["cutoff"]) == (941, 1, None)
    assert item["quantiles"]["0.1"] == item["low"]
    (listed,) = till.get("/api/v1/canteen/canteens").json()
    assert listed["name"] == "机关一食堂"


def test_attendance_is_paged(till, canteen):
    for n in range(3):
        make_attendance(canteen=canteen, day=MONDAY - timedelta(days=n))
    make_attendance(canteen=make_canteen())
    first = till.get("/api/v1/canteen/attendance", {"size": 2}).json()
    second = till.get("/api/v1/canteen/attendance", {"size": 2, "cursor": first["next"]}).json()
    days = [item["day"] for item in first["items"] + second["items"]]
    assert days == [(MONDAY - timedelta(days=n)).isoformat() for n in range(3)]
    assert second["next"] is None


def test_a_till_records_once(till, canteen):
    body = {"canteen_id": canteen.id, "meal": "lunch", "day": "2026-02-02", "served": 941}
    address, key = "/api/v1/canteen/attendance", {"Idempotency-Key": "till-1"}
    for _ in range(2):
        answer = till.post(address, body, content_type="application/json", headers=key)
        assert (answer.status_code, answer.json()["served"]) == (201, 941)
    again = till.post(address, body, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "AttendanceExists")
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"served": -1}, 422),
        ({"served": 10**7}, 422),
        ({"meal": "brunch"}, 422),
        ({"day": (timezone.localdate() + timedelta(days=3)).isoformat()}, 422),
        ({"canteen_id": 10**9}, 404),
    ],
)
def test_bad_figures_are_problems(till, canteen, changes, status):
    body = {"canteen_id": canteen.id, "meal": "lunch", "day": "2026-02-02", "served": 9} | changes
    answer = till.post("/api/v1/canteen/attendance", body, content_type="application/json")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("thing", ["attendance", "forecasts"])
def test_a_right_is_needed(canteen, sign_in, client, thing):
    assert client.get(f"/api/v1/canteen/{thing}").status_code == 401
    nobody = sign_in(make_account(person=make_person(unit=make_unit(site=canteen.site))))
    assert nobody.get(f"/api/v1/canteen/{thing}").status_code == 403
