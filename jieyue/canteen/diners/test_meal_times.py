"""The page of one canteen: its name, and its meals in, out and at other times."""

from datetime import time

import pytest
from django.urls import reverse

from jieyue.canteen.diners.models import MealPeriod
from jieyue.canteen.factories import make_canteen, make_meal_period
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.journal.models import Entry
from jieyue.kit.permissions import all_permissions
from jieyue.people.factories import make_account, make_role, make_site
from jieyue.people.roles.built_in import BUILT_IN, grants_of

pytestmark = pytest.mark.django_db
TIMES = {
    "meal": "lunch",
    "opens": "11:20",
    "closes": "12:50",
    "workdays_only": "no",
    "weekdays": ["1", "3"],
    "signup_until": "09:30",
    "signup_days_before": "0",
}
EDITOR = {CanteenPermission.CANTEENS_EDIT: "complex"}


@pytest.fixture
def canteen():
    canteen = make_canteen(name="一食堂")
    make_meal_period(canteen=canteen)
    return canteen


@pytest.fixture
def address(canteen):
    return reverse("canteen:canteen", args=[canteen.code])


@pytest.fixture
def manager(canteen, sign_in):
    return sign_in(make_account(site=canteen.site, grants=EDITOR))


def test_times_days_and_deadline_of_a_meal_change(canteen, manager, address):
    assert manager.post(address, TIMES).status_code == 302
    row = MealPeriod.objects.get()
    assert (row.opens, row.closes, row.signup_until) == (time(11, 20), time(12, 50), time(9, 30))
    assert (row.weekdays, row.workdays_only, row.signup_days_before) == ("13", False, 0)
    fact = Entry.objects.get()
    assert fact.name == "canteen.diners.meal_times_set"
    assert (fact.data["old"]["opens"], fact.data["new"]["opens"]) == ("11:30", "11:20")
    manager.post(address, TIMES)
    assert Entry.objects.count() == 1


def test_a_meal_is_taken_in_and_out_again(canteen, manager, address):
    manager.post(address, TIMES | {"meal": "dinner", "opens": "17:00", "closes": "18:00"})
    assert set(MealPeriod.objects.values_list("meal", flat=True)) == {"lunch", "dinner"}
    manager.post(address, {"meal": "dinner", "out": "yes"})
    assert MealPeriod.objects.get().meal == "lunch"
    names = list(Entry.objects.order_by("id").values_list("name", flat=True))
    assert names == ["canteen.diners.meal_times_set", "canteen.diners.meal_taken_out"]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"closes": "11:20"}, "closes"),
        ({"weekdays": []}, "weekdays"),
        ({"signup_until": "11:30"}, "signup_until"),
        ({"signup_days_before": "30"}, "signup_days_before"),
        ({"opens": "noon"}, "opens"),
    ],
)
def test_times_that_cannot_be_are_refused_and_kept_on_the_form(manager, address, change, name):
    page = manager.post(address, TIMES | change)
    assert page.status_code == 422
    card = next(card for card in page.context["cards"] if card.meal == "lunch")
    assert list(card.form.errors) == [name]
    assert MealPeriod.objects.get().opens == time(11, 30)
    assert not Entry.objects.exists()


def test_a_canteen_gets_another_name_but_no_taken_one(canteen, manager, address):
    make_canteen(site=canteen.site, name="二食堂")
    assert manager.post(address, {"name": "二食堂"}).status_code == 422
    assert manager.post(address, {"name": "东食堂"}).status_code == 302
    canteen.refresh_from_db()
    assert canteen.name == "东食堂"
    assert Entry.objects.get().data["old"] == "一食堂"


@pytest.mark.parametrize("role", BUILT_IN, ids=lambda role: role.code)
def test_only_who_sets_up_canteens_opens_the_page(canteen, address, sign_in, role):
    grants = grants_of(role, list(all_permissions()))
    client = sign_in(
        make_account(site=canteen.site, role=make_role(site=canteen.site, grants=grants))
    )
    expected = 200 if role.code == "canteen_manager" else 403
    assert client.get(address).status_code == expected
    if expected == 403:
        assert client.post(address, TIMES).status_code == 403
        assert MealPeriod.objects.get().opens == time(11, 30)


def test_another_sites_canteen_is_no_page(canteen, address, sign_in):
    stranger = sign_in(make_account(site=make_site(), grants=EDITOR))
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, TIMES).status_code == 404


def test_the_page_stays_within_its_queries(manager, address, assert_query_budget):
    manager.get(address)
    with assert_query_budget(10):
        manager.get(address)
