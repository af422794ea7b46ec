"""From proposal to request, decision and order, through the journal."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.planning.models import Plan
from jieyue.canteen.purchasing import orders, proposals, refusals, requests
from jieyue.canteen.purchasing.factories import make_on_order, make_order, make_order_line
from jieyue.canteen.purchasing.models import (
    OnOrder,
    OrderLine,
    OrderStatus,
    PurchaseOrder,
    PurchaseRequest,
    RequestLine,
    RequestStatus,
)
from jieyue.canteen.purchasing.proposals import ProposalKey
from jieyue.canteen.purchasing.requests import Wanted
from jieyue.canteen.suppliers.factories import make_contract_price, make_supplier, make_survey
from jieyue.canteen.suppliers.models import Supplier
from jieyue.kit import journal
from jieyue.kit.actor import NotAllowed
from jieyue.kit.parameters.models import ParameterVersion
from jieyue.people.approvals import actions as approvals
from jieyue.people.approvals import queries
from jieyue.people.approvals.models import Approval
from jieyue.people.factories import make_actor, make_person, make_site, role_grants
from jieyue.people.messages.models import Message
from jieyue.people.roles.built_in import BUILT_IN

AT = datetime(2026, 3, 1, 2, tzinfo=UTC)  # 10:00 local on a Sunday
TUESDAY = date(2026, 3, 3)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def canteen(site):
    return make_canteen(site=site)


@pytest.fixture
def buyer(site):
    person = make_person(site=site, name="采购员")
    return make_actor(site=site, person=person, grants=role_grants("buyer"))


@pytest.fixture
def manager(site):
    person = make_person(site=site, name="食堂经理")
    return make_actor(site=site, person=person, grants=role_grants("canteen_manager"))


@pytest.fixture
def leader(site):
    person = make_person(site=site, name="分管领导")
    return make_actor(site=site, person=person, grants=role_grants("leader"))


@pytest.fixture
def potato(site):
    return make_ingredient(site=site, name="土豆")


@pytest.fixture
def seller(site):
    return make_supplier(site=site, name="蔬菜公司")


@pytest.fixture
def plan(canteen):
    return Plan.objects.create(
        site_id=canteen.site_id,
        number="CP-1",
        canteen=canteen,
        day=TUESDAY,
        status="confirmed",
        made_at=AT,
        confirmed_at=AT,
    )


def set_parameter(site, code, value):
    """A version in force from long ago; the site's first values begin in 2000."""
    ParameterVersion.objects.create(
        site=site,
        code=code,
        value=value,
        source_text="",
        evidence="D",
        effective_from=date(2026, 1, 1),
        status="approved",
    )


def propose(plan, seller, ingredient, *quantities):
    return [
        make_on_order(
            canteen=plan.canteen,
            ingredient=ingredient,
            quantity=quantity,
            arrives_on=TUESDAY,
            supplier=seller,
            plan=plan,
        )
        for quantity in quantities
    ]


def wanted(seller, ingredient, quantity, *, seen=None, price="4", on=TUESDAY):
    return Wanted(
        supplier_id=seller.id,
        ingredient_id=ingredient.id,
        deliver_on=on,
        quantity=Decimal(quantity),
        pack_quantity=Decimal(1),
        unit_price_yuan=Decimal(price),
        seen=None if seen is None else Decimal(seen),
    )


def ask(canteen, actor, *lines, emergency=False, reason=""):
    return requests.make(
        canteen_id=canteen.id,
        lines=lines,
        is_emergency=emergency,
        reason=reason,
        actor=actor,
        at=AT,
    )


def decide(request, *actors, agreed=True, reason=""):
    for position, actor in enumerate(actors, 1):
        approvals.decide(
            approval_id=request.approval_id,
            position=position,
            is_agreed=agreed,
            reason=reason,
            actor=actor,
            at=AT,
        )
    journal.deliver_all(now=AT)
    request.refresh_from_db()


def waiting():
    """Quantities on the buyer's desk, oldest first."""
    rows = OnOrder.objects.filter(proposals.PROPOSED)
    return [row.quantity for row in rows.order_by("id")]


def awaited(canteen):
    rows = proposals.awaited(canteen_id=canteen.id)
    return sum(row.quantity - row.received_quantity for row in rows)


def test_a_granted_request_becomes_orders_by_supplier_and_day(
    site, canteen, buyer, manager, plan, seller, potato
):
    other, rice = make_supplier(site=site), make_ingredient(site=site)
    propose(plan, seller, potato, "10", "5")
    propose(plan, other, rice, "20")
    make_contract_price(supplier=seller, ingredient=potato, price="3.80")
    make_survey(ingredient=potato, on=date(2026, 2, 27), price="3.50")
    lines = [wanted(seller, potato, "15", seen="15"), wanted(other, rice, "20", seen="20")]
    request = ask(canteen, buyer, *lines)
    assert (request.status, request.amount_yuan) == (RequestStatus.ASKED, 140)
    line = RequestLine.objects.get(ingredient=potato)
    assert (line.contract_price_yuan, line.survey_price_yuan) == (Decimal("3.8"), Decimal("3.5"))
    assert (waiting(), awaited(canteen)) == ([], 35)

    decide(request, manager)
    assert request.status == RequestStatus.ORDERED
    sent = PurchaseOrder.objects.order_by("id")
    assert [(o.supplier_id, o.amount_yuan, o.status) for o in sent] == [
        (seller.id, 60, OrderStatus.SENT),
        (other.id, 80, OrderStatus.SENT),
    ]
    assert OrderLine.objects.get(ingredient=potato).quantity == 15
    assert awaited(canteen) == 35


def test_the_buyer_gets_each_order_as_a_text_to_pass_on(
    canteen, buyer, manager, plan, seller, potato
):
    propose(plan, seller, potato, "15")
    decide(ask(canteen, buyer, wanted(seller, potato, "15", seen="15")), manager)
    order = PurchaseOrder.objects.get()
    message = Message.objects.get(link__endswith=f"{order.number}/")
    assert message.notices.get().person_id == buyer.person_id
    assert f"1. {potato.name} 15 kg" in message.values["order"].replace("千克", "kg")


def test_a_large_purchase_needs_a_second_approval_by_somebody_else(
    canteen, buyer, manager, leader, plan, seller, potato
):
    propose(plan, seller, potato, "5000")
    request = ask(canteen, buyer, wanted(seller, potato, "5000", seen="5000"))
    decide(request, manager)
    assert request.status == RequestStatus.ASKED
    with pytest.raises(approvals.rules.NotYourStep):
        approvals.decide(
            approval_id=request.approval_id,
            position=2,
            is_agreed=True,
            reason="",
            actor=manager,
            at=AT,
        )
    approvals.decide(
        approval_id=request.approval_id,
        position=2,
        is_agreed=True,
        reason="",
        actor=leader,
        at=AT,
    )
    journal.deliver_all(now=AT)
    request.refresh_from_db()
    assert request.status == RequestStatus.ORDERED


@pytest.mark.parametrize("asked", ["15", "12", "10", "7", "21"])
def test_a_refused_request_gives_its_proposals_back_whole(
    canteen, buyer, manager, plan, seller, potato, asked
):
    propose(plan, seller, potato, "10", "5")
    request = ask(canteen, buyer, wanted(seller, potato, asked, seen="15"))
    assert (waiting(), awaited(canteen)) == ([], Decimal(asked))
    decide(request, manager, agreed=False, reason="价格偏高")
    assert (request.status, request.decided_reason) == (RequestStatus.REFUSED, "价格偏高")
    assert (sum(waiting()), awaited(canteen)) == (15, 15)
    assert not PurchaseOrder.objects.exists()


def test_a_withdrawn_request_gives_its_proposals_back(canteen, buyer, plan, seller, potato):
    propose(plan, seller, potato, "15")
    request = ask(canteen, buyer, wanted(seller, potato, "15", seen="15"))
    approvals.withdraw(approval_id=request.approval_id, actor=buyer, at=AT)
    journal.deliver_all(now=AT)
    request.refresh_from_db()
    assert (request.status, waiting()) == (RequestStatus.WITHDRAWN, [15])
    again = ask(canteen, buyer, wanted(seller, potato, "15", seen="15"))
    assert again.number != request.number


def test_of_two_buyers_the_second_is_told_who_was_first(site, canteen, buyer, plan, seller, potato):
    propose(plan, seller, potato, "15")
    first = ask(canteen, buyer, wanted(seller, potato, "15", seen="15"))
    second = make_actor(
        site=site, person=make_person(site=site, name="另一采购员"), grants=buyer.grants
    )
    with pytest.raises(refusals.AlreadyRequested) as told:
        ask(canteen, second, wanted(seller, potato, "15", seen="15"))
    assert (told.value.number, told.value.made_by) == (first.number, "采购员")
    assert PurchaseRequest.objects.count() == 1


def test_a_proposal_that_changed_meanwhile_is_shown_again(canteen, buyer, plan, seller, potato):
    propose(plan, seller, potato, "15")
    with pytest.raises(refusals.ProposalsChanged):
        ask(canteen, buyer, wanted(seller, potato, "10", seen="10"))
    assert waiting() == [15]


def test_an_emergency_needs_a_reason_and_the_same_approval(canteen, buyer, manager, seller, potato):
    with pytest.raises(refusals.EmergencyNeedsReason):
        ask(canteen, buyer, wanted(seller, potato, "30"), emergency=True, reason=" ")
    request = ask(canteen, buyer, wanted(seller, potato, "30"), emergency=True, reason="停电")
    assert (request.status, awaited(canteen)) == (RequestStatus.ASKED, 30)
    assert Approval.objects.get().title.startswith(("Urgent", "紧急"))
    decide(request, manager, agreed=False, reason="可改菜")
    assert (awaited(canteen), waiting()) == (0, [])


def test_a_site_may_order_emergencies_before_they_are_approved(
    site, canteen, buyer, manager, seller, potato
):
    set_parameter(site, "canteen.purchasing.emergency_before_approval", "true")
    request = ask(canteen, buyer, wanted(seller, potato, "30"), emergency=True, reason="停电")
    assert request.status == RequestStatus.ORDERED
    assert PurchaseOrder.objects.get().status == OrderStatus.SENT
    decide(request, manager, agreed=False, reason="可改菜")
    assert PurchaseOrder.objects.get().status == OrderStatus.CANCELLED
    assert (request.status, awaited(canteen)) == (RequestStatus.REFUSED, 0)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"on": date(2026, 2, 28)}, refusals.DeliveryDayPast),
        ({"quantity": "0"}, refusals.BadQuantity),
        ({"quantity": "-5"}, refusals.BadQuantity),
        ({"quantity": "9999999"}, refusals.BadQuantity),
        ({"price": "-1"}, refusals.BadPrice),
    ],
)
def test_a_line_that_cannot_be_is_refused_and_nothing_is_asked(
    canteen, buyer, seller, potato, changes, refusal
):
    with pytest.raises(refusal):
        ask(canteen, buyer, wanted(seller, potato, **({"quantity": "5"} | changes)), reason="补充")
    assert not PurchaseRequest.objects.exists()
    assert not OnOrder.objects.exists()


def test_a_request_holds_lines_each_once_and_from_a_supplier_in_use(canteen, buyer, seller, potato):
    with pytest.raises(refusals.NothingToRequest):
        ask(canteen, buyer, reason="补充")
    line = wanted(seller, potato, "5")
    with pytest.raises(refusals.SameLineTwice):
        ask(canteen, buyer, line, line, reason="补充")
    seller.is_active = False
    seller.save()
    with pytest.raises(refusals.SupplierInactive):
        ask(canteen, buyer, line, reason="补充")


def test_another_sites_supplier_and_canteen_do_not_exist(canteen, buyer, potato):
    with pytest.raises(Supplier.DoesNotExist):
        ask(canteen, buyer, wanted(make_supplier(site=make_site()), potato, "5"), reason="补充")
    with pytest.raises(type(canteen).DoesNotExist):
        ask(make_canteen(), buyer, wanted(make_supplier(site=canteen.site), potato, "5"),
            reason="补充")  # fmt: skip


def test_an_order_is_closed_short_and_its_rest_is_no_longer_awaited(canteen, buyer, potato):
    order = make_order(canteen=canteen)
    make_order_line(order=order, ingredient=potato, quantity="10")
    orders.close_short(number=order.number, reason="缺货", actor=buyer, at=AT)
    order.refresh_from_db()
    assert (order.status, order.closed_by, awaited(canteen)) == (OrderStatus.CLOSED, "采购员", 0)
    with pytest.raises(refusals.AlreadyDone) as told:
        orders.cancel(number=order.number, reason="重复", propose_again=False, actor=buyer, at=AT)
    assert told.value.by == "采购员"


@pytest.mark.parametrize(("again", "desk"), [(True, [15]), (False, [])])
def test_a_cancelled_order_may_be_proposed_again(
    canteen, buyer, manager, plan, seller, potato, again, desk
):
    propose(plan, seller, potato, "15")
    decide(ask(canteen, buyer, wanted(seller, potato, "15", seen="15")), manager)
    number = PurchaseOrder.objects.get().number
    orders.cancel(number=number, reason="供应商停业", propose_again=again, actor=buyer, at=AT)
    assert waiting() == desk
    assert awaited(canteen) == sum(desk)


def test_an_order_of_which_something_came_is_not_cancelled(canteen, buyer, potato):
    order = make_order(canteen=canteen)
    make_order_line(order=order, ingredient=potato)
    order.status = OrderStatus.PART_RECEIVED
    order.save()
    with pytest.raises(refusals.OrderHasDeliveries):
        orders.cancel(number=order.number, reason="x", propose_again=False, actor=buyer, at=AT)
    order.status = OrderStatus.RECEIVED
    order.save()
    with pytest.raises(refusals.OrderIsComplete):
        orders.close_short(number=order.number, reason="x", actor=buyer, at=AT)
    with pytest.raises(refusals.ReasonMissing):
        orders.close_short(number=order.number, reason=" ", actor=buyer, at=AT)


def test_a_proposal_is_dropped_with_a_reason(canteen, buyer, plan, seller, potato):
    propose(plan, seller, potato, "15")
    key = ProposalKey(supplier_id=seller.id, ingredient_id=potato.id, proposed_on=TUESDAY)
    with pytest.raises(refusals.ReasonMissing):
        proposals.drop(canteen_id=canteen.id, key=key, reason="", actor=buyer, at=AT)
    proposals.drop(canteen_id=canteen.id, key=key, reason="库存够", actor=buyer, at=AT)
    assert (waiting(), awaited(canteen)) == ([], 0)


@pytest.mark.parametrize("amount", ["10", "5000"])
@pytest.mark.parametrize("asker", ["buyer", "manager"])
def test_whoever_asks_there_are_others_who_decide(
    site, canteen, buyer, manager, leader, seller, potato, amount, asker
):
    """The manager's own request too, with one leader: a second step can be handed over."""
    people = {"buyer": buyer, "manager": manager, "leader": leader}
    request = ask(canteen, people[asker], wanted(seller, potato, amount), reason="补充")
    approval = Approval.objects.get(id=request.approval_id)
    deputy = make_actor(person=make_person(site=site))
    for step in approval.steps.all():
        rows = {
            name: queries.approval(actor, approval_id=approval.id)
            for name, actor in people.items()
            if name in ("manager", "leader")
        }
        assert not rows["manager"].may_decide or asker != "manager"
        deciders = [people[name] for name, row in rows.items() if row.may_decide]
        if not deciders:
            hander = next(people[name] for name, row in rows.items() if row.may_hand_over)
            approvals.delegate(
                approval_id=approval.id, position=step.position, to_person_id=deputy.person_id,
                reason="第二人", actor=hander, at=AT,
            )  # fmt: skip
            deciders = [deputy]
        approvals.decide(
            approval_id=approval.id, position=step.position, is_agreed=True, reason="",
            actor=deciders[0], at=AT,
        )  # fmt: skip
    approval.refresh_from_db()
    assert approval.status == "granted"
    persons = list(approval.steps.values_list("decided_by_id", flat=True))
    assert len({*persons, people[asker].person_id}) == len(persons) + 1


@pytest.mark.parametrize("role", BUILT_IN, ids=lambda role: role.code)
def test_who_decides_which_step(role):
    grants = role_grants(role.code)
    held = {code for code in grants if code.startswith("canteen.purchasing.approve")}
    expected = {
        "leader": {"canteen.purchasing.approve", "canteen.purchasing.approve_large"},
        "canteen_manager": {"canteen.purchasing.approve"},
    }
    assert held == expected.get(role.code, set())


@pytest.mark.parametrize("role", BUILT_IN, ids=lambda role: role.code)
def test_who_may_buy_and_who_may_not(site, canteen, seller, potato, role):
    actor = make_actor(site=site, person=make_person(site=site), grants=role_grants(role.code))
    order = make_order(canteen=canteen)
    key = ProposalKey(supplier_id=seller.id, ingredient_id=potato.id, proposed_on=TUESDAY)
    steps = [
        lambda: ask(canteen, actor, wanted(seller, potato, "5"), reason="补充"),
        lambda: proposals.drop(canteen_id=canteen.id, key=key, reason="x", actor=actor, at=AT),
        lambda: orders.close_short(number=order.number, reason="x", actor=actor, at=AT),
        lambda: orders.cancel(
            number=make_order(canteen=canteen).number,
            reason="x",
            propose_again=False,
            actor=actor,
            at=AT,
        ),
    ]
    for step in steps:
        if role.code in ("buyer", "canteen_manager"):
            step()
        else:
            with pytest.raises(NotAllowed) as refused:
                step()
            assert refused.value.permission == CanteenPermission.PURCHASING_EDIT


def test_goods_proposed_for_another_day_may_be_moved(canteen, buyer, plan, seller, potato):
    propose(plan, seller, potato, "15")
    later = TUESDAY + timedelta(days=1)
    moved = Wanted(
        supplier_id=seller.id,
        ingredient_id=potato.id,
        deliver_on=later,
        quantity=Decimal(15),
        pack_quantity=Decimal(1),
        unit_price_yuan=Decimal(4),
        proposed_on=TUESDAY,
        seen=Decimal(15),
    )
    ask(canteen, buyer, moved)
    assert OnOrder.objects.get().arrives_on == later
