from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.books.refusals import MonthClosed
from jieyue.canteen.kitchen import actions, refusals
from jieyue.canteen.kitchen.factories import MORNING, NOON
from jieyue.canteen.kitchen.models import BatchLot, ProductionBatch
from jieyue.canteen.kitchen.test_slips import Kitchen
from jieyue.canteen.staff_health.factories import make_check, make_handler
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.kit.permissions import all_permissions
from jieyue.people.factories import make_actor
from jieyue.people.persons.models import Person
from jieyue.people.roles.built_in import BUILT_IN, grants_of

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def kitchen():
    return Kitchen()


def cook(kitchen, dish=None, *, portions=200, at=NOON, actor=None, day=None, **fields):
    values = {"finished_at": at, "centre_c": Decimal(78), **fields}
    pot = actions.Pot(dish_id=(dish or kitchen.stew).id, portions=portions, **values)
    meal = replace(kitchen.meal, day=day or kitchen.meal.day)
    return actions.record(meal=meal, pot=pot, actor=actor or kitchen.cook, at=at)


def shares(batch):
    return dict(BatchLot.objects.filter(batch=batch).values_list("lot_id", "quantity"))


def test_a_batch_is_recorded_with_its_turn_and_its_lots(kitchen):
    kitchen.issue(kitchen.draw_up())
    first = cook(kitchen)
    assert (first.sequence, first.cook, first.flags) == (1, kitchen.cook.name, [])
    assert shares(first) == {kitchen.sooner.id: 20, kitchen.later.id: 10}
    soup = cook(kitchen, kitchen.soup, portions=100)
    second = cook(kitchen, portions=100)
    assert second.sequence == 2
    quarter = {kitchen.sooner.id: Decimal(5), kitchen.later.id: Decimal("2.5")}
    assert shares(soup) == shares(second) == quarter
    assert Entry.objects.filter(name="canteen.kitchen.batch_recorded").count() == 3


def test_slips_and_batches_may_come_in_any_order(kitchen):
    batch = cook(kitchen)
    assert shares(batch) == {}
    kitchen.issue(kitchen.draw_up())
    assert shares(batch) == {kitchen.sooner.id: 20, kitchen.later.id: 10}


def test_a_batch_that_is_not_cooked_through_is_flagged_until_it_is_heated_again(kitchen):
    batch = cook(kitchen, centre_c=Decimal("66"))
    assert batch.flags == ["centre_low"]
    with pytest.raises(refusals.NotReheatable):
        actions.reheat(number=batch.number, centre_c=Decimal("69.9"), actor=kitchen.cook, at=NOON)
    actions.reheat(number=batch.number, centre_c=Decimal(74), actor=kitchen.cook, at=NOON)
    batch.refresh_from_db()
    assert (batch.centre_c, batch.reheated_c, batch.flags) == (66, 74, [])


def test_lukewarm_food_that_stood_three_hours_is_flagged(kitchen):
    batch = cook(kitchen)
    actions.measure_holding(number=batch.number, holding_c=Decimal(45), actor=kitchen.cook, at=NOON)
    actions.take_off(number=batch.number, off_at=LATER, actor=kitchen.cook, at=LATER)
    batch.refresh_from_db()
    assert batch.flags == ["warm_too_long"]


def test_the_second_who_takes_a_batch_off_is_told_when(kitchen):
    batch = cook(kitchen)
    actions.take_off(number=batch.number, off_at=NOON, actor=kitchen.cook, at=NOON)
    with pytest.raises(refusals.BatchGone) as refused:
        actions.take_off(number=batch.number, off_at=LATER, actor=kitchen.cook, at=LATER)
    assert refused.value.said_at == "2026-03-02 12:00"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"portions": 0}, refusals.BadPortions),
        ({"portions": 20_001}, refusals.BadPortions),
        ({"centre_c": Decimal(300)}, refusals.BadTemperature),
        ({"cooked_kg": Decimal(0)}, refusals.BadMass),
        ({"finished_at": NOON + timedelta(minutes=6)}, refusals.BadMoment),
        ({"finished_at": NOON - timedelta(days=2)}, refusals.BadMoment),
        ({"day": date(2026, 3, 3)}, refusals.DayAhead),
        ({"day": date(2026, 2, 27)}, refusals.TooLate),
    ],
)
def test_what_cannot_be_is_refused(kitchen, fields, refusal):
    with pytest.raises(refusal):
        cook(kitchen, **fields)
    assert not ProductionBatch.objects.exists()


def test_a_clock_that_is_a_little_ahead_is_forgiven(kitchen):
    batch = cook(kitchen, finished_at=NOON + timedelta(minutes=3))
    assert batch.finished_at == NOON


def test_a_typing_error_is_corrected_with_a_reason(kitchen):
    kitchen.issue(kitchen.draw_up())
    stew, soup = cook(kitchen, portions=100), cook(kitchen, kitchen.soup, portions=1000)

    def correct(reason):
        actions.correct(
            number=soup.number, portions=100, cooked_kg=None, centre_c=Decimal(78),
            reason=reason, actor=kitchen.cook, at=LATER,
        )  # fmt: skip

    with pytest.raises(refusals.ReasonMissing):
        correct("")
    correct("多打一个零")
    assert shares(stew) == shares(soup) == {kitchen.sooner.id: 10, kitchen.later.id: 5}
    entry = Entry.objects.get(name="canteen.kitchen.batch_corrected")
    assert (entry.data["old"], entry.data["new"]) == ({"portions": "1000"}, {"portions": "100"})


def test_a_batch_that_never_was_is_taken_back(kitchen):
    kitchen.issue(kitchen.draw_up())
    stew, soup = cook(kitchen), cook(kitchen, kitchen.soup)
    actions.take_back(number=soup.number, reason="点错菜", actor=kitchen.cook, at=NOON)
    assert shares(stew) == {kitchen.sooner.id: 20, kitchen.later.id: 10}
    assert ProductionBatch.objects.get() == stew
    assert Entry.objects.get(name="canteen.kitchen.batch_taken_back").data["portions"] == 200


def test_batches_of_a_closed_month_stay_as_they_are(kitchen):
    batch = cook(kitchen)
    ClosedMonth.objects.create(
        site=kitchen.site, canteen=kitchen.canteen, month=date(2026, 3, 1), closed_by="x",
        closed_at=NOON,
    )  # fmt: skip
    with pytest.raises(MonthClosed):
        actions.take_back(number=batch.number, reason="x", actor=kitchen.cook, at=NOON)
    with pytest.raises(MonthClosed):
        cook(kitchen)


def test_a_cook_who_is_not_fit_does_not_cook(kitchen):
    person = Person.objects.get(id=kitchen.cook.person_id)
    handler = make_handler(canteen=kitchen.canteen, person=person)
    with pytest.raises(refusals.NotFitForWork) as refused:
        cook(kitchen)
    assert refused.value.name == kitchen.cook.name
    make_check(handler=handler, day=kitchen.meal.day)
    cook(kitchen)


def test_who_may_cook(kitchen):
    known = list(all_permissions())
    for role in BUILT_IN:
        actor = replace(kitchen.cook, grants=grants_of(role, known))
        if role.code in {"kitchen", "canteen_manager"}:
            cook(kitchen, actor=actor)
        else:
            with pytest.raises(NotAllowed):
                cook(kitchen, actor=actor)


def test_another_sites_batch_does_not_exist(kitchen):
    batch = cook(kitchen)
    stranger = make_actor(grants=kitchen.cook.grants)
    with pytest.raises(ProductionBatch.DoesNotExist):
        actions.take_back(number=batch.number, reason="x", actor=stranger, at=MORNING)
