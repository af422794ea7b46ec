from datetime import time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from jieyue.canteen.factories import MONDAY, make_canteen, make_meal_period
from jieyue.canteen.menus.factories import make_dish
from jieyue.canteen.waste import leftovers, refusals
from jieyue.canteen.waste.factories import AFTER_LUNCH
from jieyue.canteen.waste.leftovers import Left
from jieyue.canteen.waste.models import Leftover, WasteWeighing
from jieyue.kit.actor import NotAllowed
from jieyue.people.factories import make_actor, make_site

RIGHTS = {"canteen.waste.read": "complex", "canteen.waste.record": "complex"}


@pytest.fixture
def canteen(db):
    canteen = make_canteen()
    make_meal_period(canteen=canteen)
    dinner = {"opens": time(17, 30), "closes": time(18, 30)}
    make_meal_period(canteen=canteen, meal="dinner", **dinner)
    return canteen


@pytest.fixture
def cook(canteen):
    return make_actor(site=canteen.site, grants=RIGHTS)


def register(canteen, cook, *, client_id=None, **changes):
    values = {"fate": "kept", "mass_kg": Decimal("4.5"), "temperature_c": Decimal(5)}
    dish = {} if "dish_id" in changes else {"dish_id": make_dish(site=canteen.site).id}
    left = Left(canteen_id=canteen.id, meal="lunch", **{**values, **dish, **changes})
    return leftovers.register(
        left=left,
        client_id=client_id or uuid4(),
        happened_at=AFTER_LUNCH,
        actor=cook,
        at=AFTER_LUNCH,
    )


def settle(row, cook, settled_as, *, at=AFTER_LUNCH):
    leftovers.settle(leftover_id=row.id, settled_as=settled_as, actor=cook, at=at)


def test_what_is_chilled_keeps_until_the_next_meal_ends(canteen, cook):
    row = register(canteen, cook)
    assert row.keep_until - AFTER_LUNCH == timedelta(hours=4, minutes=30)  # dinner closes 18:30
    assert (row.day, WasteWeighing.objects.count()) == (MONDAY, 0)


def test_what_is_warm_keeps_two_hours(canteen, cook):
    row = register(canteen, cook, temperature_c=Decimal(35))
    assert row.keep_until - AFTER_LUNCH == timedelta(hours=2)


def test_what_is_thrown_away_is_weighed_as_unserved_once(canteen, cook):
    sending = uuid4()
    row = register(canteen, cook, fate="discarded", client_id=sending)
    again = register(canteen, cook, fate="discarded", client_id=sending)
    assert again.id == row.id
    weighing = WasteWeighing.objects.get()
    assert (weighing.stage, weighing.gross_kg, weighing.dish_id) == (
        "unserved",
        Decimal("4.500"),
        row.dish_id,
    )
    assert row.keep_until is None


def test_in_time_it_is_used_later_only_thrown_away(canteen, cook):
    used = register(canteen, cook)
    settle(used, cook, "used", at=used.keep_until)
    late = register(canteen, cook)
    with pytest.raises(refusals.KeptTooLong):
        settle(late, cook, "used", at=late.keep_until + timedelta(minutes=1))
    settle(late, cook, "discarded", at=late.keep_until + timedelta(minutes=1))
    late.refresh_from_db()
    assert late.weighing.dish_id == late.dish_id
    assert WasteWeighing.objects.count() == 1


def test_the_second_person_is_told_who_settled_it(canteen, cook):
    row = register(canteen, cook)
    settle(row, cook, "used")
    with pytest.raises(refusals.AlreadySettled) as caught:
        settle(row, cook, "discarded")
    assert (caught.value.settled_by, caught.value.settled_at) == (cook.name, AFTER_LUNCH)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"dish_id": None}, refusals.NothingLeft),
        ({"mass_kg": Decimal(0)}, refusals.BadMass),
        ({"mass_kg": Decimal(-3)}, refusals.BadMass),
    ],
)
def test_impossible_leftovers(canteen, cook, changes, error):
    with pytest.raises(error):
        register(canteen, cook, **changes)
    assert not Leftover.objects.exists()


def test_only_what_was_kept_can_be_used(canteen, cook):
    row = register(canteen, cook, fate="staff_meal")
    with pytest.raises(refusals.NotKept):
        settle(row, cook, "used")


def test_only_the_own_sites_with_the_right(canteen, cook):
    row = register(canteen, cook)
    with pytest.raises(Leftover.DoesNotExist):
        settle(row, make_actor(site=make_site(), grants=RIGHTS), "used")
    reader = make_actor(site=canteen.site, grants={"canteen.waste.read": "complex"})
    with pytest.raises(NotAllowed):
        settle(row, reader, "used")
