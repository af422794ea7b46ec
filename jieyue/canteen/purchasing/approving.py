"""采购审批: who decides purchases where the site has set no chain of its own."""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.purchasing.models import PurchaseRequest
from jieyue.canteen.purchasing.parameters import LARGE_FROM_YUAN
from jieyue.kit.parameters import Values
from jieyue.people.approvals import actions as approvals
from jieyue.people.approvals.rules import Link

KIND = "canteen.purchasing"
LONGEST_TITLE = 120


def default_steps(values: Values) -> list[Link]:
    """One approval, and from `canteen.purchasing.large_from_yuan` on a second one."""
    large = values.decimal(LARGE_FROM_YUAN)
    first = CanteenPermission.PURCHASING_APPROVE
    second = CanteenPermission.PURCHASING_APPROVE_LARGE
    small = [Link(Decimal(0), 1, permission=first)] if large > 0 else []
    return [*small, Link(large, 1, permission=first), Link(large, 2, permission=second)]


def asked_for(request: PurchaseRequest, *, suppliers: list[str]) -> approvals.Request:
    """The request as those who decide see it."""
    named = {"number": request.number, "suppliers": "、".join(suppliers)}
    if request.is_emergency:
        title = _("Urgent purchase %(number)s: %(suppliers)s") % named
    else:
        title = _("Purchase %(number)s: %(suppliers)s") % named
    return approvals.Request(
        kind=KIND,
        subject_id=request.id,
        title=title[:LONGEST_TITLE],
        number=request.number,
        link=reverse("canteen:purchase_request", args=[request.number]),
        amount_yuan=request.amount_yuan,
    )
