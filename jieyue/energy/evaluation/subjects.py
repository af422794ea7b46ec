"""Who is scored: the complex as one institution, and each of its units."""

from collections.abc import Sequence

from jieyue.kit.sites.models import Site
from jieyue.people.units.models import Unit
from jieyue.scorecards.evidence import SubjectChoice

SITE, UNIT = "site", "unit"


def sites(site_id: int) -> Sequence[SubjectChoice]:
    """Joint-occupied institutions may be evaluated as one object."""
    return [SubjectChoice(site.id, site.name) for site in Site.objects.filter(id=site_id)]


def units(site_id: int) -> Sequence[SubjectChoice]:
    """Active units that are no contractors; each may contest its own card."""
    rows = Unit.objects.filter(site_id=site_id, is_active=True, is_contractor=False)
    return [SubjectChoice(unit.id, unit.name, unit.id) for unit in rows]
