"""The buyer's desk: what plans propose, by supplier and day, with the prices to hold it against."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.purchasing.models import OnOrder
from jieyue.canteen.purchasing.parameters import SURVEY_EXCESS_PCT
from jieyue.canteen.purchasing.proposals import PROPOSED
from jieyue.canteen.purchasing.rules.prices import PriceFlag, price_flags, unit_price
from jieyue.canteen.purchasing.rules.taking import whole_packs
from jieyue.canteen.suppliers import queries as suppliers
from jieyue.canteen.suppliers.models import SupplyTerms
from jieyue.canteen.suppliers.rules import PaperProblem
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.money import yuan
from jieyue.kit.unit_labels import label_of

NOTHING = Decimal(0)
Group = tuple[int, date]


@dataclass(frozen=True, kw_only=True)
class DeskLine:
    """One ingredient of a delivery. Quantities in the base unit, prices per pack and per unit."""

    key: str
    supplier_id: int
    ingredient_id: int
    proposed_on: date
    ingredient: str
    unit: str
    quantity: Decimal
    days: tuple[date, ...]
    pack_name: str
    pack_quantity: Decimal
    packs: int
    pack_price_yuan: Decimal
    unit_price_yuan: Decimal
    contract_yuan: Decimal | None
    survey_yuan: Decimal | None
    flags: tuple[PriceFlag, ...]
    lead_days: int

    @property
    def amount_yuan(self) -> Decimal:
        return yuan(self.packs * self.pack_price_yuan)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What one supplier is to bring on one day. `papers` keep it from being received."""

    supplier_id: int
    supplier: str
    deliver_on: date
    order_by: date
    lines: tuple[DeskLine, ...]
    below_minimum_yuan: Decimal
    papers: tuple[PaperProblem, ...]
    is_past: bool
    is_late: bool

    @property
    def amount_yuan(self) -> Decimal:
        return sum((line.amount_yuan for line in self.lines), NOTHING)


def deliveries(actor: Actor, *, canteen_id: int, today: date) -> list[Delivery]:
    """Proposed goods by delivery day and supplier, those whose day is over last.

    Raises NotAllowed.

    A fixed number of queries for each day of delivery, whatever the lines.
    """
    actor.require(CanteenPermission.PURCHASING_READ)
    rows = OnOrder.objects.visible_to(actor).filter(PROPOSED, canteen_id=canteen_id)
    grouped: dict[Group, dict[int, list[OnOrder]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.select_related("ingredient", "supplier", "plan").order_by("id"):
        assert row.supplier_id is not None  # what is proposed names its supplier
        grouped[row.supplier_id, row.arrives_on][row.ingredient_id].append(row)
    if not grouped or actor.site_id is None:
        return []
    priced = _Prices.read(actor.site_id, grouped, today=today)
    found = [_delivery(group, grouped[group], priced, today=today) for group in grouped]
    return sorted(found, key=lambda each: (each.is_past, each.deliver_on, each.supplier))


@dataclass(frozen=True, kw_only=True)
class _Prices:
    """What the desk holds its lines against, by supplier, ingredient and day."""

    terms: Mapping[tuple[int, int], SupplyTerms]
    contract: Mapping[tuple[date, int, int], Decimal]
    survey: Mapping[int, Decimal]
    papers: Mapping[Group, list[PaperProblem]]
    survey_excess: Decimal

    @classmethod
    def read(
        cls, site_id: int, grouped: Mapping[Group, Mapping[int, list[OnOrder]]], *, today: date
    ) -> "_Prices":
        sellers = {supplier_id for supplier_id, _ in grouped}
        goods = {ingredient_id for lines in grouped.values() for ingredient_id in lines}
        terms = SupplyTerms.objects.filter(supplier_id__in=sellers, ingredient_id__in=goods)
        contract, papers = {}, {}
        for day in {day for _, day in grouped}:
            theirs = [supplier_id for supplier_id, other in grouped if other == day]
            prices = suppliers.contract_prices(
                site_id=site_id, supplier_ids=theirs, ingredient_ids=goods, on=day
            )
            contract.update({(day, *key): price for key, price in prices.items()})
            missing = suppliers.papers_missing_of(site_id=site_id, supplier_ids=theirs, on=day)
            papers.update({(seller, day): found for seller, found in missing.items()})
        excess = parameters.read(site_id=site_id, on=today).decimal(SURVEY_EXCESS_PCT)
        return cls(
            terms={(row.supplier_id, row.ingredient_id): row for row in terms},
            contract=contract,
            survey=suppliers.survey_prices(site_id=site_id, ingredient_ids=goods, on=today),
            papers=papers,
            survey_excess=excess / 100,
        )


def priced_again(line: DeskLine, *, pack_price_yuan: Decimal, survey_excess: Decimal) -> DeskLine:
    """The line at a price the buyer typed."""
    price = unit_price(pack_price_yuan, pack_quantity=line.pack_quantity)
    flags = price_flags(
        price,
        contract_yuan=line.contract_yuan,
        survey_yuan=line.survey_yuan,
        survey_excess=survey_excess,
    )
    return replace(line, pack_price_yuan=pack_price_yuan, unit_price_yuan=price, flags=tuple(flags))


def _delivery(
    group: Group, rows: Mapping[int, list[OnOrder]], priced: _Prices, *, today: date
) -> Delivery:
    supplier_id, day = group
    lines = tuple(_line(group, found, priced) for found in rows.values())
    supplier = next(iter(rows.values()))[0].supplier
    assert supplier is not None  # what is proposed names its supplier
    order_by = day - timedelta(days=max(line.lead_days for line in lines))
    amount = sum((line.amount_yuan for line in lines), NOTHING)
    return Delivery(
        supplier_id=supplier_id,
        supplier=supplier.name,
        deliver_on=day,
        order_by=order_by,
        lines=tuple(sorted(lines, key=lambda line: line.ingredient)),
        below_minimum_yuan=max(supplier.minimum_order_yuan - amount, NOTHING),
        papers=tuple(priced.papers[group]),
        is_past=day < today,
        is_late=order_by < today,
    )


def _line(group: Group, rows: list[OnOrder], priced: _Prices) -> DeskLine:
    (supplier_id, day), ingredient = group, rows[0].ingredient
    quantity = sum((row.quantity for row in rows), NOTHING)
    terms = priced.terms.get((supplier_id, ingredient.id))
    contract = priced.contract.get((day, supplier_id, ingredient.id))
    pack_quantity = terms.pack_quantity if terms else Decimal(1)
    line = DeskLine(
        key=f"{supplier_id}-{ingredient.id}-{day.isoformat()}",
        supplier_id=supplier_id,
        ingredient_id=ingredient.id,
        proposed_on=day,
        ingredient=ingredient.name,
        unit=label_of(ingredient.base_unit),
        quantity=quantity,
        days=tuple(sorted({row.plan.day for row in rows if row.plan})),
        pack_name=terms.pack_name if terms else "",
        pack_quantity=pack_quantity,
        packs=whole_packs(quantity, pack_quantity=pack_quantity),
        pack_price_yuan=NOTHING,
        unit_price_yuan=NOTHING,
        contract_yuan=contract,
        survey_yuan=priced.survey.get(ingredient.id),
        flags=(),
        lead_days=terms.lead_days if terms else 0,
    )
    price = terms.price_yuan if terms else yuan((contract or NOTHING) * pack_quantity)
    return priced_again(line, pack_price_yuan=price, survey_excess=priced.survey_excess)
