"""Who comes second is told who was first, when, and what came of it."""

from jieyue.access.visitors.models import Visit
from jieyue.access.visitors.refusals import AlreadyDecided
from jieyue.kit.formats import moment


def already_decided(visit: Visit) -> AlreadyDecided:
    """The refusal that names who decided a visit; before any decision, who asked."""
    return AlreadyDecided(
        state=visit.get_state_display(),
        by=visit.decided_by or visit.asked_by,
        said=moment(visit.decided_at or visit.asked_at),
    )
