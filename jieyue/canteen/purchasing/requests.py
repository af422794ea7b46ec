"""采购申请: a buyer turns proposals, or lines by hand, into a request for approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.purchasing import approving, orders, proposals
from jieyue.canteen.purchasing.facts import PurchaseRequested
from jieyue.canteen.purchasing.models import PurchaseRequest, RequestLine, RequestStatus
from jieyue.canteen.purchasing.parameters import EMERGENCY_BEFORE_APPROVAL
from jieyue.canteen.purchasing.proposals import ProposalKey
from jieyue.canteen.purchasing.refusals import (
    BadPrice,
    BadQuantity,
    DeliveryDayPast,
    EmergencyNeedsReason,
    NothingToRequest,
    SameLineTwice,
    SupplierInactive,
)
from jieyue.canteen.suppliers import queries as suppliers
from jieyue.canteen.suppliers.models import Supplier
from jieyue.kit import journal, numbers, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.money import line_amount
from jieyue.people.approvals import actions as approvals

MOST_QUANTITY = Decimal(1_000_000)  # of one ingredient in one delivery; more is a typing error
MOST_PRICE = Decimal(100_000)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One ingredient from one supplier on one day; the price is for one base unit.

    seen: what the buyer saw proposed for `proposed_on`; without it the line is by hand.
    """

    supplier_id: int
    ingredient_id: int
    deliver_on: date
    quantity: Decimal
    pack_quantity: Decimal
    unit_price_yuan: Decimal
    proposed_on: date | None = None
    seen: Decimal | None = None


@transaction.atomic
def make(
    *,
    canteen_id: int,
    lines: Sequence[Wanted],
    is_emergency: bool,
    reason: str,
    actor: Actor,
    at: datetime,
) -> PurchaseRequest:
    """Ask leave to order; what is asked for is awaited from now on.

    Emergencies and lines by hand need a reason. An emergency is ordered before it is approved
    if the site's parameter says so. Raises NotAllowed, Canteen.DoesNotExist,
    Supplier.DoesNotExist, Ingredient.DoesNotExist, NothingToRequest, SameLineTwice,
    DeliveryDayPast, BadQuantity, BadPrice, SupplierInactive, EmergencyNeedsReason,
    AlreadyRequested, ProposalsChanged, NoChain.
    """
    actor.require(CanteenPermission.PURCHASING_EDIT)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    today = timezone.localdate(at)
    by_hand = any(wanted.seen is None for wanted in lines)
    if (is_emergency or by_hand) and not reason.strip():
        raise EmergencyNeedsReason
    named = _check(lines, actor, today=today)
    request = PurchaseRequest.objects.create(
        site_id=canteen.site_id,
        number=numbers.take("PR", site_id=canteen.site_id, at=at),
        canteen=canteen,
        status=RequestStatus.ASKED,
        is_emergency=is_emergency,
        reason=reason.strip(),
        amount_yuan=sum(
            (line_amount(wanted.quantity, wanted.unit_price_yuan) for wanted in lines), Decimal(0)
        ),
        made_by=actor.name,
        made_by_person_id=actor.person_id,
        made_at=at,
    )
    for row, wanted in zip(_rows(request, lines), lines, strict=True):
        _await(row, wanted, at=at)
    fact = PurchaseRequested(
        request_id=request.id,
        number=request.number,
        canteen_id=canteen.id,
        amount_yuan=request.amount_yuan,
        lines=len(lines),
        is_emergency=is_emergency,
        reason=request.reason,
    )
    journal.record(fact, actor=actor, at=at)
    values = parameters.read(site_id=canteen.site_id, on=today)
    asked = approvals.ask(
        approving.asked_for(request, suppliers=named),
        actor=actor,
        at=at,
        default=approving.default_steps(values),
    )
    request.approval_id = asked.id
    request.save(update_fields=["approval_id"])
    if is_emergency and values.boolean(EMERGENCY_BEFORE_APPROVAL):
        orders.place(request, actor=actor, at=at)
    return request


def _check(lines: Sequence[Wanted], actor: Actor, *, today: date) -> list[str]:
    """The suppliers' names, sorted, once every line can be."""
    if not lines:
        raise NothingToRequest
    sellers = {
        row.id: row
        for row in Supplier.objects.visible_to(actor).filter(id__in={w.supplier_id for w in lines})
    }
    goods = dict(
        Ingredient.objects.filter(
            site_id=actor.site_id, id__in={w.ingredient_id for w in lines}
        ).values_list("id", "name")
    )
    keys = set()
    for wanted in lines:
        if wanted.supplier_id not in sellers:
            raise Supplier.DoesNotExist
        if wanted.ingredient_id not in goods:
            raise Ingredient.DoesNotExist
        key = (wanted.supplier_id, wanted.ingredient_id, wanted.deliver_on)
        if key in keys:
            raise SameLineTwice(
                ingredient=goods[wanted.ingredient_id], deliver_on=wanted.deliver_on
            )
        keys.add(key)
        _check_line(wanted, sellers[wanted.supplier_id], today=today)
    return sorted({seller.name for seller in sellers.values()})


def _check_line(wanted: Wanted, supplier: Supplier, *, today: date) -> None:
    if not supplier.is_active:
        raise SupplierInactive(supplier=supplier.name)
    if wanted.deliver_on < today:
        raise DeliveryDayPast(deliver_on=wanted.deliver_on, today=today)
    if not 0 < wanted.quantity <= MOST_QUANTITY:
        raise BadQuantity(given=wanted.quantity, most=MOST_QUANTITY)
    if not 0 <= wanted.unit_price_yuan <= MOST_PRICE:
        raise BadPrice(given=str(wanted.unit_price_yuan))


def _rows(request: PurchaseRequest, lines: Sequence[Wanted]) -> list[RequestLine]:
    """The lines with the contract and market prices of their delivery days beside them."""
    found = []
    for wanted in lines:
        basis = suppliers.price_basis(
            site_id=request.site_id,
            supplier_id=wanted.supplier_id,
            ingredient_ids=[wanted.ingredient_id],
            on=wanted.deliver_on,
        )[wanted.ingredient_id]
        found.append(
            RequestLine(
                site_id=request.site_id,
                request=request,
                supplier_id=wanted.supplier_id,
                ingredient_id=wanted.ingredient_id,
                quantity=wanted.quantity,
                pack_quantity=wanted.pack_quantity,
                unit_price_yuan=wanted.unit_price_yuan,
                contract_price_yuan=basis.contract_yuan,
                survey_price_yuan=basis.survey_yuan,
                deliver_on=wanted.deliver_on,
            )
        )
    return RequestLine.objects.bulk_create(found)


def _await(row: RequestLine, wanted: Wanted, *, at: datetime) -> None:
    if wanted.seen is None:
        proposals.await_extra(row, quantity=row.quantity)
        return
    key = ProposalKey(
        supplier_id=wanted.supplier_id,
        ingredient_id=wanted.ingredient_id,
        proposed_on=wanted.proposed_on or wanted.deliver_on,
    )
    proposals.take(row, key=key, seen=wanted.seen, at=at)
