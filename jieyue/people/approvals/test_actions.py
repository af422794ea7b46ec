"""A request goes its way: decided in order, handed over, urged, withdrawn, and decided once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from jieyue.kit.actor import Actor
from jieyue.kit.journal.models import Entry
from jieyue.kit.problems import say
from jieyue.people.accounts.access import access_of
from jieyue.people.accounts.models import Account
from jieyue.people.approvals import actions, queries
from jieyue.people.approvals.actions import NoSuchDelegate, NotAsker, Request, UrgedJustNow
from jieyue.people.approvals.chain import set_chain
from jieyue.people.approvals.models import Approval, ApprovalStatus
from jieyue.people.approvals.rules import (
    AlreadyAsked,
    AlreadyDecided,
    AlreadyWithdrawn,
    DecidedEarlierStep,
    Link,
    NoChain,
    NotYourStep,
    OwnRequest,
    ReasonMissing,
)
from jieyue.people.factories import make_account, make_person, make_site
from jieyue.people.messages import queries as messages
from jieyue.people.persons.models import Person

pytestmark = pytest.mark.django_db
RIGHT = "canteen.planning.confirm"
AT = timezone.now()


def acting(site, person=None, **grants: str) -> Actor:
    person = person or make_person(site=site)
    codes = {code.replace("__", "."): scope for code, scope in grants.items()}
    account = make_account(site=site, person=person, grants=codes)
    return access_of(account, wanted_site_id=site.id, at=timezone.now()).actor


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def office(site):
    return acting(site, people__approvals__configure="complex")


@pytest.fixture
def leader(site):
    return acting(site)


@pytest.fixture
def manager(site):
    return acting(site, canteen__planning__confirm="complex")


@pytest.fixture
def asker(site):
    return acting(site)


@pytest.fixture
def chain(office, leader):
    steps = [
        Link(Decimal(0), 1, permission=RIGHT),
        Link(Decimal(5000), 1, permission=RIGHT),
        Link(Decimal(5000), 2, person_id=leader.person_id),
    ]
    set_chain(kind="purchase", chain=steps, actor=office, at=AT)


def ask(actor, amount="6000", subject_id=7):
    request = Request(
        kind="purchase",
        subject_id=subject_id,
        title="Potatoes",
        amount_yuan=Decimal(amount),
    )
    return actions.ask(request, actor=actor, at=AT)


def decide(approval, position, actor, *, agree=True, reason=""):
    return actions.decide(
        approval_id=approval.id,
        position=position,
        is_agreed=agree,
        reason=reason,
        actor=actor,
        at=AT,
    )


def status(approval):
    return Approval.objects.get(id=approval.id).status


@pytest.mark.usefixtures("chain")
def test_two_steps_are_decided_in_order_and_each_is_told(asker, manager, leader):
    approval = ask(asker)
    assert [row.id for row in queries.waiting(manager)] == [approval.id]
    assert queries.waiting(leader) == []
    with pytest.raises(NotYourStep):
        decide(approval, 1, leader)

    decide(approval, 1, manager)
    assert messages.unread(leader) == 1
    decide(approval, 2, leader, reason="fine")

    assert status(approval) == ApprovalStatus.GRANTED
    assert messages.unread(asker) == 1
    [fact] = Entry.objects.filter(name="people.approvals.granted")
    assert (fact.data["kind"], fact.data["subject_id"]) == ("purchase", 7)


@pytest.mark.usefixtures("chain")
def test_a_small_amount_needs_one_step(asker, manager):
    approval = ask(asker, "4999.99")

    decide(approval, 1, manager)

    assert status(approval) == ApprovalStatus.GRANTED


@pytest.mark.usefixtures("chain")
def test_the_second_to_decide_is_told_who_was_first(site, asker, manager):
    other = acting(site, canteen__planning__confirm="complex")
    approval = ask(asker)
    decide(approval, 1, manager)

    with pytest.raises(AlreadyDecided) as error:
        decide(approval, 1, other, agree=False, reason="no")

    assert (error.value.by, error.value.at, error.value.is_agreed) == (manager.name, AT, True)
    assert manager.name in say(error.value)
    assert error.value.said in say(error.value)
    assert status(approval) == ApprovalStatus.OPEN


@pytest.mark.usefixtures("chain")
def test_one_person_with_two_rights_decides_one_step_and_hands_the_other_over(
    site, asker, manager, leader
):
    approval = ask(asker)
    approval.steps.filter(position=2).update(permission=RIGHT, person=None)
    decide(approval, 1, manager)
    with pytest.raises(DecidedEarlierStep) as error:
        decide(approval, 2, manager)
    assert error.value.position == 1
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert "1" in say(error.value)
    row = queries.approval(manager, approval_id=approval.id)
    assert (row.may_decide, row.may_hand_over) == (False, True)
    assert queries.waiting(manager) == []
    with translation.override("en"):
        assert "hand the next step over" in messages.rows(manager)[0].title

    def hand_over(person_id):
        actions.delegate(
            approval_id=approval.id, position=2, to_person_id=person_id, reason="second person",
            actor=manager, at=AT,
        )  # fmt: skip

    hand_over(leader.person_id)
    decide(approval, 2, leader)
    assert status(approval) == ApprovalStatus.GRANTED


@pytest.mark.usefixtures("chain")
def test_a_step_is_not_handed_to_who_decided_before(site, asker, manager, leader):
    approval = ask(asker)
    decide(approval, 1, manager)
    with pytest.raises(NoSuchDelegate):
        actions.delegate(
            approval_id=approval.id, position=2, to_person_id=manager.person_id, reason="away",
            actor=leader, at=AT,
        )  # fmt: skip


@pytest.mark.usefixtures("chain")
def test_a_refusal_says_why_and_ends_it(asker, manager, leader):
    approval = ask(asker)
    with pytest.raises(ReasonMissing):
        decide(approval, 1, manager, agree=False)
    decide(approval, 1, manager, agree=False, reason="too dear")

    assert status(approval) == ApprovalStatus.REFUSED
    assert "too dear" in messages.rows(asker)[0].title
    with pytest.raises(AlreadyDecided):
        decide(approval, 2, leader)


@pytest.mark.usefixtures("chain")
def test_nobody_decides_their_own_request(manager):
    approval = ask(manager)

    with pytest.raises(OwnRequest):
        decide(approval, 1, manager)
    assert queries.waiting(manager) == []


@pytest.mark.usefixtures("chain")
def test_a_step_is_handed_over_to_somebody_without_the_right(site, asker, manager):
    delegate = acting(site)
    approval = ask(asker)

    def hand_over(person_id):
        actions.delegate(
            approval_id=approval.id,
            position=1,
            to_person_id=person_id,
            reason="away",
            actor=manager,
            at=AT,
        )

    for nobody in (manager.person_id, asker.person_id, make_person().id):
        with pytest.raises(NoSuchDelegate):
            hand_over(nobody)
    hand_over(delegate.person_id)
    with pytest.raises(NotYourStep):
        decide(approval, 1, manager)
    decide(approval, 1, delegate)

    assert [row.position for row in queries.waiting(delegate)] == []
    assert Approval.objects.get().steps.get(position=1).delegated_by == manager.name


@pytest.mark.usefixtures("chain")
def test_the_asker_urges_once_an_hour_and_may_withdraw(asker, manager):
    approval = ask(asker)

    def urge(at):
        actions.urge(approval_id=approval.id, actor=asker, at=at)

    urge(AT)
    with pytest.raises(UrgedJustNow):
        urge(AT + timedelta(minutes=59))
    urge(AT + timedelta(hours=1))
    assert messages.unread(manager) == 3
    with pytest.raises(NotAsker):
        actions.withdraw(approval_id=approval.id, actor=manager, at=AT)

    actions.withdraw(approval_id=approval.id, actor=asker, at=AT)

    assert status(approval) == ApprovalStatus.WITHDRAWN
    with pytest.raises(AlreadyWithdrawn) as error:
        decide(approval, 1, manager)
    assert (error.value.by, error.value.at) == (asker.name, AT)


@pytest.mark.usefixtures("chain")
def test_the_same_thing_is_asked_once_at_a_time(asker):
    approval = ask(asker)
    with pytest.raises(AlreadyAsked):
        ask(asker)

    actions.withdraw(approval_id=approval.id, actor=asker, at=AT)
    assert ask(asker).status == ApprovalStatus.OPEN


def test_a_kind_without_a_chain_is_refused(asker):
    with pytest.raises(NoChain):
        ask(asker)


@pytest.mark.usefixtures("chain")
def test_a_request_on_its_way_keeps_its_steps(office, asker, manager):
    approval = ask(asker)
    set_chain(
        kind="purchase",
        chain=[Link(Decimal(0), 1, person_id=manager.person_id)],
        actor=office,
        at=AT,
    )

    assert approval.steps.count() == 2
    assert ask(asker, subject_id=8).steps.count() == 1


@pytest.mark.usefixtures("chain")
def test_the_pages_decide_and_hide_what_is_not_ones_own(client, site, asker, manager):
    approval = ask(asker)
    page = reverse("people:approval", args=[approval.id])
    stranger = make_account(site=site)
    client.force_login(stranger)
    assert client.get(page).status_code == 404
    client.force_login(make_account(grants={RIGHT: "complex"}))  # of another site
    for name in ("approval_decide", "approval_delegate", "approval_urge", "approval_withdraw"):
        assert client.post(reverse(f"people:{name}", args=[approval.id])).status_code == 404

    client.force_login(Account.objects.get(pk=manager.account_id))
    assert "Potatoes" in client.get(reverse("people:approvals")).content.decode()
    assert client.get(page).status_code == 200
    refused = {"position": 1, "decision": "refuse", "reason": ""}
    decide_at = reverse("people:approval_decide", args=[approval.id])
    assert client.post(decide_at, refused).status_code == 422
    client.post(decide_at, {"position": 1, "decision": "agree", "reason": ""})
    again = client.post(decide_at, {"position": 1, "decision": "agree", "reason": ""})

    assert again.status_code == 422
    assert Approval.objects.get().steps.get(position=1).is_agreed


def test_a_chain_is_set_on_its_page(client, site, leader):
    office = make_account(
        site=site,
        grants={"people.approvals.configure": "complex", "people.approvals.read": "complex"},
    )
    client.force_login(office)
    staff_no = Person.objects.get(id=leader.person_id).staff_no
    typed = {"kind": "purchase", "from_yuan": "0", "steps": f"{RIGHT}\n{staff_no}"}

    assert client.post(reverse("people:approval_chains"), typed).status_code == 302
    bad = client.post(reverse("people:approval_chains"), typed | {"steps": "nobody.at.all"})

    assert bad.status_code == 422
    assert "nobody.at.all" in bad.content.decode()
    rows = queries.chains(access_of(office, wanted_site_id=site.id, at=AT).actor)
    assert [row.position for row in rows] == [1, 2]
