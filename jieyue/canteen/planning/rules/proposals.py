"""The purchases by supplier and delivery day, as a person orders them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from jieyue.canteen.planning.rules.needs import NOTHING, MealKey
from jieyue.canteen.planning.rules.purchases import MealPurchase, Terms

FEN = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class ProposalLine:
    """Packs of one ingredient in one delivery, for the meals named."""

    terms: Terms
    packs: int
    quantity: Decimal
    amount_yuan: Decimal
    meals: tuple[MealKey, ...]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One delivery of one supplier."""

    supplier_id: int
    deliver_on: date
    order_by: date
    lines: tuple[ProposalLine, ...]
    amount_yuan: Decimal
    below_minimum_yuan: Decimal  # what is missing to the supplier's minimum order; 0 if nothing


def proposals(
    rows: Iterable[MealPurchase], *, minimum_order_yuan: Mapping[int, Decimal]
) -> list[Proposal]:
    """The rows that buy something, by supplier and delivery day."""
    groups: dict[tuple[int, date], dict[int, list[MealPurchase]]] = defaultdict(dict)
    for row in rows:
        if row.terms is not None and row.deliver_on is not None and row.packs > 0:
            group = groups[row.terms.supplier_id, row.deliver_on]
            group.setdefault(row.terms.ingredient_id, []).append(row)
    return [
        _proposal(supplier_id, day, groups[supplier_id, day], minimum_order_yuan)
        for supplier_id, day in sorted(groups)
    ]


def amounts_by_budget_line(found: Iterable[Proposal]) -> dict[str, Decimal]:
    """Yuan by budget line, sorted by its name."""
    totals: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for line in (line for proposal in found for line in proposal.lines):
        totals[line.terms.budget_line] += line.amount_yuan
    return dict(sorted(totals.items()))


def _proposal(
    supplier_id: int,
    deliver_on: date,
    by_ingredient: Mapping[int, Sequence[MealPurchase]],
    minimum_order_yuan: Mapping[int, Decimal],
) -> Proposal:
    lines = tuple(_line(by_ingredient[ingredient_id]) for ingredient_id in sorted(by_ingredient))
    amount = sum((line.amount_yuan for line in lines), NOTHING)
    longest = max(line.terms.lead_days for line in lines)
    return Proposal(
        supplier_id=supplier_id,
        deliver_on=deliver_on,
        order_by=deliver_on - timedelta(days=longest),
        lines=lines,
        amount_yuan=amount,
        below_minimum_yuan=max(minimum_order_yuan.get(supplier_id, NOTHING) - amount, NOTHING),
    )


def _line(rows: Sequence[MealPurchase]) -> ProposalLine:
    terms = next(row.terms for row in rows if row.terms is not None)
    packs = sum(row.packs for row in rows)
    return ProposalLine(
        terms=terms,
        packs=packs,
        quantity=packs * terms.pack_quantity,
        amount_yuan=(packs * terms.price_yuan).quantize(FEN, rounding=ROUND_HALF_UP),
        meals=tuple(sorted({row.covered.need.meal for row in rows})),
    )
