"""What a decision on a purchase request leads to: orders, or proposals given back."""

from datetime import datetime

from django.db import transaction

from jieyue.canteen.purchasing import approving, orders, proposals
from jieyue.canteen.purchasing.facts import PurchaseGivenBack
from jieyue.canteen.purchasing.models import OrderStatus, PurchaseRequest, RequestStatus
from jieyue.kit import journal
from jieyue.kit.actor import Actor, system
from jieyue.people.approvals.facts import ApprovalGranted, ApprovalRefused, ApprovalWithdrawn

NAME = "canteen.purchasing.follow_ups"


@transaction.atomic
def order(fact: ApprovalGranted, *, site_id: int, at: datetime) -> None:
    """A granted request becomes orders; one ordered as an emergency already stays as it is."""
    request = _request(fact, site_id=site_id)
    if request is not None and request.status == RequestStatus.ASKED:
        orders.place(request, actor=system(NAME, site_id=site_id), at=at)


@transaction.atomic
def give_back(fact: ApprovalRefused | ApprovalWithdrawn, *, site_id: int, at: datetime) -> None:
    """What plans proposed waits on the desk again; of an emergency, what has not come is undone."""
    request = _request(fact, site_id=site_id)
    if request is None or request.status not in (RequestStatus.ASKED, RequestStatus.ORDERED):
        return
    actor = system(NAME, site_id=site_id)
    reason = fact.reason if isinstance(fact, ApprovalRefused) else ""
    if request.status == RequestStatus.ORDERED:
        _undo_orders(request, reason, actor=actor, at=at)
    else:
        proposals.give_back(request, at=at)
    is_refused = isinstance(fact, ApprovalRefused)
    request.status = RequestStatus.REFUSED if is_refused else RequestStatus.WITHDRAWN
    request.decided_at, request.decided_reason = at, reason
    request.save(update_fields=["status", "decided_at", "decided_reason"])
    given = PurchaseGivenBack(request_id=request.id, number=request.number, status=request.status)
    journal.record(given, actor=actor, at=at)


def _request(
    fact: ApprovalGranted | ApprovalRefused | ApprovalWithdrawn, *, site_id: int
) -> PurchaseRequest | None:
    """The request a decision is about; None if it is about something else."""
    if fact.kind != approving.KIND:
        return None
    rows = PurchaseRequest.objects.select_for_update()
    return rows.filter(id=fact.subject_id, site_id=site_id).first()


def _undo_orders(request: PurchaseRequest, reason: str, *, actor: Actor, at: datetime) -> None:
    """Orders of which nothing came are cancelled; what came stays and is paid."""
    for sent in request.orders.select_for_update().filter(status=OrderStatus.SENT):
        orders.take_back(sent, reason, propose_again=False, actor=actor, at=at)
