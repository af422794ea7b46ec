"""What a unit or the complex used in a period, from the best source there is for each medium.

Meters first (for a unit with its part of what is shared, once the allocation of every month is
published), then bills of every month, then figures submitted for the period's quarters.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Sum

from jieyue.energy.allocation import queries as allocation
from jieyue.energy.bills.models import Bill
from jieyue.energy.consumption import queries as consumption
from jieyue.energy.consumption.queries import Dimension
from jieyue.energy.denominators.rules import month_ends
from jieyue.energy.meters.models import Item, Medium
from jieyue.energy.statistics import figures
from jieyue.energy.statistics.forms import MEDIA
from jieyue.energy.statistics.indicators import Uses
from jieyue.energy.statistics.models import Report
from jieyue.energy.statistics.spans import Span


@dataclass(frozen=True)
class Offer:
    """One source's figure for one medium over a period.

    complete: the source has something of every month. coverage: 0 to 1; None where it has no
    sense. amount_yuan: what it cost by that source, None unknown.
    """

    use: Decimal
    complete: bool = True
    estimated: Decimal = Decimal(0)
    coverage: Decimal | None = None
    amount_yuan: Decimal | None = None
    note: str = ""


@dataclass
class Offers:
    """What each source says of each medium."""

    meter: dict[str, Offer] = field(default_factory=dict)
    allocation: dict[str, Offer] = field(default_factory=dict)
    bill: dict[str, Offer] = field(default_factory=dict)

    def best(self, medium: str) -> tuple[str, Offer] | None:
        """The source that counts: allocation, meters, then whole bills."""
        for source in ("allocation", "meter", "bill"):
            offer: Offer | None = getattr(self, source).get(medium)
            if offer is not None and offer.complete:
                return source, offer
        return None


def offers(*, site_id: int, unit_id: int | None, first: date, last: date) -> Offers:
    """Every source's figures of [first, last], whole local days."""
    found = Offers()
    rows = consumption.totals(
        site_id=site_id, first=first, last=last, by=[Dimension.MEDIUM], unit_id=unit_id
    )
    for row in rows:
        found.meter[str(row.key[Dimension.MEDIUM])] = Offer(
            row.use, row.coverage > 0, row.estimated, row.coverage
        )
    if unit_id is not None:
        for medium in Medium.values:
            offer = _allocated(site_id, unit_id, medium, first, last)
            if offer is not None:
                found.allocation[medium] = offer
    found.bill = _billed(site_id, unit_id, first, last)
    return found


def uses(*, site_id: int, unit_id: int | None, first: date, last: date) -> Uses:
    """What indicators are made of."""
    offered = offers(site_id=site_id, unit_id=unit_id, first=first, last=last)
    chosen = {
        medium: best for medium in Medium.values if (best := offered.best(medium)) is not None
    }
    told = reported(site_id=site_id, unit_id=unit_id, first=first, last=last)
    by_medium = {medium: offer.use for medium, (_source, offer) in chosen.items()}
    sources = {medium: source for medium, (source, _offer) in chosen.items()}
    for medium in MEDIA:
        if medium not in by_medium and medium in told:
            by_medium[medium], sources[medium] = told[medium], "report"
    vehicles = {
        fuel: told[f"{fuel}_vehicles"]
        for fuel in ("gasoline", "diesel")
        if f"{fuel}_vehicles" in told
    }
    server_room = consumption.totals(
        site_id=site_id,
        first=first,
        last=last,
        medium=Medium.ELECTRICITY,
        item=Item.SERVER_ROOM,
        unit_id=unit_id,
    )
    coverages = [offer.coverage for _s, offer in chosen.values() if offer.coverage is not None]
    return Uses(
        by_medium,
        sources,
        min(coverages, default=None),
        _estimated_share([offer for _source, offer in chosen.values()]),
        vehicle_litres=vehicles,
        server_room_kwh=sum((row.use for row in server_room), Decimal(0)),
    )


def reported(*, site_id: int, unit_id: int | None, first: date, last: date) -> dict[str, Decimal]:
    """Submitted figures by line of the year, or of the quarters that make up [first, last]; {}
    unless they cover it. At most two queries."""
    rows = Report.objects.filter(
        site_id=site_id,
        unit_id=unit_id,
        form="NY201",
        year__range=(first.year, last.year),
        status__in=figures.LOCKED,
    )
    by_span = {Span(row.year, row.quarter): row for row in rows}
    chosen = _tiles(list(by_span), first, last)
    found = figures.results([by_span[span] for span in chosen])
    told = list(found.values())
    lines = {line for values in told for _row, line in values}
    return {
        line: sum((each[0, line] or Decimal(0) for each in told), Decimal(0))
        for line in lines
        if all(each.get((0, line)) is not None for each in told)
    }


def _tiles(spans: list[Span], first: date, last: date) -> list[Span]:
    """Spans that cover [first, last] once, long ones first; [] when they do not."""
    chosen: list[Span] = []
    day = first
    while day <= last:
        fitting = [span for span in spans if span.first == day and span.last <= last]
        if not fitting:
            return []
        chosen.append(max(fitting, key=lambda span: span.last))
        day = chosen[-1].last + timedelta(days=1)
    return chosen


def _estimated_share(chosen: list[Offer]) -> Decimal:
    shares = [offer.estimated / offer.use for offer in chosen if offer.use > 0]
    return max(shares, default=Decimal(0))


def _allocated(site_id: int, unit_id: int, medium: str, first: date, last: date) -> Offer | None:
    """The unit's part of whole months; None unless every month's allocation is published."""
    if not _is_whole_months(first, last):
        return None
    months = [end.replace(day=1) for end in month_ends(first, last)]
    published = allocation.unit_uses(
        site_id=site_id, medium=medium, first=first, last=last, unit_id=unit_id
    )
    parts = [published[month][unit_id] for month in months if unit_id in published.get(month, {})]
    if len(parts) != len(months):
        return None
    amounts = [part.amount_yuan for part in parts]
    known = [amount for amount in amounts if amount is not None]
    return Offer(
        use=sum((part.total for part in parts), Decimal(0)),
        estimated=sum((part.estimated for part in parts), Decimal(0)),
        coverage=min(part.coverage for part in parts),
        amount_yuan=sum(known, Decimal(0)) if len(known) == len(amounts) else None,
        note=", ".join(sorted({f"v{part.version}" for part in parts})),
    )


def _billed(site_id: int, unit_id: int | None, first: date, last: date) -> dict[str, Offer]:
    """Bills of the months of the period; complete when each month has one."""
    rows = Bill.objects.filter(
        site_id=site_id,
        unit_id=unit_id,
        cancelled_at=None,
        month__range=(first.replace(day=1), last),
    )
    sums = rows.values("medium").annotate(
        use=Sum("quantity"), amount=Sum("amount_yuan"), months=Count("month", distinct=True)
    )
    asked = len(month_ends(first, last)) if _is_whole_months(first, last) else None
    return {
        row["medium"]: Offer(row["use"], row["months"] == asked, amount_yuan=row["amount"])
        for row in sums.order_by("medium")
    }


def _is_whole_months(first: date, last: date) -> bool:
    return first.day == 1 and (last + timedelta(days=1)).day == 1
