"""The calendar page and its edits."""

from datetime import date

import pytest

from jieyue.kit import workdays
from jieyue.kit.actor import Scope
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_site

EDIT = {"kit.workdays.edit": Scope.COMPLEX}
DAY = "/workdays/2027/10/9/"
MAKE_UP = {"is_working": "yes", "title": "国庆节", "reason": "notice 2026-1"}


@pytest.fixture
def site(db):
    return make_site()


@pytest.fixture
def editor(site, sign_in):
    return sign_in(make_account(site=site, grants=EDIT))


def test_an_unpublished_year_says_so(editor):
    assert "alert-warning" in editor.get("/workdays/2027/").content.decode()
    assert "alert-warning" not in editor.get("/workdays/2026/").content.decode()


def test_a_make_up_day_is_entered_by_hand(site, editor):
    assert editor.post(DAY, MAKE_UP).status_code == 302
    found = workdays.on(date(2027, 10, 9), site_id=site.id)
    assert (found.is_working, found.is_make_up, found.name) == (True, True, "国庆节")
    fact = Entry.objects.get(name="kit.workdays.changed")
    assert (fact.data["was_working"], fact.data["is_working"]) == (False, True)


def test_an_edit_is_of_ones_own_site_only(site, editor):
    other = make_site()
    editor.post(DAY, MAKE_UP)
    assert not workdays.on(date(2027, 10, 9), site_id=other.id).is_working


@pytest.mark.parametrize("changes", [{"reason": ""}, {"is_working": "no", "title": ""}])
def test_an_edit_without_a_reason_or_a_change_is_refused(editor, changes):
    assert editor.post(DAY, MAKE_UP | changes).status_code == 422


def test_an_edit_needs_its_right(site, sign_in):
    client = sign_in(make_account(site=site, grants={}))
    assert client.get("/workdays/2027/").status_code == 200
    assert client.post(DAY, MAKE_UP).status_code == 403
    assert client.post("/workdays/2027/publish/", {"published": "yes"}).status_code == 403


def test_a_year_is_said_to_be_published(site, editor):
    editor.post("/workdays/2027/publish/", {"published": "yes", "reason": "notice"})
    assert workdays.on(date(2027, 1, 1), site_id=site.id).published


@pytest.mark.parametrize("page", ["/workdays/1200/", "/workdays/2027/2/30/"])
def test_a_day_that_does_not_exist_is_not_found(editor, page):
    assert editor.get(page).status_code == 404


def test_the_calendar_goes_out_to_excel(editor):
    assert editor.get("/workdays/2026/?export=xlsx").content[:2] == b"PK"
