"""Who is scored: a site's canteens, and the unit that runs them under contract."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from jieyue.canteen.diners.queries import canteens_of
from jieyue.canteen.evaluation.parameters import CONTRACTOR_UNIT
from jieyue.kit import parameters
from jieyue.people.units.models import HeadCount, HeadCountKind, Unit
from jieyue.scorecards.evidence import SubjectChoice

CANTEEN = "canteen"


def canteens(site_id: int) -> Sequence[SubjectChoice]:
    """Active canteens, each with the unit that runs them."""
    unit_id = contractor_of(site_id=site_id, on=timezone.localdate())
    return [SubjectChoice(row.id, row.name, unit_id) for row in canteens_of(site_id=site_id)]


def contractor_of(*, site_id: int, on: date) -> int | None:
    """The unit the parameter names, else the only contractor with canteen staff; None if nobody."""
    active = Unit.objects.filter(site_id=site_id, is_active=True)
    code = parameters.read(site_id=site_id, on=on).text(CONTRACTOR_UNIT).strip()
    if code != "-":
        return active.filter(code=code).values_list("id", flat=True).first()
    staffed = HeadCount.objects.filter(site_id=site_id, kind=HeadCountKind.CANTEEN)
    found = list(
        active.filter(is_contractor=True, id__in=staffed.values("unit_id")).values_list(
            "id", flat=True
        )[:2]
    )
    return found[0] if len(found) == 1 else None
