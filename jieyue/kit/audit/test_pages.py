"""The journal's pages: list, filter, Excel, chain of causes, verifying, failing deliveries."""

import pytest
from django.utils import timezone

from jieyue.kit import journal
from jieyue.kit.actor import Scope, system
from jieyue.kit.journal.models import Delivery, Entry
from jieyue.kit.journal.test_recording import Rang, echo, hear
from jieyue.kit.tasks.models import Task
from jieyue.people.factories import make_account, make_site

RIGHTS = dict.fromkeys(["kit.journal.read", "kit.tasks.read", "kit.tasks.retry"], Scope.COMPLEX)


@pytest.fixture
def site(db, monkeypatch):
    monkeypatch.setattr("jieyue.kit.journal.recording._reactions", {Rang.name: [hear, echo]})
    return make_site()


@pytest.fixture
def auditor(site, sign_in):
    return sign_in(make_account(site=site, grants=RIGHTS))


def ring(site, times=0, name="bell") -> Entry:
    at = timezone.now()
    entry = journal.record(Rang(day=at, times=times), actor=system(name, site_id=site.id), at=at)
    journal.deliver_all(now=at)
    return entry


def test_the_journal_needs_its_right(site, sign_in):
    client = sign_in(make_account(site=site, grants={}))
    pages = ("/journal/", "/journal/1/", "/deliveries/")
    assert [client.get(page).status_code for page in pages] == [403, 403, 403]
    assert client.post("/journal/verify/").status_code == 403


def test_the_list_costs_the_same_for_many_entries(site, auditor, assert_query_budget):
    for _n in range(40):
        ring(site)
    with assert_query_budget(10):
        page = auditor.get("/journal/").content.decode()
    assert page.count("Rang") >= 40


def test_the_list_is_filtered_by_fact_actor_and_day(site, auditor):
    ring(site, name="bell-one")
    ring(site, name="bell-two")
    today = timezone.localdate().isoformat()
    page = auditor.get(f"/journal/?name=kit.test.rang&actor_name=two&since={today}&until={today}")
    assert "bell-two" in page.content.decode()
    assert "bell-one" not in page.content.decode()
    assert "bell-two" not in auditor.get("/journal/?until=2020-01-01").content.decode()


def test_the_list_goes_out_to_excel(site, auditor):
    ring(site)
    answer = auditor.get("/journal/?export=xlsx")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.content[:2] == b"PK"


def test_an_entry_shows_its_cause_and_its_effects(site, auditor):
    first = ring(site, times=2)
    second = Entry.objects.get(cause=first)
    page = auditor.get(f"/journal/{second.id}/").content.decode()
    third = Entry.objects.get(cause=second)
    assert f'href="/journal/{first.id}/"' in page
    assert f'href="/journal/{third.id}/"' in page


def test_another_sites_entry_is_not_found(site, auditor):
    assert auditor.get(f"/journal/{ring(make_site()).id}/").status_code == 404


def test_verifying_becomes_background_work(auditor):
    answer = auditor.post("/journal/verify/")
    assert answer.headers["Location"] == f"/tasks/{Task.objects.get().id}/"


def test_a_failing_delivery_is_tried_again_with_a_reason(site, auditor):
    ring(site, times=-1)
    delivery = Delivery.objects.get(done_at=None)
    page = f"/deliveries/{delivery.id}/"
    assert page in auditor.get("/deliveries/").content.decode()
    assert auditor.post(page, {"reason": " "}).status_code == 422
    assert auditor.post(page, {"reason": "screen is back"}).status_code == 302
    delivery.refresh_from_db()
    assert delivery.due_at <= timezone.now()


def test_another_sites_failing_delivery_is_not_shown(site, auditor):
    ring(make_site(), times=-1)
    delivery = Delivery.objects.get(done_at=None)
    assert f"/deliveries/{delivery.id}/" not in auditor.get("/deliveries/").content.decode()
    assert auditor.get(f"/deliveries/{delivery.id}/").status_code == 302
