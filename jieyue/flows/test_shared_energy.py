from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from jieyue.canteen.diners.models import UnitAttendance
from jieyue.canteen.factories import make_canteen
from jieyue.energy.allocation import actions as allocation
from jieyue.energy.allocation.models import AllocationBasis
from jieyue.flows import shared_energy
from jieyue.kit.actor import system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_unit

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 4, 1, 19, tzinfo=UTC)  # 03:00 local on 2 April


@pytest.fixture
def canteen():
    return make_canteen()


@pytest.fixture
def unit(canteen):
    return make_unit(site=canteen.site, code="A")


def eat(canteen, unit, day, served, meal="lunch"):
    UnitAttendance.objects.create(
        site=canteen.site, canteen=canteen, unit=unit, day=day, meal=meal, served=served
    )


def basis():
    rows = AllocationBasis.objects.values_list("unit__code", "month", "value")
    return {(code, month): value for code, month, value in rows}


def test_a_month_of_meals_becomes_the_basis_of_allocation(canteen, unit):
    other = make_unit(site=canteen.site, code="B")
    eat(canteen, unit, date(2026, 3, 1), 30)
    eat(canteen, unit, date(2026, 3, 31), 20, meal="breakfast")
    eat(canteen, unit, date(2026, 4, 1), 7)
    eat(canteen, unit, date(2026, 2, 28), 900)
    eat(make_canteen(site=canteen.site), other, date(2026, 3, 2), 11)
    shared_energy.keep_diner_meals(site_id=canteen.site_id, at=NIGHT)
    march, april = date(2026, 3, 1), date(2026, 4, 1)
    assert basis() == {("A", march): 50, ("B", march): 11, ("A", april): 7}


def test_the_same_night_twice_changes_nothing(canteen, unit):
    eat(canteen, unit, date(2026, 3, 1), 30)
    for _night in range(2):
        shared_energy.keep_diner_meals(site_id=canteen.site_id, at=NIGHT)
    assert Entry.objects.filter(name="energy.allocation.basis_taken").count() == 1


def test_late_counts_move_it_and_a_persons_figure_stays(canteen, unit):
    other = make_unit(site=canteen.site, code="B")
    march = date(2026, 3, 1)
    allocation.set_basis(
        month=march, unit_code="B", kind="diner_meals", value=Decimal(5),
        actor=system("test", site_id=canteen.site_id), at=NIGHT,
    )  # fmt: skip
    eat(canteen, unit, march, 30)
    eat(canteen, other, march, 99)
    shared_energy.take_over(site_id=canteen.site_id, month=march, at=NIGHT)
    eat(canteen, unit, date(2026, 3, 2), 4)
    shared_energy.take_over(site_id=canteen.site_id, month=march, at=NIGHT)
    assert basis() == {("A", march): 34, ("B", march): 5}


def test_another_sites_meals_are_not_ours(canteen, unit):
    elsewhere = make_canteen()
    eat(elsewhere, make_unit(site=elsewhere.site), date(2026, 3, 1), 12)
    shared_energy.keep_diner_meals(site_id=canteen.site_id, at=NIGHT)
    assert basis() == {}


def test_after_the_first_days_the_month_before_rests(canteen, unit):
    eat(canteen, unit, date(2026, 3, 1), 30)
    later = datetime(2026, 4, 20, 19, tzinfo=UTC)
    shared_energy.keep_diner_meals(site_id=canteen.site_id, at=later)
    assert basis() == {}
