"""Who may issue and change credentials of whom.

Staff and official vehicles are the security officer's. A visitor's or contractor's pass follows
from a visit or a permit, so whoever may confirm that very one may issue it.
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


def require_edit(
    actor: Actor, *, holder: str, unit_id: int | None = None, host_id: int | None = None
) -> None:
    """unit_id: the unit the pass belongs to. host_id: the person whose visit it is for, as the
    visit says; without it a right for oneself is never enough. Raises NotAllowed.
    """
    others = _ALSO.get(Holder(holder), ())
    if not any(actor.may(right, unit_id=unit_id, person_id=host_id) for right in others):
        actor.require(AccessPermission.CREDENTIALS_EDIT)
