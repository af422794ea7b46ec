from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.factories import make_canteen
from jieyue.canteen.kitchen import issuing, refusals, slips
from jieyue.canteen.kitchen.factories import (
    MONDAY,
    MORNING,
    make_batch,
    make_plan_meal,
    put_in_store,
)
from jieyue.canteen.kitchen.issuing import Handed
from jieyue.canteen.kitchen.models import BatchLot, IssueLine, IssueSlip
from jieyue.canteen.kitchen.proposing import Wanted
from jieyue.canteen.menus.factories import make_dish, make_ingredient, make_recipe_line
from jieyue.canteen.planning.models import PlanDish
from jieyue.canteen.stock.models import StockLot
from jieyue.canteen.stock.refusals import LotExpired, LotNotReleased, NotEnoughStock
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.kit.permissions import all_permissions
from jieyue.people.factories import make_actor, make_person, make_unit
from jieyue.people.roles.built_in import BUILT_IN, grants_of

pytestmark = pytest.mark.django_db
COOK = {"canteen.kitchen.cook": "complex", "canteen.kitchen.read": "complex"}
KEEPER = {"canteen.stock.move": "complex", "canteen.kitchen.read": "complex"}


class Kitchen:
    """A lunch of two dishes that share pork; two lots of pork in the store."""

    def __init__(self):
        self.canteen = make_canteen()
        self.site = self.canteen.site
        unit = make_unit(site=self.site)
        self.cook = self.person(unit, COOK)
        self.keeper = self.person(unit, KEEPER)
        self.pork = make_ingredient(site=self.site, name="猪肉")
        self.stew, self.soup = make_dish(site=self.site), make_dish(site=self.site)
        for dish in (self.stew, self.soup):
            make_recipe_line(dish=dish, ingredient=self.pork, quantity="100")
        self.planned = make_plan_meal(
            canteen=self.canteen,
            dishes=[(self.stew, 200, 50), (self.soup, 100, 0)],
            needs=[(self.pork, "35", [[self.stew.id, 250, "25"], [self.soup.id, 100, "10"]])],
        )
        self.later = self.lot("50", days=5)
        self.sooner = self.lot("20", days=1)
        self.meal = slips.MealOf(canteen_id=self.canteen.id, day=MONDAY, meal="lunch")

    def person(self, unit, grants):
        who = make_person(unit=unit)
        return replace(make_actor(person=who, grants=grants), name=who.name)

    def lot(self, quantity, *, days, **fields):
        return put_in_store(
            canteen=self.canteen,
            ingredient=self.pork,
            quantity=quantity,
            expires_on=MONDAY + timedelta(days=days),
            **fields,
        )

    def draw_up(self, *, whole=False):
        return slips.draw_up(meal=self.meal, whole=whole, actor=self.cook, at=MORNING)

    def by_hand(self, quantity="5", reason="试菜"):
        goods = [Wanted(ingredient_id=self.pork.id, quantity=Decimal(quantity))]
        return slips.draw_up_by_hand(
            meal=self.meal, goods=goods, reason=reason, actor=self.cook, at=MORNING
        )

    def issue(self, slip, handed=None, *, actor=None):
        as_proposed = [
            Handed(line_id=line.id, lot_id=line.lot_id, quantity=line.quantity)
            for line in slip.lines.all()
        ]
        given = as_proposed if handed is None else handed
        issuing.issue(number=slip.number, handed=given, actor=actor or self.keeper, at=MORNING)

    def give_back(self, slip, lot, quantity, reason="未用完"):
        issuing.give_back(
            number=slip.number, lot_id=lot.id, quantity=Decimal(quantity), reason=reason,
            actor=self.keeper, at=MORNING,
        )  # fmt: skip


@pytest.fixture
def kitchen():
    return Kitchen()


def lines(slip):
    rows = IssueLine.objects.filter(slip__number=slip.number).order_by("id")
    return [(row.lot_id, row.quantity) for row in rows]


def left(lot):
    return StockLot.objects.get(id=lot.id).quantity


def test_a_slip_draws_the_first_batch_from_the_lot_that_expires_first(kitchen):
    slip = kitchen.draw_up()
    assert lines(slip) == [(kitchen.sooner.id, 20), (kitchen.later.id, 10)]
    assert slip.plan_number == kitchen.planned.plan.number
    assert left(kitchen.sooner) == 20  # nothing has moved yet


def test_a_second_slip_draws_for_the_second_batch_when_it_is_released(kitchen):
    kitchen.issue(kitchen.draw_up())
    with pytest.raises(refusals.NothingToDraw):
        kitchen.draw_up()
    PlanDish.objects.filter(dish=kitchen.stew).update(released=40)
    assert lines(kitchen.draw_up()) == [(kitchen.later.id, 4)]


def test_a_whole_slip_draws_both_batches_at_once(kitchen):
    slip = kitchen.draw_up(whole=True)
    assert lines(slip) == [(kitchen.sooner.id, 20), (kitchen.later.id, 15)]


def test_what_the_store_lacks_stands_on_the_slip_without_a_lot(kitchen):
    slip = kitchen.by_hand("80")
    assert lines(slip) == [(kitchen.sooner.id, 20), (kitchen.later.id, 50), (None, 10)]
    kitchen.issue(slip)
    assert lines(slip)[-1] == (None, 10)
    assert left(kitchen.later) == 0


def test_two_drafts_do_not_claim_one_lot_twice(kitchen):
    kitchen.by_hand("20")
    assert lines(kitchen.by_hand("5")) == [(kitchen.later.id, 5)]


def test_a_slip_beside_an_open_draft_needs_no_reason_either_way(kitchen):
    kitchen.by_hand("20")
    kitchen.issue(kitchen.by_hand("5"))  # from the later lot: the sooner one is claimed
    other = kitchen.by_hand("5")
    line = other.lines.get()
    kitchen.issue(other, [Handed(line_id=line.id, lot_id=kitchen.sooner.id, quantity=Decimal(5))])
    assert left(kitchen.sooner) == 15


def test_issuing_moves_the_goods_and_says_so(kitchen):
    slip = kitchen.draw_up()
    kitchen.issue(slip)
    assert (left(kitchen.sooner), left(kitchen.later)) == (0, 40)
    slip.refresh_from_db()
    assert (slip.status, slip.issued_by) == ("issued", kitchen.keeper.name)
    entry = Entry.objects.get(name="canteen.kitchen.slip_issued")
    assert entry.data["overrides"] == {}
    assert IssueLine.objects.filter(movement=None).count() == 0


def test_the_second_who_issues_is_told_who_was_first(kitchen):
    slip = kitchen.draw_up()
    kitchen.issue(slip)
    with pytest.raises(refusals.SlipIssued) as refused:
        kitchen.issue(slip)
    assert (refused.value.by, refused.value.said_at) == (kitchen.keeper.name, "2026-03-02 08:30")
    assert left(kitchen.later) == 40


def test_another_lot_needs_a_reason(kitchen):
    slip = kitchen.by_hand("5")
    line = slip.lines.get()
    other = Handed(line_id=line.id, lot_id=kitchen.later.id, quantity=Decimal(5))
    with pytest.raises(refusals.LotOutOfOrder) as refused:
        kitchen.issue(slip, [other])
    assert refused.value.first == kitchen.sooner.number
    assert left(kitchen.later) == 50
    kitchen.issue(slip, [replace(other, reason="靠里,取不出")])
    entry = Entry.objects.get(name="canteen.kitchen.slip_issued")
    assert entry.data["overrides"] == {kitchen.later.number: "靠里,取不出"}


def test_held_and_expired_lots_and_more_than_there_is_are_refused(kitchen):
    held, expired = kitchen.lot("9", days=9, held_for="农残"), kitchen.lot("9", days=-1)
    slip = kitchen.by_hand("5")
    line = slip.lines.get()

    def hand_out(lot, quantity):
        kitchen.issue(
            slip,
            [Handed(line_id=line.id, lot_id=lot.id, quantity=Decimal(quantity), reason="急")],
        )

    with pytest.raises(LotNotReleased):
        hand_out(held, 5)
    with pytest.raises(LotExpired):
        hand_out(expired, 5)
    with pytest.raises(NotEnoughStock):
        hand_out(kitchen.later, 51)
    assert IssueSlip.objects.get(number=slip.number).status == "draft"
    assert not Entry.objects.filter(name="canteen.stock.issued").exists()


def test_a_lot_of_something_else_is_refused(kitchen):
    flour = put_in_store(canteen=kitchen.canteen, ingredient=make_ingredient(site=kitchen.site))
    elsewhere = put_in_store(
        canteen=make_canteen(site=kitchen.site), ingredient=kitchen.pork, expires_on=MONDAY
    )
    slip = kitchen.by_hand("5")
    for lot in (flour, elsewhere):
        with pytest.raises(refusals.WrongLot):
            kitchen.issue(
                slip,
                [Handed(line_id=slip.lines.get().id, lot_id=lot.id, quantity=Decimal(5))],
            )


def test_more_than_the_slip_asks_needs_a_reason(kitchen):
    slip = kitchen.by_hand("5")
    handed = Handed(line_id=slip.lines.get().id, lot_id=kitchen.sooner.id, quantity=Decimal(6))
    with pytest.raises(refusals.MoreThanAsked):
        kitchen.issue(slip, [handed])
    kitchen.issue(slip, [replace(handed, reason="整块称重")])
    assert left(kitchen.sooner) == 14


def test_a_part_is_issued_and_the_rest_can_be_drawn_again(kitchen):
    slip = kitchen.draw_up()
    first, second = slip.lines.order_by("id")
    part = [
        Handed(line_id=first.id, lot_id=first.lot_id, quantity=Decimal(12)),
        Handed(line_id=second.id, lot_id=second.lot_id, quantity=Decimal(0)),
    ]
    kitchen.issue(slip, part)
    assert lines(slip) == [(kitchen.sooner.id, 12)]
    assert lines(kitchen.draw_up()) == [(kitchen.sooner.id, 8), (kitchen.later.id, 10)]


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_nothing_is_not_issued(kitchen, quantity):
    slip = kitchen.by_hand("5")
    handed = Handed(
        line_id=slip.lines.get().id, lot_id=kitchen.sooner.id, quantity=Decimal(quantity)
    )
    with pytest.raises((refusals.NothingToIssue, refusals.BadQuantity)):
        kitchen.issue(slip, [handed])
    with pytest.raises(refusals.NothingToIssue):
        kitchen.issue(slip, [])


def test_a_slip_by_hand_needs_a_reason_and_known_goods(kitchen):
    with pytest.raises(refusals.ReasonMissing):
        kitchen.by_hand(reason=" ")
    with pytest.raises(refusals.BadQuantity):
        kitchen.by_hand("0")
    goods = [
        Wanted(ingredient_id=make_ingredient(site=make_canteen().site).id, quantity=Decimal(1))
    ]
    with pytest.raises(refusals.UnknownIngredient):
        slips.draw_up_by_hand(
            meal=kitchen.meal, goods=goods, reason="x", actor=kitchen.cook, at=MORNING
        )


def test_without_a_plan_in_force_nothing_is_proposed(kitchen):
    dinner = replace(kitchen.meal, meal="dinner")
    with pytest.raises(refusals.NoPlan):
        slips.draw_up(meal=dinner, whole=False, actor=kitchen.cook, at=MORNING)


def test_a_draft_is_proposed_anew_from_what_is_there(kitchen):
    slip = kitchen.by_hand("30")
    kitchen.lot("15", days=0)
    slips.propose_anew(number=slip.number, actor=kitchen.keeper, at=MORNING)
    quantities = [quantity for _, quantity in lines(slip)]
    assert quantities == [15, 15]


def test_a_cancelled_slip_claims_nothing_and_cannot_be_issued(kitchen):
    slip = kitchen.by_hand("20")
    slips.cancel(number=slip.number, actor=kitchen.cook, at=MORNING)
    assert lines(kitchen.by_hand("5")) == [(kitchen.sooner.id, 5)]
    with pytest.raises(refusals.SlipCancelled):
        kitchen.issue(slip)
    with pytest.raises(refusals.SlipCancelled):
        slips.cancel(number=slip.number, actor=kitchen.cook, at=MORNING)


def test_the_cook_confirms_the_receipt_once_and_not_the_storekeeper(kitchen):
    slip = kitchen.draw_up()
    with pytest.raises(refusals.SlipNotIssued):
        issuing.receive(number=slip.number, actor=kitchen.cook, at=MORNING)
    both = replace(kitchen.keeper, grants={**kitchen.keeper.grants, **kitchen.cook.grants})
    kitchen.issue(slip, actor=both)
    with pytest.raises(refusals.SamePerson):
        issuing.receive(number=slip.number, actor=both, at=MORNING)
    issuing.receive(number=slip.number, actor=kitchen.cook, at=MORNING)
    with pytest.raises(refusals.SlipReceived) as refused:
        issuing.receive(number=slip.number, actor=kitchen.cook, at=MORNING)
    assert refused.value.by == kitchen.cook.name


def test_what_is_left_comes_back_into_its_lot_and_out_of_the_batches(kitchen):
    slip = kitchen.draw_up()
    kitchen.issue(slip)
    batch = make_batch(canteen=kitchen.canteen, dish=kitchen.stew, portions=200)
    kitchen.give_back(slip, kitchen.later, "4")
    assert left(kitchen.later) == 44
    shares = dict(BatchLot.objects.filter(batch=batch).values_list("lot_id", "quantity"))
    assert shares == {kitchen.sooner.id: 20, kitchen.later.id: 6}
    with pytest.raises(refusals.MoreThanIssued):
        kitchen.give_back(slip, kitchen.later, "6.001")
    with pytest.raises(refusals.ReasonMissing):
        kitchen.give_back(slip, kitchen.later, "1", reason="")
    assert lines(kitchen.draw_up()) == [(kitchen.later.id, 4)]  # the need is open again


def test_nothing_is_issued_into_a_closed_month(kitchen):
    slip = kitchen.draw_up()
    ClosedMonth.objects.create(
        site=kitchen.site, canteen=kitchen.canteen, month=date(2026, 3, 1), closed_by="x",
        closed_at=MORNING,
    )  # fmt: skip
    with pytest.raises(Exception, match="2026") as refused:
        kitchen.issue(slip)
    assert type(refused.value).__name__ == "MonthClosed"


def test_another_sites_slip_does_not_exist(kitchen):
    slip = kitchen.draw_up()
    stranger = make_actor(grants={**COOK, **KEEPER})
    for call in (
        lambda: slips.cancel(number=slip.number, actor=stranger, at=MORNING),
        lambda: kitchen.issue(slip, actor=stranger),
        lambda: issuing.receive(number=slip.number, actor=stranger, at=MORNING),
    ):
        with pytest.raises(IssueSlip.DoesNotExist):
            call()


def test_who_may_draw_up_and_who_may_issue(kitchen):
    known = list(all_permissions())
    for role in BUILT_IN:
        grants = grants_of(role, known)
        actor = replace(kitchen.cook, grants=grants)
        slip = kitchen.by_hand("0.1")
        may_cook = role.code in {"kitchen", "canteen_manager"}
        may_issue = role.code in {"storekeeper", "canteen_manager"}
        for may, call in (
            (may_issue, lambda slip=slip, actor=actor: kitchen.issue(slip, actor=actor)),
            (may_cook, lambda actor=actor: slips.draw_up_by_hand(
                meal=kitchen.meal, goods=[Wanted(ingredient_id=kitchen.pork.id,
                quantity=Decimal("0.1"))], reason="x", actor=actor, at=MORNING)),
        ):  # fmt: skip
            if may:
                call()
            else:
                with pytest.raises(NotAllowed):
                    call()
