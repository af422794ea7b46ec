"""The month's money: budgets, wages and energy, and the closings of the months that are over."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.books.rules import first_of, following
from jieyue.canteen.costs.account import OUTWARD, TERM_OF_KIND, KindCost, MonthAccount
from jieyue.canteen.costs.models import CostBudget, CostEntry, CostKind
from jieyue.canteen.costs.rules import Margin, StoreAccount
from jieyue.canteen.stock.models import MovementKind
from simulator.loading.loop import Loop, at
from simulator.randomness import stream
from simulator.store import Movement

OPEN_MONTHS = 2  # the current one and the one before are not closed
MONTHS_AHEAD = 2  # budgets are set so far ahead
WAGES_YUAN = 148_000  # of the kitchen and the counters, a month
ENERGY_YUAN = {12: 31_000, 1: 33_000, 2: 29_000, 6: 27_000, 7: 30_000, 8: 30_000}
USUAL_ENERGY_YUAN = 24_000
SUPPLIES_YUAN = 7_500
BUDGETS_YUAN = {
    CostKind.FOOD: 340_000,
    CostKind.LABOUR: 150_000,
    CostKind.ENERGY: 30_000,
    CostKind.OTHER: 9_000,
}
PAID_ON = {CostKind.LABOUR: 15, CostKind.ENERGY: 22, CostKind.OTHER: 26}
TEXTS = {
    CostKind.LABOUR: "食堂人员工资及社保",
    CostKind.ENERGY: "水、电、天然气",
    CostKind.OTHER: "洗涤消毒用品及低值易耗品",
}
FEN = Decimal("0.01")


@dataclass(frozen=True)
class Paid:
    """One other cost of a month."""

    day: date
    kind: CostKind
    yuan: int


def load_budgets(loop: Loop, *, first: date) -> None:
    """A budget for each kind of cost and month, set before the year begins."""
    manager = loop.hands["manager"].name
    last = loop.stage.today + timedelta(days=31 * MONTHS_AHEAD)
    CostBudget.objects.bulk_create(
        CostBudget(
            site_id=loop.site_id,
            canteen_id=loop.canteen_id,
            month=month,
            kind=kind,
            amount_yuan=yuan,
            set_by=manager,
            set_at=at(date(month.year - 1, 12, 20), 10 * 60),
        )
        for month in months(first, last)
        for kind, yuan in BUDGETS_YUAN.items()
    )


def load_other_costs(loop: Loop, *, first: date, last: date) -> None:
    """What was paid on the days [first, last] for anything but food."""
    manager = loop.hands["manager"].name
    CostEntry.objects.bulk_create(
        CostEntry(
            site_id=loop.site_id,
            canteen_id=loop.canteen_id,
            day=paid.day,
            kind=paid.kind,
            amount_yuan=paid.yuan,
            document=f"FY-{paid.day:%Y%m}-{paid.kind[0].upper()}",
            text=TEXTS[paid.kind],
            entered_by=manager,
            entered_at=at(paid.day, 16 * 60),
        )
        for month in months(first, last)
        for paid in paid_in(month, seed=loop.stage.world.seed)
        if first <= paid.day <= last
    )


def paid_in(month: date, *, seed: int) -> list[Paid]:
    """Wages, energy and supplies of a month, in whole yuan."""
    rng = stream(seed, "other costs", month.toordinal())
    usual = {
        CostKind.LABOUR: WAGES_YUAN,
        CostKind.ENERGY: ENERGY_YUAN.get(month.month, USUAL_ENERGY_YUAN),
        CostKind.OTHER: SUPPLIES_YUAN,
    }
    return [
        Paid(month.replace(day=PAID_ON[kind]), kind, round(yuan * (1 + float(rng.normal(0, 0.03)))))
        for kind, yuan in usual.items()
    ]


def close_months(
    loop: Loop,
    *,
    first: date,
    moved: Sequence[Movement],
    diners: Mapping[tuple[date, str], int],
) -> None:
    """Months are closed on the fifth of the next, up to two months ago."""
    until = _first_open(loop.stage.today)
    ate: Counter[date] = Counter()
    for (day, _), persons in diners.items():
        ate[first_of(day)] += persons
    stores = _store_accounts(moved)
    manager = loop.hands["manager"]
    ClosedMonth.objects.bulk_create(
        ClosedMonth(
            site_id=loop.site_id,
            canteen_id=loop.canteen_id,
            month=month,
            figures=_account(loop, month, stores[month], ate[month], first=first).figures(),
            closed_at=at(following(month).replace(day=5), 10 * 60),
            closed_by=manager.name,
            closed_by_person_id=manager.person_id,
        )
        for month in months(first, until - timedelta(days=1))
    )


def months(first: date, last: date) -> Iterator[date]:
    """First days of the months that touch [first, last]."""
    month = first_of(first)
    while month <= last:
        yield month
        month = following(month)


def _first_open(today: date) -> date:
    month = first_of(today)
    for _ in range(OPEN_MONTHS - 1):
        month = first_of(month - timedelta(days=1))
    return month


def _account(
    loop: Loop, month: date, store: StoreAccount, diners: int, *, first: date
) -> MonthAccount:
    """The month's account as the product reckons it, of what was entered by then."""
    paid = {
        row.kind: Decimal(row.yuan).quantize(FEN)
        for row in paid_in(month, seed=loop.stage.world.seed)
        if row.day >= first
    }
    paid[CostKind.FOOD] = store.issued_yuan
    return MonthAccount(
        canteen_id=loop.canteen_id,
        canteen="",
        month=month,
        store=store,
        kinds=tuple(
            KindCost(
                kind=kind,
                label="",
                actual_yuan=paid.get(kind, Decimal(0)),
                budget_yuan=Decimal(BUDGETS_YUAN[kind]),
            )
            for kind in CostKind
        ),
        margin=Margin(
            income_yuan=Decimal("0.00"), food_yuan=store.issued_yuan, cap_share=Decimal(0)
        ),
        sold=0,
        whole_from_share=Decimal(1),
        diners=diners,
        dear=(),
        parameters_used={},
    )


def _store_accounts(moved: Sequence[Movement]) -> dict[date, StoreAccount]:
    """The store's account of each month: every movement in its term, opening as the last closed."""
    terms: dict[date, Counter[str]] = defaultdict(Counter)
    for row in moved:
        name = TERM_OF_KIND[MovementKind(row.kind)]
        terms[first_of(row.day)][name] += -row.amount if name in OUTWARD else row.amount
    found: dict[date, StoreAccount] = {}
    opening = Decimal("0.00")
    for month in sorted(terms):
        in_fen = terms[month]
        store = StoreAccount(
            opening_yuan=opening,
            **{
                name: (Decimal(in_fen[name]) / 100).quantize(FEN)
                for name in sorted(set(TERM_OF_KIND.values()))
            },
        )
        found[month] = store
        opening = store.closing_yuan
    return found
