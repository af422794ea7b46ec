from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.suppliers import incidents, queries
from jieyue.canteen.suppliers.factories import (
    make_certificate,
    make_contract_price,
    make_supplier,
    make_survey,
)
from jieyue.canteen.suppliers.models import Supplier, SupplierIncident
from jieyue.canteen.suppliers.queries import PriceBasis
from jieyue.kit import parameters
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site

ON = date(2026, 3, 2)
AT = timezone.make_aware(datetime(2026, 3, 2, 9))


@pytest.fixture
def site(db):
    return make_site()


def test_a_supplier_with_all_papers_may_deliver(site):
    supplier = make_supplier(site=site)
    make_certificate(supplier=supplier, kind="business_licence")
    make_certificate(supplier=supplier, kind="food_production", valid_to=ON)
    assert queries.papers_missing(supplier_id=supplier.id, on=ON) == []
    expired = queries.papers_missing(supplier_id=supplier.id, on=date(2026, 3, 3))
    assert [(p.kind, p.code) for p in expired] == [("food_production", "expired")]


def test_a_withdrawn_paper_and_one_of_another_supplier_do_not_count(site):
    supplier = make_supplier(site=site)
    make_certificate(supplier=supplier, kind="business_licence", withdrawn_at=AT)
    make_certificate(supplier=supplier, kind="food_business", verified_at=None)
    make_certificate(supplier=make_supplier(site=site), kind="business_licence")
    found = queries.papers_missing(supplier_id=supplier.id, on=ON)
    assert [(p.kind, p.code) for p in found] == [
        ("business_licence", "missing"),
        ("food_business", "unverified"),
    ]


def test_prices_are_those_of_the_day(site, django_assert_max_num_queries):
    supplier, potato = make_supplier(site=site), make_ingredient(site=site)
    rice = make_ingredient(site=site)
    make_contract_price(supplier=supplier, ingredient=potato, price="3", on=date(2026, 1, 1))
    make_contract_price(supplier=supplier, ingredient=potato, price="4", on=date(2026, 2, 1))
    make_contract_price(supplier=supplier, ingredient=potato, price="9", on=date(2026, 4, 1))
    make_survey(ingredient=potato, on=date(2026, 2, 23), price="7")
    for market, price in (("甲", "3.50"), ("乙", "3.90")):
        make_survey(ingredient=potato, on=date(2026, 3, 1), price=price, market=market)
    make_survey(ingredient=rice, on=date(2026, 2, 1), price="5")  # too old to count
    parameters.read(site_id=site.id, on=ON)  # a site's first read stores its values
    with django_assert_max_num_queries(3):
        found = queries.price_basis(
            site_id=site.id, supplier_id=supplier.id, ingredient_ids=[potato.id, rice.id], on=ON
        )
    assert found == {
        potato.id: PriceBasis(contract_yuan=Decimal("4"), survey_yuan=Decimal("3.7")),
        rice.id: PriceBasis(contract_yuan=None, survey_yuan=None),
    }


def test_a_contract_that_ended_gives_no_price(site):
    supplier, potato = make_supplier(site=site), make_ingredient(site=site)
    make_contract_price(supplier=supplier, ingredient=potato, price="3", on=date(2025, 1, 1))
    make_contract_price(
        supplier=supplier, ingredient=potato, price="4", on=date(2026, 1, 1), until=date(2026, 2, 1)
    )
    found = queries.price_basis(
        site_id=site.id, supplier_id=supplier.id, ingredient_ids=[potato.id], on=ON
    )
    assert found[potato.id].contract_yuan is None


def note(supplier, actor, source="residue_test:1"):
    return incidents.note(
        supplier_id=supplier.id,
        kind="failed_test",
        happened_on=ON,
        text="农残不合格",
        source=source,
        actor=actor,
        at=AT,
    )


def test_an_incident_is_noted_once_for_its_source(site):
    supplier, actor = make_supplier(site=site), system("test", site_id=site.id)
    first = note(supplier, actor)
    assert note(supplier, actor).id == first.id
    assert first.points == 20
    assert Entry.objects.filter(name="canteen.suppliers.incident_noted").count() == 1
    note(supplier, actor, source="residue_test:2")
    assert SupplierIncident.objects.count() == 2


def test_an_incident_needs_the_right_and_a_supplier_of_the_site(site):
    supplier = make_supplier(site=site)
    reader = make_actor(site=site, grants={CanteenPermission.SUPPLIERS_READ: "complex"})
    with pytest.raises(NotAllowed):
        note(supplier, reader)
    with pytest.raises(Supplier.DoesNotExist):
        note(supplier, system("test", site_id=make_site().id))
