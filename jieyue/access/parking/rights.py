"""Who may note where a car stands: whoever sets up the car parks, and guards at their gates."""

from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor, NotAllowed


def may_note(actor: Actor) -> bool:
    if actor.scope_of(AccessPermission.PARKING_EDIT) is not None:
        return True
    rights = (AccessPermission.PARKING_READ, AccessPermission.GATES_OPEN)
    return all(actor.scope_of(right) is not None for right in rights)


def require_noting(actor: Actor) -> None:
    """Raises NotAllowed."""
    if not may_note(actor):
        raise NotAllowed(AccessPermission.PARKING_EDIT)
