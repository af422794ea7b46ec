"""Lots to test, controls and samples for tests."""

from datetime import UTC, datetime
from decimal import Decimal

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.residue_tests import actions, due, methods
from jieyue.canteen.residue_tests.actions import Run
from jieyue.canteen.residue_tests.models import ControlRun, ResidueMethod, ResidueTest
from jieyue.canteen.stock.factories import make_lot
from jieyue.canteen.stock.models import StockLot
from jieyue.canteen.suppliers.factories import make_supplier
from jieyue.kit.actor import Actor, system

TESTED_AT = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)  # 07:00 local on Tuesday, 3 March


def make_method(canteen: Canteen, code: str = "GB5009.199") -> ResidueMethod:
    found = methods.of_site(site_id=canteen.site_id, on=TESTED_AT.date())
    return next(method for method in found if method.code == code)


def make_control(
    canteen: Canteen, *, positive: str = "0.05", at: datetime = TESTED_AT
) -> ControlRun:
    return actions.run_controls(
        canteen_id=canteen.id,
        method_id=make_method(canteen).id,
        instrument="速测仪1",
        reagent_batch="R-1",
        blank_da=Decimal("0.4"),
        positive_da=Decimal(positive),
        actor=system("test", site_id=canteen.site_id),
        at=at,
    )


def make_due_lot(canteen: Canteen, *, name: str = "", quantity: str = "10") -> StockLot:
    """A lot of vegetables held for its sample."""
    lot = make_lot(
        canteen=canteen,
        ingredient=make_ingredient(site=canteen.site, category="叶菜", name=name),
        supplier=make_supplier(site=canteen.site),
        quantity=quantity,
        held_for="待检",
        at=TESTED_AT,
    )
    due.note(lot, on=lot.received_on)
    return lot


def make_test(lot: StockLot, *inhibitions: str, actor: Actor | None = None) -> ResidueTest:
    """A sample of a lot with runs; the day's control is made when there is none."""
    actor = actor or system("test", site_id=lot.site_id)
    method = make_method(lot.canteen)
    test = actions.sample(lot_id=lot.id, method_id=method.id, actor=actor, at=TESTED_AT)
    if not ControlRun.objects.filter(canteen=lot.canteen).exists():
        make_control(lot.canteen)
    for inhibition in inhibitions:
        run = Run(inhibition_pct=Decimal(inhibition))
        actions.read(number=test.number, run=run, actor=actor, at=TESTED_AT)
    test.refresh_from_db()
    return test
