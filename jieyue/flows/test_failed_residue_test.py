from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import transaction

from jieyue.canteen.factories import make_canteen
from jieyue.canteen.residue_tests.facts import ResidueTestFailed
from jieyue.canteen.suppliers.factories import make_supplier
from jieyue.canteen.suppliers.models import SupplierIncident
from jieyue.flows import failed_residue_test
from jieyue.kit import journal
from jieyue.kit.actor import system
from jieyue.kit.journal.models import Entry
from jieyue.scorecards.incidents.models import Incident

AT = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)  # 06:30 local on the Monday

pytestmark = pytest.mark.django_db


@pytest.fixture
def canteen():
    return make_canteen()


def failed(canteen, supplier):
    return ResidueTestFailed(
        test_id=17,
        lot_id=4,
        number="RT-2026-00017",
        supplier_id=supplier.id if supplier else None,
        canteen_id=canteen.id,
        ingredient="韭菜",
        inhibition_pct=Decimal("63.50"),
    )


def record(canteen, supplier):
    with transaction.atomic():
        actor = system("test", site_id=canteen.site_id)
        journal.record(failed(canteen, supplier), actor=actor, at=AT)
    journal.deliver_all(now=AT)


def test_a_failed_test_counts_against_the_supplier_and_the_canteen(canteen):
    supplier = make_supplier(site=canteen.site)
    record(canteen, supplier)
    noted, scored = SupplierIncident.objects.get(), Incident.objects.get()
    assert (noted.supplier_id, noted.kind, noted.points) == (supplier.id, "failed_test", 20)
    assert (scored.subject_kind, scored.subject_id, scored.code) == (
        "canteen", canteen.id, "residue_failed",
    )  # fmt: skip
    assert noted.happened_on == scored.happened_on == datetime(2026, 3, 2).date()
    assert "RT-2026-00017" in noted.text
    cause = Entry.objects.get(name="canteen.residue_tests.failed")
    assert Entry.objects.get(name="canteen.suppliers.incident_noted").cause_id == cause.id


def test_told_twice_it_is_noted_once(canteen):
    fact = failed(canteen, make_supplier(site=canteen.site))
    for _time in range(2):
        failed_residue_test.blame_supplier(fact, site_id=canteen.site_id, at=AT)
        failed_residue_test.blame_canteen(fact, site_id=canteen.site_id, at=AT)
    assert (SupplierIncident.objects.count(), Incident.objects.count()) == (1, 1)


def test_goods_of_an_unknown_supplier_count_against_the_canteen_alone(canteen):
    record(canteen, None)
    assert (SupplierIncident.objects.count(), Incident.objects.count()) == (0, 1)
