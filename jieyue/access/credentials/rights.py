"""Who may issue and change credentials of whom.

Staff and official vehicles are the security officer's. A visitor's or contractor's pass follows
from a visit or a permit, so whoever may confirm those may issue it.
"""

from jieyue.access.credentials.models import Holder
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor

_ALSO = {
    Holder.CONTRACTOR: (AccessPermission.PERMITS_EDIT,),
    Holder.VISITOR: (
        AccessPermission.VISITORS_EDIT,
        AccessPermission.VISITORS_INVITE,
        AccessPermission.VISITORS_RECEIVE,
    ),
}


def require_edit(actor: Actor, *, holder: str) -> None:
    """Raises NotAllowed."""
    others = _ALSO.get(Holder(holder), ())
    if not any(actor.scope_of(right) for right in others):
        actor.require(AccessPermission.CREDENTIALS_EDIT)
