from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.menus.imports import NoSuchIngredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.suppliers import terms as entering
from jieyue.canteen.suppliers.models import Supplier, SupplyTerms
from jieyue.canteen.suppliers.refusals import BadWeekdays
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_actor, make_site


@pytest.fixture
def site(db):
    return make_site()


def terms(**changes):
    return {
        "supplier_code": "VEG",
        "supplier_name": "蔬菜公司",
        "minimum_order_yuan": Decimal("300"),
        "delivery_weekdays": "135",
        "ingredient": "土豆",
        "pack_quantity": Decimal("10"),
        "price_yuan": Decimal("32.00"),
        "lead_days": 2,
    } | changes


def test_terms_are_added_changed_and_left_alone(site):
    make_ingredient(site=site, name="土豆")
    actor = system("test", site_id=site.id)
    rows = [terms(), terms(), terms(price_yuan=Decimal("35.00"), delivery_weekdays="")]
    outcomes = [entering.put_terms(row, actor=actor, at=timezone.now()) for row in rows]

    assert outcomes == ["added", "unchanged", "changed"]
    assert SupplyTerms.objects.get().price_yuan == 35
    assert Supplier.objects.get().delivery_weekdays == "135"
    assert Entry.objects.filter(name="canteen.suppliers.terms_set").count() == 2


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        (terms(delivery_weekdays="18"), BadWeekdays),
        (terms(ingredient="龙肉"), NoSuchIngredient),
    ],
)
def test_a_bad_row_is_refused_and_leaves_nothing(site, row, refusal):
    make_ingredient(site=site, name="土豆")
    with pytest.raises(refusal):
        entering.put_terms(row, actor=system("test", site_id=site.id), at=timezone.now())
    assert not Supplier.objects.exists()


def test_another_sites_ingredient_is_unknown(site):
    make_ingredient(site=make_site(), name="土豆")
    with pytest.raises(NoSuchIngredient):
        entering.put_terms(terms(), actor=system("test", site_id=site.id), at=timezone.now())


def test_only_who_edits_suppliers_may(site, sign_in):
    reader = make_actor(site=site, grants={CanteenPermission.SUPPLIERS_READ: "complex"})
    with pytest.raises(NotAllowed):
        entering.put_terms(terms(), actor=reader, at=timezone.now())
    for permission, status in (("SUPPLIERS_READ", 403), ("SUPPLIERS_EDIT", 200)):
        account = make_account(site=site, grants={CanteenPermission[permission]: "complex"})
        page = sign_in(account).get(reverse("canteen:terms_import"))
        assert page.status_code == status
