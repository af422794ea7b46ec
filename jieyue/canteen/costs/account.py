"""The month's money: the store's account, other costs, budget, income and prices paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from jieyue.canteen.books.rules import following
from jieyue.canteen.costs import parameters as own
from jieyue.canteen.costs.models import CostBudget, CostEntry, CostKind
from jieyue.canteen.costs.rules import Margin, StoreAccount, above_basis
from jieyue.canteen.diners.models import Attendance, Canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.receiving.models import ReceiptLine
from jieyue.canteen.service.models import Sale
from jieyue.canteen.stock.models import Movement, MovementKind
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.money import FEN, yuan
from jieyue.kit.parameters import Values
from jieyue.kit.periods import local_month

NOTHING = Decimal(0)
TERM_OF_KIND = {
    MovementKind.OPENING: "purchases_yuan",
    MovementKind.RECEIPT: "purchases_yuan",
    MovementKind.ISSUE: "issued_yuan",
    MovementKind.RETURN: "issued_yuan",
    MovementKind.SPOILED: "spoiled_yuan",
    MovementKind.DESTROYED: "spoiled_yuan",
    MovementKind.SUPPLIER_RETURN: "returned_yuan",
    MovementKind.ADJUSTMENT: "adjusted_yuan",
    MovementKind.TRANSFER_IN: "moved_yuan",
    MovementKind.TRANSFER_OUT: "moved_yuan",
}
OUTWARD = ("issued_yuan", "spoiled_yuan", "returned_yuan")


@dataclass(frozen=True, kw_only=True)
class KindCost:
    """One kind of cost against its budget (None: no budget)."""

    kind: str
    label: str
    actual_yuan: Decimal
    budget_yuan: Decimal | None

    @property
    def left_yuan(self) -> Decimal | None:
        return None if self.budget_yuan is None else self.budget_yuan - self.actual_yuan

    @property
    def share(self) -> Decimal | None:
        return self.actual_yuan / self.budget_yuan if self.budget_yuan else None


@dataclass(frozen=True, kw_only=True)
class DearLine:
    """A delivery whose price lies above contract or survey by more than is tolerated."""

    ingredient: str
    supplier: str
    receipt: str
    quantity: Decimal
    unit: str
    paid_yuan: Decimal
    contract_yuan: Decimal | None
    survey_yuan: Decimal | None
    over_share: Decimal


@dataclass(frozen=True, kw_only=True)
class MonthAccount:
    """Everything of one month. diners: None when nobody was counted.

    sold: meals that went over the tills; below whole_from_share of the diners the income is not
    whole.
    """

    canteen_id: int
    canteen: str
    month: date
    store: StoreAccount
    kinds: tuple[KindCost, ...]
    margin: Margin
    sold: int
    whole_from_share: Decimal
    diners: int | None
    dear: tuple[DearLine, ...]
    parameters_used: Mapping[str, int]

    @property
    def total_yuan(self) -> Decimal:
        return sum((row.actual_yuan for row in self.kinds), NOTHING)

    @property
    def budget_yuan(self) -> Decimal | None:
        known = [row.budget_yuan for row in self.kinds if row.budget_yuan is not None]
        return sum(known, NOTHING) if known else None

    @property
    def food_per_diner_yuan(self) -> Decimal | None:
        return self.store.issued_yuan / self.diners if self.diners else None

    @property
    def income_is_whole(self) -> bool:
        """Whether nearly every meal that was counted also went over a till."""
        return self.diners is None or self.sold >= self.diners * self.whole_from_share

    @property
    def margin_share(self) -> Decimal | None:
        """The gross margin; None unless the income is whole, or already above the cap."""
        told = self.income_is_whole or self.margin.is_above_cap
        return self.margin.share if told else None

    def figures(self) -> dict[str, str]:
        """What a closing keeps, as text by name."""
        kept = {name: str(value) for name, value in vars(self.store).items()}
        kept |= {f"{row.kind}_yuan": str(row.actual_yuan) for row in self.kinds}
        return kept | {
            "closing_yuan": str(self.store.closing_yuan),
            "income_yuan": str(self.margin.income_yuan),
            "diners": "" if self.diners is None else str(self.diners),
        }


def month_account(actor: Actor, *, canteen_id: int, month: date) -> MonthAccount:
    """The account of the month that begins on `month`. Twelve queries at most.

    Raises NotAllowed, Canteen.DoesNotExist.
    """
    actor.require(CanteenPermission.COSTS_READ)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    values = parameters.read(site_id=canteen.site_id, on=month)
    store = store_account(canteen_id=canteen.id, first=month, until=following(month))
    kinds = _kinds(canteen.id, month, food_yuan=store.issued_yuan)
    income_yuan, sold = _income(canteen.id, month)
    return MonthAccount(
        canteen_id=canteen.id,
        canteen=canteen.name,
        month=month,
        store=store,
        kinds=kinds,
        margin=Margin(
            income_yuan=income_yuan,
            food_yuan=store.issued_yuan,
            cap_share=values.decimal(own.GROSS_MARGIN_CAP_PCT) / 100,
        ),
        sold=sold,
        whole_from_share=values.decimal(own.TILL_COVERAGE_PCT) / 100,
        diners=_diners(canteen.id, month),
        dear=_dear(canteen, month, values),
        parameters_used=dict(values.used),
    )


def store_account(*, canteen_id: int, first: date, until: date) -> StoreAccount:
    """The store's ledger over [first, until), at the lots' own cost. One query."""
    moved = Movement.objects.filter(lot__canteen_id=canteen_id, happened_on__lt=until).order_by()
    rows = moved.values_list("kind").annotate(
        before=Sum("amount_yuan", filter=Q(happened_on__lt=first)),
        during=Sum("amount_yuan", filter=Q(happened_on__gte=first)),
    )
    terms = dict.fromkeys(StoreAccount.__dataclass_fields__, NOTHING)
    for kind, before, during in rows:
        terms["opening_yuan"] += before or NOTHING
        name = TERM_OF_KIND[kind]
        terms[name] += (during or NOTHING) * (-1 if name in OUTWARD else 1)
    return StoreAccount(**{name: value.quantize(FEN) for name, value in terms.items()})


def _kinds(canteen_id: int, month: date, *, food_yuan: Decimal) -> tuple[KindCost, ...]:
    entries = CostEntry.objects.filter(
        canteen_id=canteen_id, day__gte=month, day__lt=following(month), cancelled_at=None
    )
    sums = entries.order_by().values_list("kind").annotate(Sum("amount_yuan"))
    entered = {kind: yuan(amount) for kind, amount in sums}
    budgets = dict(
        CostBudget.objects.filter(canteen_id=canteen_id, month=month).values_list(
            "kind", "amount_yuan"
        )
    )
    return tuple(
        KindCost(
            kind=kind,
            label=str(label),
            actual_yuan=food_yuan if kind == CostKind.FOOD else entered.get(kind, NOTHING),
            budget_yuan=budgets.get(kind),
        )
        for kind, label in CostKind.choices
    )


def _income(canteen_id: int, month: date) -> tuple[Decimal, int]:
    """What the tills took, and for how many meals. One query."""
    sales = Sale.objects.filter(
        canteen_id=canteen_id, day__gte=month, day__lt=following(month), cancelled_at=None
    )
    found = sales.aggregate(total=Sum("price_yuan"), sold=Count("id"))
    return yuan(found["total"] or NOTHING), found["sold"]


def _diners(canteen_id: int, month: date) -> int | None:
    rows = Attendance.objects.filter(
        canteen_id=canteen_id, day__gte=month, day__lt=following(month)
    )
    served: int | None = rows.aggregate(n=Sum("served"))["n"]
    return served


def _dear(canteen: Canteen, month: date, values: Values) -> tuple[DearLine, ...]:
    """Deliveries of the month paid above contract or survey, the dearest first. One query."""
    tolerated = values.decimal(own.PRICE_TOLERANCE_PCT) / 100
    span = local_month(month)
    lines = ReceiptLine.objects.filter(
        receipt__canteen=canteen,
        receipt__happened_at__gte=span.start,
        receipt__happened_at__lt=span.end,
        accepted_quantity__gt=0,
    ).order_by("receipt__happened_at", "id")
    columns = (
        "ingredient__name", "receipt__supplier__name", "receipt__number", "accepted_quantity",
        "ingredient__base_unit", "unit_price_yuan",
        "order_line__request_line__contract_price_yuan",
        "order_line__request_line__survey_price_yuan",
    )  # fmt: skip
    found = []
    for name, supplier, receipt, quantity, unit, paid, contract, survey in lines.values_list(
        *columns
    ):
        over = [above_basis(paid, contract), above_basis(paid, survey)]
        most = max((share for share in over if share is not None), default=NOTHING)
        if most > tolerated:
            found.append(
                DearLine(
                    ingredient=name,
                    supplier=supplier,
                    receipt=receipt,
                    quantity=quantity,
                    unit=unit,
                    paid_yuan=paid,
                    contract_yuan=contract,
                    survey_yuan=survey,
                    over_share=most,
                )
            )
    return tuple(sorted(found, key=lambda line: -line.over_share))
