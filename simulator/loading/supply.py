"""Suppliers' papers and prices, requests and orders, and what came to the loading bay."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import models
from django.db.models import F

from jieyue.canteen.purchasing.models import (
    OnOrder,
    OrderLine,
    PurchaseOrder,
    PurchaseRequest,
    RequestLine,
)
from jieyue.canteen.receiving.models import LotPaper, Receipt, ReceiptLine
from jieyue.canteen.suppliers.models import Certificate, ContractPrice, PriceSurvey, Supplier
from simulator.loading.inserting import insert, next_id
from simulator.loading.loop import SOURCE, Loop, at, quantity, unit_price, yuan
from simulator.prices import contract_price, market_price, quarter_of, quarters
from simulator.randomness import stream
from simulator.store import DELIVERED, Arrival, Delivery

REQUEST, ORDER, RECEIPT = "PR", "PO", "GR"
SURVEYED = frozenset(
    [
        *("aquatic", "beef_mutton", "egg_dairy", "fruit", "fruit_vegetable", "grain"),
        *("leaf_vegetable", "oil", "pork", "poultry", "root_vegetable"),
    ]
)
MARKETS = ("雅州农贸市场（演示）", "城东批发市场（演示）")
PAPERS = {
    "pork": ("animal_quarantine", "meat_quality", "swine_fever"),
    "beef_mutton": ("animal_quarantine", "meat_quality"),
    "poultry": ("animal_quarantine",),
    "leaf_vegetable": ("produce_conformity",),
    "fruit_vegetable": ("produce_conformity",),
    "root_vegetable": ("produce_conformity",),
    "mushroom": ("produce_conformity",),
    "fruit": ("produce_conformity",),
    "aquatic": ("purchase_slip",),
}
MAKERS = ("SOY", "FROZEN", "DAIRY", "GRAIN")
EXPIRES_SOON, EXPIRED_AND_RENEWED = "POULTRY", "FRUIT"
ASKED, GRANTED, SENT = 15 * 60 + 40, 16 * 60 + 15, 16 * 60 + 20
TARE_SHARE = 0.035
COLD = {"chilled": (4.0, 1.3), "frozen": (-15.5, 1.4)}


def load_papers(loop: Loop) -> None:
    """Addresses and certificates: one runs out within the month, one did and was renewed."""
    suppliers = Supplier.objects.filter(site_id=loop.site_id).order_by("code")
    rows: list[Sequence[object]] = []
    for number, supplier in enumerate(suppliers, start=1):
        supplier.credit_code = f"91510000DEMO{number:06d}"
        supplier.address = f"雅州市城东物流园 {number} 号（演示）"
        supplier.contact, supplier.phone = f"业务员{number}", f"0835-55500{number:02d}"
        rows += _certificates(loop, supplier, number)
    Supplier.objects.bulk_update(suppliers, ["credit_code", "address", "contact", "phone"])
    insert(Certificate, CERTIFICATE, rows)


CERTIFICATE = (
    "site_id",
    "supplier_id",
    "kind",
    "number",
    "valid_from",
    "valid_to",
    "entered_by",
    "entered_at",
    "verified_by",
    "verified_at",
)


def _certificates(loop: Loop, supplier: Supplier, number: int) -> list[Sequence[object]]:
    today, first = loop.stage.today, loop.stage.first_day
    entered = at(first, 9 * 60)
    papers: list[tuple[str, str, date, date | None]] = [
        ("business_licence", supplier.credit_code, first - timedelta(days=900), None)
    ]
    kind = "food_production" if supplier.code in MAKERS else "food_business"
    ends = today + timedelta(days=200 + 97 * number)
    if supplier.code == EXPIRES_SOON:
        ends = today + timedelta(days=18)
    papers.append((kind, f"JY151180{number:07d}", ends - timedelta(days=5 * 365), ends))
    if supplier.code == EXPIRED_AND_RENEWED:
        ran_out = today - timedelta(days=45)
        papers.append((kind, f"JY151170{number:07d}", ran_out - timedelta(days=5 * 365), ran_out))
        papers[1] = (kind, papers[1][1], ran_out - timedelta(days=9), papers[1][3])
    buyer, safety = loop.hands["buyer"].name, loop.hands["safety"].name
    return [
        (
            loop.site_id,
            supplier.id,
            kind,
            paper,
            start,
            end,
            buyer,
            max(entered, at(start, 600)),
            safety,
            max(entered, at(start, 660)),
        )
        for kind, paper, start, end in papers
    ]


def load_prices(loop: Loop, bought: Sequence[str], *, first: date, last: date) -> None:
    """Contract prices by quarter for all goods, and the market's by week for fresh ones."""
    seed = loop.stage.world.seed
    insert(
        ContractPrice,
        (
            "site_id",
            "supplier_id",
            "ingredient_id",
            "price_yuan",
            "effective_on",
            "until_on",
            "contract_number",
        ),
        (
            (
                loop.site_id,
                loop.supplier_ids[item.supplier_key],
                loop.ingredient_ids[code],
                unit_price(contract_price(item, start, seed=seed)),
                start,
                _last_of_quarter(start),
                f"HT-{start.year}-{item.supplier_key}",
            )
            for start in quarters(first, loop.stage.today)
            for code, item in loop.goods.items()
        ),
    )
    load_surveys(loop, bought, first=first, last=last)


def _last_of_quarter(start: date) -> date:
    return quarter_of(start + timedelta(days=100)) - timedelta(days=1)


def load_surveys(loop: Loop, bought: Sequence[str], *, first: date, last: date) -> None:
    """Every Monday the buyer asks at a market."""
    mondays = [
        day
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
        if day.isoweekday() == 1
    ]
    insert(
        PriceSurvey,
        ("site_id", "ingredient_id", "surveyed_on", "market", "price_yuan", "surveyed_by"),
        (
            (
                loop.site_id,
                loop.ingredient_ids[code],
                day,
                MARKETS[day.toordinal() // 7 % 2],
                unit_price(market_price(loop.goods[code], day, seed=loop.stage.world.seed)),
                loop.hands["buyer"].name,
            )
            for day in mondays
            for code in bought
            if loop.goods[code].category in SURVEYED
        ),
    )


@dataclass(frozen=True)
class Bought:
    """One request with what each supplier is to bring."""

    day: date
    minute: int
    by_supplier: dict[str, list[Delivery]]


def _requests(loop: Loop, deliveries: Iterable[Delivery]) -> list[Bought]:
    """One request for each day of delivery, and one for each emergency."""
    groups: dict[tuple[date, int], dict[str, list[Delivery]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for order in deliveries:
        minute = order.arrivals[0].minute if order.is_emergency else -1
        groups[order.day, minute][loop.goods[order.ingredient].supplier_key].append(order)
    return [Bought(*key, groups[key]) for key in sorted(groups)]


def load_purchases(loop: Loop, deliveries: Iterable[Delivery]) -> None:
    """Requests, orders, what was awaited, and receipts with their lots' lines.

    The lots are there already and know their ids.
    """
    _Purchases(loop).load(_requests(loop, deliveries))


class _Purchases:
    """Rows of nine tables that point at each other, gathered and then inserted."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.rng = stream(loop.stage.world.seed, "loading bay", loop.stage.today.toordinal())
        self.ids: dict[type, int] = {
            table: next_id(table) for table, columns in COLUMNS.items() if "id" in columns
        }
        self.rows: dict[type, list[Sequence[object]]] = defaultdict(list)

    def load(self, requests: Sequence[Bought]) -> None:
        for request in requests:
            self._request(request)
        for table, columns in COLUMNS.items():
            insert(table, columns, self.rows[table])

    def _id(self, table: type) -> int:
        self.ids[table] += 1
        return self.ids[table] - 1

    def _request(self, request: Bought) -> None:
        loop, buyer = self.loop, self.loop.hands["buyer"]
        urgent = request.minute >= 0
        eve = request.day if urgent else request.day - timedelta(days=1)
        asked = request.minute - 70 if urgent else ASKED
        request_id = self._id(PurchaseRequest)
        total = 0
        for supplier_key, orders in request.by_supplier.items():
            amount = sum(_amount(order) for order in orders)
            total += amount
            self._order(request_id, supplier_key, orders, amount, eve, asked)
        self.rows[PurchaseRequest].append(
            (
                request_id,
                loop.site_id,
                loop.numbering.take(REQUEST, eve),
                loop.canteen_id,
                "ordered",
                urgent,
                "当餐用量超出预计，现场补购" if urgent else "",
                yuan(total),
                buyer.name,
                buyer.person_id,
                at(eve, asked),
                at(eve, asked + 20 if urgent else GRANTED),
            )
        )

    def _order(
        self,
        request_id: int,
        supplier_key: str,
        orders: Sequence[Delivery],
        amount: int,
        eve: date,
        asked: int,
    ) -> None:
        loop, buyer = self.loop, self.loop.hands["buyer"]
        order_id, supplier_id = self._id(PurchaseOrder), loop.supplier_ids[supplier_key]
        day = orders[0].day
        urgent = orders[0].is_emergency
        minutes = [arrival.minute for order in orders for arrival in order.arrivals]
        self.rows[PurchaseOrder].append(
            (
                order_id,
                loop.site_id,
                loop.numbering.take(ORDER, eve),
                request_id,
                loop.canteen_id,
                supplier_id,
                day,
                "received" if minutes else "sent",
                yuan(amount),
                at(eve, asked + 25 if urgent else SENT),
                buyer.name,
                buyer.person_id,
                at(day, max(minutes) + 10) if minutes else None,
            )
        )
        by_minute: dict[int, list[tuple[int, Delivery, Arrival]]] = defaultdict(list)
        for order in orders:
            line_id = self._lines(request_id, order_id, supplier_id, order)
            for arrival in order.arrivals:
                by_minute[arrival.minute].append((line_id, order, arrival))
        for minute, arrived in sorted(by_minute.items()):
            self._receipt(order_id, supplier_id, day, minute, arrived)

    def _lines(self, request_id: int, order_id: int, supplier_id: int, order: Delivery) -> int:
        loop = self.loop
        item = loop.goods[order.ingredient]
        asked_id, line_id = self._id(RequestLine), self._id(OrderLine)
        seed = loop.stage.world.seed
        monday = order.day - timedelta(days=order.day.weekday())
        survey = market_price(item, monday, seed=seed) if item.category in SURVEYED else None
        accepted = sum(arrival.accepted for arrival in order.arrivals)
        common = (loop.site_id, loop.ingredient_ids[order.ingredient], quantity(order.ordered))
        self.rows[RequestLine].append(
            (
                asked_id,
                *common,
                request_id,
                supplier_id,
                item.pack_size,
                unit_price(order.unit_cost),
                unit_price(contract_price(item, order.day, seed=seed)),
                None if survey is None else unit_price(survey),
                order.day,
            )
        )
        self.rows[OrderLine].append(
            (
                line_id,
                *common,
                order_id,
                asked_id,
                unit_price(order.unit_cost),
                quantity(accepted),
            )
        )
        arrived = at(order.day, order.arrivals[-1].minute) if order.arrivals else None
        if order.on_order_ids:
            OnOrder.objects.filter(id__in=order.on_order_ids).update(
                request_line_id=asked_id,
                received_quantity=F("quantity") if arrived else 0,
                received_at=arrived,
            )
            return line_id
        self.rows[OnOrder].append(
            (
                *common,
                loop.canteen_id,
                supplier_id,
                asked_id,
                quantity(accepted),
                order.day,
                order.day + timedelta(days=item.shelf_life_days),
                arrived,
            )
        )
        return line_id

    def _receipt(
        self,
        order_id: int,
        supplier_id: int,
        day: date,
        minute: int,
        arrived: Sequence[tuple[int, Delivery, Arrival]],
    ) -> None:
        loop, receipt_id = self.loop, self._id(Receipt)
        happened = minute + float(self.rng.integers(0, 18)) if minute == DELIVERED else minute
        flags = sorted({arrival.flag for _, _, arrival in arrived if arrival.flag})
        acceptor = loop.hands["acceptor"]
        number = loop.numbering.take(RECEIPT, day)
        self.rows[Receipt].append(
            (
                receipt_id,
                loop.site_id,
                number,
                UUID(int=int(self.rng.integers(1, 2**62)) << 62 | receipt_id),
                order_id,
                loop.canteen_id,
                supplier_id,
                at(day, happened),
                at(day, happened + 2),
                int(self.rng.integers(-3, 4)),
                acceptor.name,
                acceptor.person_id,
                loop.hands["storekeeper"].person_id,
                [{"code": flag} for flag in flags],
            )
        )
        for line_id, order, arrival in arrived:
            self._receipt_line(receipt_id, line_id, order, arrival)

    def _receipt_line(self, receipt_id: int, line_id: int, order: Delivery, came: Arrival) -> None:
        loop, item = self.loop, self.loop.goods[order.ingredient]
        row_id, lot = self._id(ReceiptLine), came.lot
        tare = round(came.delivered * TARE_SHARE / 100) * 100 if item.base_unit == "kg" else 0
        cold = COLD.get(item.storage)
        refused = came.accepted == 0
        partly = "partial" if came.accepted < came.delivered else "accepted"
        result = "rejected" if refused else partly
        batch = f"{order.day:%Y%m%d}{item.supplier_key[:2]}{row_id % 97:02d}"
        self.rows[ReceiptLine].append(
            (
                row_id,
                loop.site_id,
                receipt_id,
                line_id,
                loop.ingredient_ids[order.ingredient],
                quantity(came.delivered + tare),
                quantity(tare),
                quantity(came.accepted),
                quantity(came.delivered - came.accepted),
                unit_price(order.unit_cost),
                yuan((came.accepted * order.unit_cost + 50_000) // 100_000),
                f"{self.rng.normal(*cold):.1f}" if cold else None,
                {
                    "colour": not refused,
                    "smell": not refused or "异味" not in came.reason,
                    "package": "包装" not in came.reason,
                    "label": True,
                },
                batch,
                lot.produced if lot else order.day,
                lot.expires if lot else None,
                result,
                came.reason,
                [{"code": came.flag}] if came.flag else [],
                lot.id if lot else None,
            )
        )
        kinds = PAPERS.get(item.category, ("factory_report",))
        self.rows[LotPaper] += [
            (loop.site_id, row_id, kind, f"{SOURCE}-{batch}-{place}")
            for place, kind in enumerate(kinds, 1)
        ]


def _amount(order: Delivery) -> int:
    return (order.ordered * order.unit_cost + 50_000) // 100_000


_GOODS = ("site_id", "ingredient_id", "quantity")
COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    PurchaseRequest: (
        "id",
        "site_id",
        "number",
        "canteen_id",
        "status",
        "is_emergency",
        "reason",
        "amount_yuan",
        "made_by",
        "made_by_person_id",
        "made_at",
        "decided_at",
    ),
    RequestLine: (
        "id",
        *_GOODS,
        "request_id",
        "supplier_id",
        "pack_quantity",
        "unit_price_yuan",
        "contract_price_yuan",
        "survey_price_yuan",
        "deliver_on",
    ),
    PurchaseOrder: (
        "id",
        "site_id",
        "number",
        "request_id",
        "canteen_id",
        "supplier_id",
        "deliver_on",
        "status",
        "amount_yuan",
        "sent_at",
        "sent_by",
        "buyer_id",
        "closed_at",
    ),
    OrderLine: (
        "id",
        *_GOODS,
        "order_id",
        "request_line_id",
        "unit_price_yuan",
        "received_quantity",
    ),
    OnOrder: (
        *_GOODS,
        "canteen_id",
        "supplier_id",
        "request_line_id",
        "received_quantity",
        "arrives_on",
        "expires_on",
        "received_at",
    ),
    Receipt: (
        "id",
        "site_id",
        "number",
        "client_id",
        "order_id",
        "canteen_id",
        "supplier_id",
        "happened_at",
        "received_at",
        "clock_skew_s",
        "accepted_by",
        "accepted_by_person_id",
        "witness_id",
        "flags",
    ),
    ReceiptLine: (
        "id",
        "site_id",
        "receipt_id",
        "order_line_id",
        "ingredient_id",
        "gross",
        "tare",
        "accepted_quantity",
        "rejected_quantity",
        "unit_price_yuan",
        "amount_yuan",
        "temperature_c",
        "sensory",
        "batch_number",
        "produced_on",
        "expires_on",
        "result",
        "reason",
        "flags",
        "lot_id",
    ),
    LotPaper: ("site_id", "line_id", "kind", "number"),
}
