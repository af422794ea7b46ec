"""Two people hand out one slip, or take one sample, in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.kitchen import actions, issuing, slips
from jieyue.canteen.kitchen.factories import MONDAY, MORNING, NOON, put_in_store
from jieyue.canteen.kitchen.issuing import Handed
from jieyue.canteen.kitchen.models import BatchLot, ProductionBatch
from jieyue.canteen.kitchen.proposing import Wanted
from jieyue.canteen.kitchen.refusals import SlipIssued
from jieyue.canteen.menus.factories import make_dish, make_ingredient, make_recipe_line
from jieyue.canteen.stock.models import Movement, MovementKind
from jieyue.kit.actor import system

PEOPLE = 4


def at_once(call):
    """What `call(person)` gave each of PEOPLE who start together."""
    together = Barrier(PEOPLE)

    def run(person):
        together.wait()
        try:
            return call(person)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(run, "abcd"))


@pytest.fixture
def meal(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, so nobody can be second in the same moment")
    canteen = make_canteen()
    return slips.MealOf(canteen_id=canteen.id, day=MONDAY, meal="lunch"), canteen


def draw(meal, canteen, ingredient, quantity):
    return slips.draw_up_by_hand(
        meal=meal, goods=[Wanted(ingredient_id=ingredient.id, quantity=Decimal(quantity))],
        reason="试菜", actor=system("cook", site_id=canteen.site_id), at=MORNING,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_one_hands_out_and_the_others_are_told_who_did(meal):
    meal, canteen = meal
    pork = make_ingredient(site=canteen.site)
    put_in_store(canteen=canteen, ingredient=pork, expires_on=MONDAY + timedelta(days=3))
    slip = draw(meal, canteen, pork, "8")
    line = slip.lines.get()
    handed = [Handed(line_id=line.id, lot_id=line.lot_id, quantity=line.quantity)]

    def issue(person):
        actor = system(person, site_id=canteen.site_id)
        try:
            issuing.issue(number=slip.number, handed=handed, actor=actor, at=MORNING)
        except SlipIssued as refusal:
            return refusal.by
        return ""

    answers = at_once(issue)
    slip.refresh_from_db()
    assert sorted(answers) == ["", slip.issued_by, slip.issued_by, slip.issued_by]
    assert Movement.objects.filter(kind=MovementKind.ISSUE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_batches_of_one_dish_recorded_together_get_their_turns_and_all_the_goods(meal):
    meal, canteen = meal
    dish = make_dish(site=canteen.site)
    line = make_recipe_line(dish=dish)
    put_in_store(canteen=canteen, ingredient=line.ingredient)
    slip = draw(meal, canteen, line.ingredient, "10")
    row = slip.lines.get()
    issuing.issue(
        number=slip.number,
        handed=[Handed(line_id=row.id, lot_id=row.lot_id, quantity=row.quantity)],
        actor=system("keeper", site_id=canteen.site_id),
        at=MORNING,
    )

    def cook(person):
        pot = actions.Pot(dish_id=dish.id, portions=33, finished_at=NOON)
        actor = system(person, site_id=canteen.site_id)
        return actions.record(meal=meal, pot=pot, actor=actor, at=NOON).sequence

    assert sorted(at_once(cook)) == [1, 2, 3, 4]
    shares = list(BatchLot.objects.values_list("quantity", flat=True))
    assert (ProductionBatch.objects.count(), len(shares), sum(shares)) == (4, 4, 10)
