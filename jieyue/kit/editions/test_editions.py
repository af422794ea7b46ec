"""What a process keeps is loaded anew exactly when it changed."""

import pytest
from django.db import transaction

from jieyue.kit import editions
from jieyue.kit.editions import Kept
from jieyue.kit.sites.models import Site


@pytest.fixture
def site(db):
    return Site.objects.create(code="f", name="F")


def test_nothing_is_kept_before_the_first_mark(site):
    loads = []
    kept = Kept("test", lambda site_id: loads.append(site_id))
    kept.get(site.id)
    kept.get(site.id)
    assert loads == [site.id, site.id]


def test_what_is_kept_is_loaded_anew_after_a_change(site, django_assert_num_queries):
    values = iter("abc")
    kept = Kept("test", lambda _site_id: next(values))
    editions.renew("test", site_id=site.id)
    with django_assert_num_queries(2):
        assert (kept.get(site.id), kept.get(site.id)) == ("a", "a")
    editions.renew("test", site_id=site.id)
    assert kept.get(site.id) == "b"


def test_a_change_that_was_undone_leaves_nothing_of_it_behind(site):
    names = Site.objects.filter(id=site.id).values_list("name", flat=True)
    kept = Kept("test", lambda _site_id: names.get())
    editions.renew("test", site_id=site.id)
    with transaction.atomic():
        Site.objects.update(name="undone")
        editions.renew("test", site_id=site.id)
        assert kept.get(site.id) == "undone"
        transaction.set_rollback(True)
    assert kept.get(site.id) == "F"


def test_subjects_and_sites_have_marks_of_their_own(site):
    editions.renew("test", site_id=site.id)
    other = Site.objects.create(code="g", name="G")
    assert editions.current("test", site_id=site.id)
    assert editions.current("other", site_id=site.id) == ""
    assert editions.current("test", site_id=other.id) == ""


def test_whoever_only_reads_asks_once(site, django_assert_num_queries):
    kept = Kept("test", lambda _site_id: "a")
    editions.renew("test", site_id=site.id)
    with editions.looked_up_once(), django_assert_num_queries(1):
        assert (kept.get(site.id), kept.get(site.id)) == ("a", "a")


def test_a_change_in_between_is_seen_and_so_is_its_undoing(site):
    names = Site.objects.filter(id=site.id).values_list("name", flat=True)
    kept = Kept("test", lambda _site_id: names.get())
    editions.renew("test", site_id=site.id)
    with editions.looked_up_once():
        assert kept.get(site.id) == "F"
        with transaction.atomic():
            Site.objects.update(name="undone")
            editions.renew("test", site_id=site.id)
            assert kept.get(site.id) == "undone"
            transaction.set_rollback(True)
        assert kept.get(site.id) == "F"


def test_the_next_request_asks_anew(site):
    values = iter("ab")
    kept = Kept("test", lambda _site_id: next(values))
    editions.renew("test", site_id=site.id)
    with editions.looked_up_once():
        assert kept.get(site.id) == "a"
    editions.renew("test", site_id=site.id)
    with editions.looked_up_once():
        assert kept.get(site.id) == "b"
