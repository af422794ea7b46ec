"""The parameter pages: list, history, proposal, decision."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jieyue.kit.actor import Scope
from jieyue.kit.parameters.models import ParameterVersion
from jieyue.kit.parameters.registry import define
from jieyue.kit.parameters.test_values import sample
from jieyue.people.factories import make_account, make_site

RIGHTS = dict.fromkeys(
    ["kit.parameters.propose", "kit.parameters.approve", "kit.parameters.read"], Scope.COMPLEX
)
PAGE = "/parameters/kit.test.sample/"


@pytest.fixture
def site(db, monkeypatch):
    monkeypatch.setattr("jieyue.kit.parameters.registry._definitions", {})
    define(sample())
    return make_site()


def form(**changes) -> dict:
    tomorrow = timezone.localdate() + timedelta(days=1)
    fields = {"value": "15", "effective_from": tomorrow, "evidence": "D"}
    return fields | {"source": "Ruling 7", "reason": "prices rose"} | changes


def test_the_list_and_the_page_show_the_value(site, sign_in, assert_query_budget):
    client = sign_in(make_account(site=site, grants=RIGHTS))
    client.get("/parameters/")
    with assert_query_budget(10):
        page = client.get("/parameters/").content.decode()
    assert "12.00" in page
    assert "12.00" in client.get(PAGE).content.decode()


def test_without_the_right_the_pages_are_refused(site, sign_in):
    client = sign_in(make_account(site=site, grants={}))
    assert client.get("/parameters/").status_code == 403
    assert client.post(PAGE, form()).status_code == 403


def test_an_unknown_parameter_is_not_found(site, sign_in):
    client = sign_in(make_account(site=site, grants=RIGHTS))
    assert client.get("/parameters/kit.test.nothing/").status_code == 404


def test_a_wrong_value_comes_back_with_what_was_typed(site, sign_in):
    client = sign_in(make_account(site=site, grants=RIGHTS))
    answer = client.post(PAGE, form(value="much"))
    assert answer.status_code == 422
    assert 'value="much"' in answer.content.decode()
    assert not ParameterVersion.objects.filter(status="proposed").exists()


def test_a_proposal_is_approved_by_somebody_else(site, sign_in):
    assert sign_in(make_account(site=site, grants=RIGHTS)).post(PAGE, form()).status_code == 302
    version = ParameterVersion.objects.get(status="proposed")
    client = sign_in(make_account(site=site, grants=RIGHTS))
    client.post(f"{PAGE}versions/{version.id}/", {"approve": "1"})
    version.refresh_from_db()
    assert version.status == "approved"


def test_a_rejection_without_a_reason_leaves_the_proposal_open(site, sign_in):
    sign_in(make_account(site=site, grants=RIGHTS)).post(PAGE, form())
    version = ParameterVersion.objects.get(status="proposed")
    client = sign_in(make_account(site=site, grants=RIGHTS))
    answer = client.post(f"{PAGE}versions/{version.id}/", {"reason": ""}, follow=True)
    version.refresh_from_db()
    assert version.status == "proposed"
    assert "alert" in answer.content.decode()
