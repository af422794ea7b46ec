"""Who sees which energy page."""

from datetime import date

import pytest
from django.urls import reverse

from jieyue.energy.factories import make_meter
from jieyue.estate.factories import make_building
from jieyue.people.factories import make_account, make_person, make_site, make_unit, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
SEE_ALL = {
    "administrator",
    "energy_manager",
    "energy_statistician",
    "leader",
    "office_administrator",
}


@pytest.fixture
def unit():
    return make_unit(site=make_site())


def addresses(meter, unit):
    """Every page, and whether somebody of the unit may open it."""
    building = make_building(site=unit.site)
    return {
        reverse("energy:building_use", args=[building.code]): False,
        reverse("energy:meter_use", args=[meter.number]): meter_is_of(meter, unit),
        reverse("energy:unit_use", args=[unit.id]): True,
        reverse("energy:unit_month", args=[unit.id, 2026, 3]): True,
    }


def meter_is_of(meter, unit):
    return meter.placements.filter(unit=unit).exists()


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_what_each_role_may_open(sign_in, unit, role):
    client = sign_in(make_account(person=make_person(unit=unit), grants=role_grants(role)))
    grants = role_grants(role)
    scope = grants.get("energy.consumption.read")
    pages = addresses(make_meter(site=unit.site, unit=unit), unit)
    for address, own in pages.items():
        expected = 403 if scope is None else 200 if scope == "complex" or own else 404
        assert client.get(address).status_code == expected, (role, address)
    reply = client.get(reverse("energy:overview"))
    assert reply.status_code == (403 if scope is None else 200 if scope == "complex" else 302)


def test_a_unit_officer_begins_at_the_own_sheet(sign_in, unit):
    client = sign_in(
        make_account(person=make_person(unit=unit), grants=role_grants("unit_energy_officer"))
    )
    reply = client.get(reverse("energy:overview"), follow=True)
    assert reply.status_code == 200
    assert unit.name in reply.content.decode()


def test_other_units_do_not_exist_for_a_unit_officer(sign_in, unit):
    client = sign_in(
        make_account(person=make_person(unit=unit), grants=role_grants("unit_energy_officer"))
    )
    other = make_unit(site=unit.site)
    theirs = make_meter(site=unit.site, unit=other)
    shared = make_meter(site=unit.site)
    for address in (
        reverse("energy:unit_use", args=[other.id]),
        reverse("energy:unit_month", args=[other.id, 2026, 3]),
        reverse("energy:meter_use", args=[theirs.number]),
        reverse("energy:meter_use", args=[shared.number]),
    ):
        assert client.get(address).status_code == 404, address


def test_another_sites_places_do_not_exist(sign_in, unit):
    client = sign_in(make_account(site=unit.site, grants=role_grants("energy_manager")))
    elsewhere = make_site()
    building = make_building(site=elsewhere)
    for address in (
        reverse("energy:unit_use", args=[make_unit(site=elsewhere).id]),
        reverse("energy:building_use", args=[building.code]),
        reverse("energy:meter_use", args=[make_meter(site=elsewhere).number]),
    ):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("month", [(2026, 13), (1999, 1), (2126, 1), (2026, 0)])
def test_what_is_no_month_does_not_exist(sign_in, unit, month):
    client = sign_in(make_account(site=unit.site, grants=role_grants("energy_manager")))
    assert client.get(reverse("energy:unit_month", args=[unit.id, *month])).status_code == 404


def test_days_backwards_are_refused_in_words(sign_in, unit):
    client = sign_in(make_account(site=unit.site, grants=role_grants("energy_manager")))
    typed = {"span": "any", "from": "2026-03-02", "to": "2026-03-01"}
    reply = client.get(reverse("energy:overview"), typed)
    assert reply.status_code == 422
    assert f'value="{date(2026, 3, 2)}"' in reply.content.decode()
