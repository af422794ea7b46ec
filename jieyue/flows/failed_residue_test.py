"""农残不合格: a failed residue test counts against who sold the goods and who runs the canteen.

    canteen.residue_tests   finds too much in every run       ResidueTestFailed
                            (the lot is barred there at once)
    canteen.suppliers       notes it; points come off the supplier's rating of the month
    scorecards.incidents    notes it for the canteen's next card, which its contractor answers for

Goods of an unknown supplier, such as opening stock, count against the canteen alone. Told twice,
each notes it once.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.canteen.residue_tests.facts import ResidueTestFailed
from jieyue.canteen.suppliers import incidents as suppliers
from jieyue.canteen.suppliers.models import IncidentKind
from jieyue.kit.actor import system
from jieyue.scorecards.incidents import actions as scorecards

NAME = "flows.failed_residue_test"
CODE = "residue_failed"


def blame_supplier(fact: ResidueTestFailed, *, site_id: int, at: datetime) -> None:
    """Points off the supplier's rating."""
    if fact.supplier_id is None:
        return
    suppliers.note(
        supplier_id=fact.supplier_id,
        kind=IncidentKind.FAILED_TEST,
        happened_on=timezone.localdate(at),
        text=_told(fact),
        source=_source(fact),
        actor=system(NAME, site_id=site_id),
        at=at,
    )


def blame_canteen(fact: ResidueTestFailed, *, site_id: int, at: datetime) -> None:
    """A line for the canteen's next scorecard."""
    scorecards.note(
        site_id=site_id,
        subject_kind="canteen",
        subject_id=fact.canteen_id,
        code=CODE,
        happened_on=timezone.localdate(at),
        text=_told(fact),
        source=_source(fact),
        actor=system(NAME, site_id=site_id),
        at=at,
    )


def _told(fact: ResidueTestFailed) -> str:
    return _("%(ingredient)s failed residue test %(number)s with %(inhibition)s %% inhibition") % {
        "ingredient": fact.ingredient,
        "number": fact.number,
        "inhibition": fact.inhibition_pct,
    }


def _source(fact: ResidueTestFailed) -> str:
    return f"canteen.residue_tests:{fact.test_id}"
