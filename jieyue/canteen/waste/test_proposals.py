from datetime import timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.factories import MONDAY, make_canteen
from jieyue.canteen.kitchen.models import ProductionBatch
from jieyue.canteen.menus.factories import make_dish, make_recipe_line
from jieyue.canteen.menus.models import ServedCount
from jieyue.canteen.waste import proposals, refusals
from jieyue.canteen.waste.factories import AFTER_LUNCH, make_weighing
from jieyue.canteen.waste.models import RecipeProposal
from jieyue.kit.actor import NotAllowed
from jieyue.people.factories import make_actor

RIGHTS = dict.fromkeys(
    ("canteen.menus.edit", "canteen.menus.read", "canteen.waste.read"), "complex"
)


@pytest.fixture
def canteen(db):
    return make_canteen()


@pytest.fixture
def manager(canteen):
    return make_actor(site=canteen.site, grants=RIGHTS)


def eaten_dish(canteen, *, days=30, plate_kg="9", cooked="60"):
    """300 portions of 200 g a day, of which so much comes back on the plates."""
    dish = make_dish(site=canteen.site, portion_g=200)
    make_recipe_line(dish=dish, quantity="150")
    for n in range(1, days + 1):
        day = MONDAY - timedelta(days=n)
        ProductionBatch.objects.create(
            site_id=canteen.site_id, number=f"B{dish.id}-{n}", canteen=canteen, day=day,
            meal="lunch", dish=dish, portions=300, cooked_kg=Decimal(cooked),
            finished_at=AFTER_LUNCH - timedelta(days=n), cook="厨师",
        )  # fmt: skip
        ServedCount.objects.create(
            site_id=canteen.site_id, canteen=canteen, day=day, meal="lunch", dish=dish,
            diners=600, taken=300,
        )  # fmt: skip
        make_weighing(canteen=canteen, net_kg=plate_kg, day=day, dish=dish)
    return dish


def reckon(canteen, manager):
    return proposals.reckon(site_id=canteen.site_id, actor=manager, at=AFTER_LUNCH)


def test_leftovers_change_a_recipe_only_by_a_persons_hand(canteen, manager):
    dish = eaten_dish(canteen)
    assert reckon(canteen, manager) == 1
    dish.refresh_from_db()
    proposal = RecipeProposal.objects.get()
    assert (dish.portion_g, proposal.portion_g, proposal.days) == (200, 180, 30)
    proposals.accept(proposal_id=proposal.id, actor=manager, at=AFTER_LUNCH)
    dish.refresh_from_db()
    assert (dish.portion_g, dish.lines.get().quantity) == (180, Decimal("135.000"))
    with pytest.raises(refusals.ProposalDecidedAlready):
        proposals.accept(proposal_id=proposal.id, actor=manager, at=AFTER_LUNCH)


def test_a_pot_that_yields_more_needs_less(canteen, manager):
    dish = eaten_dish(canteen, cooked="66", plate_kg="6")
    reckon(canteen, manager)
    proposal = RecipeProposal.objects.get()
    assert (proposal.portion_g, proposal.yield_factor) == (None, Decimal("1.075"))
    proposals.accept(proposal_id=proposal.id, actor=manager, at=AFTER_LUNCH)
    assert dish.lines.get().quantity == Decimal("139.535")


def test_reckoning_again_replaces_what_is_open(canteen, manager):
    eaten_dish(canteen)
    reckon(canteen, manager)
    reckon(canteen, manager)
    assert RecipeProposal.objects.count() == 1


def test_a_dish_changed_meanwhile_is_not_overwritten(canteen, manager):
    dish = eaten_dish(canteen)
    reckon(canteen, manager)
    dish.portion_g = 220
    dish.save()
    with pytest.raises(refusals.DishHasChanged):
        proposals.accept(proposal_id=RecipeProposal.objects.get().id, actor=manager, at=AFTER_LUNCH)
    assert dish.lines.get().quantity == 150


def test_refusing_needs_a_reason_and_deciding_the_right(canteen, manager):
    eaten_dish(canteen)
    reckon(canteen, manager)
    proposal = RecipeProposal.objects.get()
    with pytest.raises(refusals.ReasonMissing):
        proposals.refuse(proposal_id=proposal.id, reason="", actor=manager, at=AFTER_LUNCH)
    reader = make_actor(site=canteen.site, grants={"canteen.waste.read": "complex"})
    with pytest.raises(NotAllowed):
        proposals.accept(proposal_id=proposal.id, actor=reader, at=AFTER_LUNCH)
    proposals.refuse(proposal_id=proposal.id, reason="本月有培训", actor=manager, at=AFTER_LUNCH)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.decided_by) == ("refused", manager.name)
