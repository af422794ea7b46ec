"""Suppliers' ratings by month, from orders, receipts, prices, papers and incidents."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, Min, QuerySet, Sum
from django.utils import timezone

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.purchasing.models import OrderLine, OrderStatus, PurchaseOrder
from jieyue.canteen.receiving.models import ReceiptLine
from jieyue.canteen.supplier_ratings import rules
from jieyue.canteen.supplier_ratings.parameters import PRICE_WORST_EXCESS_PCT, RATING_WEIGHTS
from jieyue.canteen.supplier_ratings.rules import Part, Rating
from jieyue.canteen.suppliers.models import Certificate, Supplier, SupplierIncident
from jieyue.canteen.suppliers.parameters import COMPULSORY_PAPERS
from jieyue.canteen.suppliers.queries import paper_of
from jieyue.canteen.suppliers.rules import paper_problems
from jieyue.kit import parameters
from jieyue.kit.actor import Actor

NOTHING = Decimal(0)
Key = tuple[int, date]  # supplier and the month's first day


@dataclass(frozen=True, kw_only=True)
class SupplierMonth:
    """One supplier's month; `month` is its first day."""

    supplier_id: int
    code: str
    supplier: str
    month: date
    orders: int
    rating: Rating


def months_back(today: date, *, count: int) -> list[date]:
    """First days of the last `count` months, the present one last."""
    found = [today.replace(day=1)]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


def ratings(
    actor: Actor, *, months: Collection[date], today: date, codes: Collection[str] = ()
) -> list[SupplierMonth]:
    """By month and supplier's code, where anything is known; with `codes` those alone.

    Orders count in the month of their delivery day, up to yesterday; deliveries, incidents and
    prices in their own. Raises NotAllowed. A fixed number of queries.
    """
    actor.require(CanteenPermission.SUPPLIERS_READ)
    sellers = Supplier.objects.visible_to(actor)
    if codes:
        sellers = sellers.filter(code__in=codes)
    named = {row.id: row for row in sellers}
    if not months or not named or actor.site_id is None:
        return []
    values = parameters.read(site_id=actor.site_id, on=today)
    weights = {code: Decimal(str(weight)) for code, weight in values.json(RATING_WEIGHTS).items()}
    first, end = min(months), _after(max(months))
    found = _Facts.read(actor.site_id, set(named), first=first, end=end, today=today)
    worst = values.decimal(PRICE_WORST_EXCESS_PCT) / 100
    compulsory = values.json(COMPULSORY_PAPERS)
    keys = sorted(found.keys(), key=lambda key: (key[1], named[key[0]].code))
    return [
        SupplierMonth(
            supplier_id=key[0],
            code=named[key[0]].code,
            supplier=named[key[0]].name,
            month=key[1],
            orders=len(found.on_time[key]),
            rating=rules.rate(
                found.parts(key, worst_excess=worst, compulsory=compulsory),
                weights=weights,
                points_off=found.points[key],
            ),
        )
        for key in keys
        if key[1] in months
    ]


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What happened, by supplier and month."""

    on_time: Mapping[Key, list[bool]]
    lines: Mapping[Key, list[tuple[Decimal, Decimal]]]
    accepted: Mapping[Key, tuple[Decimal, Decimal]]
    prices: Mapping[Key, list[tuple[Decimal, Decimal]]]
    delivered_on: Mapping[Key, set[date]]
    certificates: Mapping[int, list[Certificate]]
    points: Mapping[Key, Decimal]

    @classmethod
    def read(
        cls, site_id: int, sellers: set[int], *, first: date, end: date, today: date
    ) -> "_Facts":
        due = PurchaseOrder.objects.filter(
            site_id=site_id,
            supplier_id__in=sellers,
            deliver_on__gte=first,
            deliver_on__lt=min(end, today),
        ).exclude(status=OrderStatus.CANCELLED)
        on_time, delivered_on = _timeliness(due)
        lines, prices = _lines(due)
        return cls(
            on_time=on_time,
            lines=lines,
            accepted=_accepted(due),
            prices=prices,
            delivered_on=delivered_on,
            certificates=_certificates(site_id, sellers),
            points=_points(site_id, sellers, first=first, end=end),
        )

    def keys(self) -> set[Key]:
        return set(self.on_time) | set(self.points)

    def parts(
        self, key: Key, *, worst_excess: Decimal, compulsory: list[list[str]]
    ) -> dict[Part, Decimal | None]:
        papers = [paper_of(row) for row in self.certificates.get(key[0], [])]
        stood = [
            not paper_problems(papers, compulsory=compulsory, on=day)
            for day in sorted(self.delivered_on.get(key, ()))
        ]
        return {
            Part.ON_TIME: rules.share(self.on_time.get(key, [])),
            Part.QUANTITY: rules.quantity_kept(self.lines.get(key, [])),
            Part.ACCEPTED: rules.accepted_share(*self.accepted.get(key, (NOTHING, NOTHING))),
            Part.PRICE: rules.price_share(self.prices.get(key, []), worst_excess=worst_excess),
            Part.PAPERS: rules.share(stood),
        }


def _timeliness(due: QuerySet[PurchaseOrder]) -> tuple[dict[Key, list[bool]], dict[Key, set[date]]]:
    """Whether each order came by its day, and the days on which goods came."""
    on_time: dict[Key, list[bool]] = defaultdict(list)
    delivered: dict[Key, set[date]] = defaultdict(set)
    rows = due.order_by().annotate(came=Min("receipts__happened_at"))
    for supplier_id, deliver_on, came in rows.values_list("supplier_id", "deliver_on", "came"):
        key = (supplier_id, deliver_on.replace(day=1))
        came_on = None if came is None else timezone.localdate(came)
        on_time[key].append(came_on is not None and came_on <= deliver_on)
        if came_on is not None:
            delivered[key].add(came_on)
    return on_time, delivered


def _lines(
    due: QuerySet[PurchaseOrder],
) -> tuple[dict[Key, list[tuple[Decimal, Decimal]]], dict[Key, list[tuple[Decimal, Decimal]]]]:
    """(ordered, received) and (paid, surveyed) of each line."""
    lines: dict[Key, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    prices: dict[Key, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    rows = OrderLine.objects.filter(order__in=due.order_by()).order_by()
    for supplier_id, day, ordered, received, price, surveyed in rows.values_list(
        "order__supplier_id",
        "order__deliver_on",
        "quantity",
        "received_quantity",
        "unit_price_yuan",
        "request_line__survey_price_yuan",
    ):
        key = (supplier_id, day.replace(day=1))
        lines[key].append((ordered, received))
        if surveyed:
            prices[key].append((price, surveyed))
    return lines, prices


def _accepted(due: QuerySet[PurchaseOrder]) -> dict[Key, tuple[Decimal, Decimal]]:
    """Yuan accepted and rejected."""
    found: dict[Key, tuple[Decimal, Decimal]] = {}
    rows = ReceiptLine.objects.filter(receipt__order__in=due.order_by()).order_by()
    sums = rows.values("receipt__supplier_id", "receipt__order__deliver_on").annotate(
        good=Sum(F("accepted_quantity") * F("unit_price_yuan")),
        bad=Sum(F("rejected_quantity") * F("unit_price_yuan")),
    )
    for row in sums:
        key = (row["receipt__supplier_id"], row["receipt__order__deliver_on"].replace(day=1))
        good, bad = found.get(key, (NOTHING, NOTHING))
        found[key] = (good + (row["good"] or NOTHING), bad + (row["bad"] or NOTHING))
    return found


def _certificates(site_id: int, sellers: set[int]) -> dict[int, list[Certificate]]:
    found: dict[int, list[Certificate]] = defaultdict(list)
    rows = Certificate.objects.filter(site_id=site_id, supplier_id__in=sellers)
    for row in rows.filter(withdrawn_at=None):
        found[row.supplier_id].append(row)
    return found


def _points(site_id: int, sellers: set[int], *, first: date, end: date) -> dict[Key, Decimal]:
    found: dict[Key, Decimal] = defaultdict(lambda: NOTHING)
    rows = SupplierIncident.objects.filter(
        site_id=site_id, supplier_id__in=sellers, happened_on__gte=first, happened_on__lt=end
    )
    for supplier_id, day, points in rows.values_list("supplier_id", "happened_on", "points"):
        found[supplier_id, day.replace(day=1)] += points
    return found


def _after(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)
