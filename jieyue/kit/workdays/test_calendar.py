"""The calendar says which days are worked, and how sure it is."""

from datetime import date

import pytest

from jieyue.kit import workdays
from jieyue.kit.sites.models import Site
from jieyue.kit.workdays.seeds import seed_year


@pytest.fixture
def site(db):
    return Site.objects.create(code="f", name="F")


@pytest.mark.parametrize(
    ("day", "is_working", "name", "is_make_up", "published"),
    [
        (date(2026, 11, 23), True, "", False, True),  # a plain Monday
        (date(2026, 11, 22), False, "", False, True),  # a plain Sunday
        (date(2026, 10, 1), False, "国庆节", False, True),
        (date(2026, 10, 10), True, "国庆节", True, True),  # a Saturday worked
        (date(2026, 2, 16), False, "春节", False, True),
        (date(2027, 10, 1), False, "国庆节", False, False),  # a statutory day, provisional
        (date(2027, 2, 5), False, "春节", False, False),  # the eve, by the name of the other years
        (date(2027, 6, 9), False, "端午", False, False),
        (date(2027, 10, 4), True, "", False, False),  # no notice yet: no substitute day is assumed
        (date(2027, 10, 9), False, "", False, False),  # and no make-up Saturday
    ],
)
def test_a_day(site, day, is_working, name, is_make_up, published):
    found = workdays.on(day, site_id=site.id)
    assert found == workdays.Workday(day, is_working, name, is_make_up, published)


def test_days_are_half_open_in_order_and_cost_one_query(site, django_assert_num_queries):
    workdays.days(date(2025, 12, 30), date(2026, 1, 3), site_id=site.id)
    with django_assert_num_queries(1):
        found = workdays.days(date(2025, 12, 30), date(2026, 1, 3), site_id=site.id)
    assert list(found) == [
        date(2025, 12, 30),
        date(2025, 12, 31),
        date(2026, 1, 1),
        date(2026, 1, 2),
    ]
    assert [d.is_working for d in found.values()] == [True, True, False, False]


def test_the_next_workday_skips_a_long_holiday(site):
    assert workdays.next_workday(date(2026, 9, 30), site_id=site.id).day == date(2026, 10, 8)


def test_no_days_are_asked_for(site):
    assert workdays.days(date(2026, 1, 1), date(2026, 1, 1), site_id=site.id) == {}


def test_provisional_holidays_bear_the_names_of_the_published_years():
    published = {day.name for year in range(2018, 2027) for day in seed_year(year).days}
    provisional = {day.name for year in range(2027, 2035) for day in seed_year(year).days}
    assert provisional <= published
