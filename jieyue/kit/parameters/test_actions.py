"""A value changes only by a proposal that somebody else approves, and never backwards."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.kit.actor import Actor, NotAllowed, Scope
from jieyue.kit.journal.models import Entry
from jieyue.kit.parameters import BadValue, UnknownParameter, actions, queries, read
from jieyue.kit.parameters.actions import Proposal, approve, propose, reject
from jieyue.kit.parameters.models import ParameterVersion
from jieyue.kit.parameters.registry import define
from jieyue.kit.parameters.test_values import sample
from jieyue.kit.sites.models import Site

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)
RIGHTS = ("kit.parameters.propose", "kit.parameters.approve", "kit.parameters.read")


@pytest.fixture
def penalty(monkeypatch):
    monkeypatch.setattr("jieyue.kit.parameters.registry._definitions", {})
    return define(sample())


@pytest.fixture
def site(db):
    return Site.objects.create(code="f", name="F")


def person(site, account_id: int, rights=RIGHTS) -> Actor:
    grants = dict.fromkeys(rights, Scope.COMPLEX)
    return Actor(kind="person", name="Z", site_id=site.id, account_id=account_id, grants=grants)


def proposal(**changes) -> Proposal:
    fields = {
        "code": "kit.test.sample",
        "value": "15",
        "effective_from": TOMORROW,
        "source": "Ruling 7",
        "evidence": "D",
        "reason": "prices rose",
    }
    return Proposal(**(fields | changes))


def on(site, penalty, day) -> Decimal:
    return read(site_id=site.id, on=day).decimal(penalty)


def test_a_proposal_changes_nothing_until_somebody_else_approves(site, penalty):
    version = propose(proposal(), actor=person(site, 1), at=AT)
    assert on(site, penalty, TOMORROW) == Decimal("12.00")
    approve(version_id=version.id, actor=person(site, 2), at=AT)
    assert (on(site, penalty, TODAY), on(site, penalty, TOMORROW)) == (Decimal("12.00"), 15)
    names = Entry.objects.order_by("id").values_list("name", flat=True)
    assert list(names) == ["kit.parameters.proposed", "kit.parameters.approved"]
    assert Entry.objects.get(name="kit.parameters.approved").data["old_value"] == "12.00"


def test_one_may_not_approve_ones_own_proposal(site, penalty):
    version = propose(proposal(), actor=person(site, 1), at=AT)
    with pytest.raises(actions.OwnProposal):
        approve(version_id=version.id, actor=person(site, 1), at=AT)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"value": "much"}, BadValue),
        ({"reason": " "}, actions.ReasonMissing),
        ({"effective_from": TODAY - timedelta(days=1)}, actions.BeginsInThePast),
        ({"code": "kit.test.nothing"}, UnknownParameter),
    ],
)
def test_a_wrong_proposal_is_refused(site, penalty, changes, refusal):
    with pytest.raises(refusal):
        propose(proposal(**changes), actor=person(site, 1), at=AT)


def test_rights_are_needed(site, penalty):
    with pytest.raises(NotAllowed):
        propose(proposal(), actor=person(site, 1, rights=()), at=AT)
    version = propose(proposal(), actor=person(site, 1), at=AT)
    for decide in (lambda a: approve(version_id=version.id, actor=a, at=AT),):
        with pytest.raises(NotAllowed):
            decide(person(site, 2, rights=RIGHTS[:1]))
    with pytest.raises(NotAllowed):
        queries.parameters(person(site, 2, rights=()), on=TODAY)


def test_a_parameter_has_one_open_proposal(site, penalty):
    propose(proposal(), actor=person(site, 1), at=AT)
    with pytest.raises(actions.AlreadyProposed):
        propose(proposal(value="16"), actor=person(site, 1), at=AT)


def test_two_versions_do_not_begin_on_one_day(site, penalty):
    version = propose(proposal(), actor=person(site, 1), at=AT)
    approve(version_id=version.id, actor=person(site, 2), at=AT)
    with pytest.raises(actions.BeginsWithAnother):
        propose(proposal(value="16"), actor=person(site, 1), at=AT)


def test_a_proposal_whose_day_has_passed_is_not_approved(site, penalty):
    version = propose(proposal(), actor=person(site, 1), at=AT)
    with pytest.raises(actions.BeginsInThePast):
        approve(version_id=version.id, actor=person(site, 2), at=AT + timedelta(days=2))


def test_a_rejected_proposal_makes_room_for_the_next(site, penalty):
    first = propose(proposal(), actor=person(site, 1), at=AT)
    with pytest.raises(actions.ReasonMissing):
        reject(version_id=first.id, reason="", actor=person(site, 2), at=AT)
    reject(version_id=first.id, reason="too high", actor=person(site, 2), at=AT)
    propose(proposal(value="13"), actor=person(site, 1), at=AT)
    with pytest.raises(actions.NotProposed):
        approve(version_id=first.id, actor=person(site, 2), at=AT)


def test_another_sites_proposal_cannot_be_decided(site, penalty):
    version = propose(proposal(), actor=person(site, 1), at=AT)
    other = Site.objects.create(code="g", name="G")
    with pytest.raises(actions.NotProposed):
        approve(version_id=version.id, actor=person(other, 2), at=AT)
    assert on(other, penalty, TOMORROW) == Decimal("12.00")


def test_the_page_shows_who_decided_and_until_when(site, penalty):
    version = propose(proposal(), actor=person(site, 1), at=AT)
    approve(version_id=version.id, actor=person(site, 2), at=AT)
    page = queries.parameter(person(site, 1), code=penalty.code, on=TODAY)
    newest, first = page.versions
    assert (first.effective_from, first.effective_until, first.is_in_force) == (
        None,
        TOMORROW,
        True,
    )
    assert (newest.value, newest.approved_by, newest.is_in_force) == ("15", "Z", False)
    assert (page.row.value, page.proposal) == ("12.00", None)


def test_the_list_asks_as_much_for_many_parameters_as_for_one(
    site, penalty, django_assert_num_queries
):
    queries.parameters(person(site, 1), on=TODAY)
    with django_assert_num_queries(2):
        queries.parameters(person(site, 1), on=TODAY)
    assert ParameterVersion.objects.count() == 1
