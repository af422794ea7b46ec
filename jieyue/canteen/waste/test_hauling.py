from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from jieyue.canteen.factories import MONDAY, make_canteen
from jieyue.canteen.waste import hauling, refusals
from jieyue.canteen.waste.factories import AFTER_LUNCH, make_hauler, make_weighing
from jieyue.canteen.waste.hauling import Taken
from jieyue.canteen.waste.ledger import oil_account, removals
from jieyue.canteen.waste.models import Haul, Hauler
from jieyue.people.factories import make_actor, make_site

RIGHTS = {"canteen.waste.read": "complex", "canteen.waste.record": "complex"}


@pytest.fixture
def canteen(db):
    return make_canteen()


@pytest.fixture
def cook(canteen):
    return make_actor(site=canteen.site, grants=RIGHTS)


def haul(canteen, cook, hauler, *, kind="food_waste", mass="80", at=AFTER_LUNCH):
    taken = Taken(
        canteen_id=canteen.id,
        hauler_id=hauler.id,
        kind=kind,
        mass_kg=Decimal(mass),
        vehicle="川T·12345",
        taken_by="王师傅",
        barrels=2,
    )
    return hauling.haul(taken=taken, actor=cook, at=at)


def pour(canteen, cook, mass, *, client_id=None):
    hauling.pour_oil(
        canteen_id=canteen.id,
        mass_kg=Decimal(mass),
        source="油炸锅",
        client_id=client_id or uuid4(),
        happened_at=AFTER_LUNCH,
        actor=cook,
        at=AFTER_LUNCH,
    )


def test_a_haul_has_its_number_and_both_names(canteen, cook):
    row = haul(canteen, cook, make_hauler(site=canteen.site))
    assert row.number.startswith("HL-2026-")
    assert (row.handed_by, row.taken_by) == (cook.name, "王师傅")


def test_the_last_day_of_a_licence_counts_the_next_does_not(canteen, cook):
    haul(canteen, cook, make_hauler(site=canteen.site, valid_to=MONDAY))
    late = make_hauler(site=canteen.site, valid_to=MONDAY - timedelta(days=1))
    with pytest.raises(refusals.LicenceExpired) as caught:
        haul(canteen, cook, late)
    assert caught.value.valid_to == date(2026, 3, 1)
    assert Haul.objects.count() == 1


def test_a_hauler_takes_only_what_it_is_licensed_for(canteen, cook):
    with pytest.raises(refusals.NotLicensed):
        haul(canteen, cook, make_hauler(site=canteen.site), kind="oil")
    with pytest.raises(refusals.BadMass):
        haul(canteen, cook, make_hauler(site=canteen.site), mass="0")
    with pytest.raises(Hauler.DoesNotExist):
        haul(canteen, cook, make_hauler(site=make_site()))


def test_waste_is_removed_on_the_day_it_was_made(canteen, cook):
    tuesday = MONDAY + timedelta(days=1)
    make_weighing(canteen=canteen, net_kg="60")
    make_weighing(canteen=canteen, net_kg="25", stage="trimmings")
    make_weighing(canteen=canteen, net_kg="30", day=tuesday)
    haul(canteen, cook, make_hauler(site=canteen.site), mass="84")
    monday, after = removals(cook, canteen_id=canteen.id, first=MONDAY, last=tuesday)
    assert (monday.weighed_kg, monday.hauled_kg, monday.was_removed) == (85, 84, True)
    assert (after.weighed_kg, after.hauled_kg, after.was_removed) == (30, 0, False)


def test_the_barrel_holds_what_was_poured_less_what_was_taken(canteen, cook):
    sending = uuid4()
    pour(canteen, cook, "12.5", client_id=sending)
    pour(canteen, cook, "12.5", client_id=sending)
    pour(canteen, cook, "4")
    hauler = make_hauler(site=canteen.site, takes_oil=True)
    haul(canteen, cook, hauler, kind="oil", mass="10")
    account = oil_account(cook, canteen_id=canteen.id, until=MONDAY)
    assert (account.poured_kg, account.hauled_kg, account.held_kg) == (
        Decimal("16.5"),
        10,
        Decimal("6.5"),
    )
    assert not account.is_overdrawn
    haul(canteen, cook, hauler, kind="oil", mass="7")
    assert oil_account(cook, canteen_id=canteen.id, until=MONDAY).is_overdrawn
