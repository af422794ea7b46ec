from datetime import timedelta

import pytest

from jieyue.kit.actor import NotAllowed
from jieyue.people.factories import make_actor, make_person, make_site, make_unit
from jieyue.scorecards.factories import AT, CONTENT, make_standard
from jieyue.scorecards.standards import actions
from jieyue.scorecards.standards.models import Standard
from jieyue.scorecards.standards.queries import in_force, standards
from jieyue.scorecards.standards.rules.content import BadStandard

pytestmark = pytest.mark.django_db
EDIT = {"scorecards.standards.edit": "complex", "scorecards.standards.read": "complex"}
TODAY = AT.date()


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def author(site):
    return make_actor(person=make_person(unit=make_unit(site=site), name="作者"), grants=EDIT)


@pytest.fixture
def approver(site):
    return make_actor(person=make_person(unit=make_unit(site=site), name="审批人"), grants=EDIT)


def version_on(site, day):
    found = in_force(site_id=site.id, code="test.monthly", on=day)
    return found.version if found else None


def test_a_version_counts_from_its_day_once_somebody_else_approved_it(site, author, approver):
    make_standard(site=site)
    later = TODAY + timedelta(days=10)
    made = actions.propose(CONTENT, effective_from=later, actor=author, at=AT)
    with pytest.raises(actions.OwnVersion):
        actions.approve(standard_id=made.id, actor=author, at=AT)
    assert version_on(site, later) == 1
    actions.approve(standard_id=made.id, actor=approver, at=AT)
    assert (version_on(site, later - timedelta(days=1)), version_on(site, later)) == (1, 2)
    with pytest.raises(actions.StandardAlreadyApproved) as caught:
        actions.approve(standard_id=made.id, actor=approver, at=AT)
    assert caught.value.approved_by == "审批人"
    states = {row.version: row.state for row in standards(author, on=TODAY)}
    assert states == {1: "in_force", 2: "future"}
    states = {row.version: row.state for row in standards(author, on=later)}
    assert states == {1: "past", 2: "in_force"}


def test_a_late_approval_does_not_reach_back(author, approver):
    made = actions.propose(CONTENT, effective_from=TODAY, actor=author, at=AT)
    actions.approve(standard_id=made.id, actor=approver, at=AT + timedelta(days=5))
    made.refresh_from_db()
    assert made.effective_from == TODAY + timedelta(days=5)


def test_no_version_begins_in_the_past_and_none_is_kept_that_is_no_standard(author):
    with pytest.raises(actions.BeginsInThePast):
        actions.propose(CONTENT, effective_from=TODAY - timedelta(days=1), actor=author, at=AT)
    with pytest.raises(BadStandard):
        actions.propose({**CONTENT, "points": 1}, effective_from=TODAY, actor=author, at=AT)
    assert not Standard.objects.exists()


def test_the_products_own_version_comes_once_and_never_over_a_sites_own(site):
    first = make_standard(site=site)
    with pytest.raises(AssertionError):
        make_standard(site=site)
    assert [row.id for row in Standard.objects.all()] == [first.id]


def test_standards_of_another_site_do_not_exist(site, author):
    made = make_standard(site=make_site())
    with pytest.raises(Standard.DoesNotExist):
        actions.approve(standard_id=made.id, actor=author, at=AT)
    with pytest.raises(NotAllowed):
        actions.propose(CONTENT, effective_from=TODAY, actor=make_actor(site=site), at=AT)
