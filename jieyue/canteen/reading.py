"""Whether somebody may open a page at all; what they see on it is `visible_to`'s."""

from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.permissions import Permission


def require_reading(actor: Actor, permission: Permission) -> None:
    """Raises NotAllowed unless the right is held for oneself at least."""
    if actor.scope_of(permission) is None:
        raise NotAllowed(permission)
