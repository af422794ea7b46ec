"""What a unit or the complex used in a period, from the best source there is for each medium.

Meters first (for a unit with its part of what is shared, once the allocation of every month is
published), then bills of every month, then figures submitted for the period's quarters.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Sum

from jieyue.energy.allocation import queries as allocation
from jieyue.energy.allocation.queries import UnitUse
from jieyue.energy.bills.models import Bill
from jieyue.energy.consumption import queries as consumption
from jieyue.energy.consumption.queries import Dimension, Total
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
    return offers_of(site_id=site_id, unit_ids=[unit_id], first=first, last=last)[unit_id]


def offers_of(
    *, site_id: int, unit_ids: Sequence[int | None], first: date, last: date
) -> dict[int | None, Offers]:
    """The same for many units at once (None: the complex), with no more queries."""
    found: dict[int | None, Offers] = {unit_id: Offers() for unit_id in unit_ids}
    one = unit_ids[0] if len(unit_ids) == 1 else None
    if None in found:
        rows = consumption.totals(site_id=site_id, first=first, last=last, by=[Dimension.MEDIUM])
        for row in rows:
            found[None].meter[str(row.key[Dimension.MEDIUM])] = _metered(row)
    units = {unit_id for unit_id in unit_ids if unit_id is not None}
    if units:
        _measure_units(found, units, site_id=site_id, one=one, first=first, last=last)
    for (unit, medium), offer in _billed(site_id, one, first, last, None in found).items():
        if unit in found:
            found[unit].bill[medium] = offer
    return found


def _measure_units(
    found: dict[int | None, Offers],
    units: set[int],
    *,
    site_id: int,
    one: int | None,
    first: date,
    last: date,
) -> None:
    """What meters and allocation say of units."""
    by = [Dimension.UNIT, Dimension.MEDIUM]
    for row in consumption.totals(site_id=site_id, first=first, last=last, by=by, unit_id=one):
        unit_id = row.key[Dimension.UNIT]
        if isinstance(unit_id, int) and unit_id in units:
            found[unit_id].meter[str(row.key[Dimension.MEDIUM])] = _metered(row)
    for medium in Medium.values:
        for unit_id, offer in _allocated(site_id, one, medium, first, last).items():
            if unit_id in units:
                found[unit_id].allocation[medium] = offer


def uses(*, site_id: int, unit_id: int | None, first: date, last: date) -> Uses:
    """What indicators are made of."""
    return uses_of(site_id=site_id, unit_ids=[unit_id], first=first, last=last)[unit_id]


def uses_of(
    *, site_id: int, unit_ids: Sequence[int | None], first: date, last: date
) -> dict[int | None, Uses]:
    """The same for many units at once, with no more queries."""
    offered = offers_of(site_id=site_id, unit_ids=unit_ids, first=first, last=last)
    told = reported(site_id=site_id, unit_ids=unit_ids, first=first, last=last)
    rooms = _server_rooms(site_id, unit_ids, first, last)
    return {
        unit_id: _uses(offered[unit_id], told[unit_id], rooms.get(unit_id, Decimal(0)))
        for unit_id in unit_ids
    }


def _uses(offered: Offers, told: dict[str, Decimal], server_room_kwh: Decimal) -> Uses:
    chosen = {
        medium: best for medium in Medium.values if (best := offered.best(medium)) is not None
    }
    coverages = [offer.coverage for _s, offer in chosen.values() if offer.coverage is not None]
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
    return Uses(
        by_medium,
        sources,
        min(coverages, default=None),
        _estimated_share([offer for _source, offer in chosen.values()]),
        vehicle_litres=vehicles,
        server_room_kwh=server_room_kwh,
    )


def _metered(row: Total) -> Offer:
    return Offer(row.use, row.coverage > 0, row.estimated, row.coverage)


def _server_rooms(
    site_id: int, unit_ids: Sequence[int | None], first: date, last: date
) -> dict[int | None, Decimal]:
    """kWh of what is metered as server room, by unit."""
    one = unit_ids[0] if len(unit_ids) == 1 else None
    rows = consumption.totals(
        site_id=site_id,
        first=first,
        last=last,
        by=[Dimension.UNIT],
        medium=Medium.ELECTRICITY,
        item=Item.SERVER_ROOM,
        unit_id=one,
    )
    found: dict[int | None, Decimal] = {None: sum((row.use for row in rows), Decimal(0))}
    for row in rows:
        unit_id = row.key[Dimension.UNIT]
        if isinstance(unit_id, int):
            found[unit_id] = row.use
    return found


def reported(
    *, site_id: int, unit_ids: Sequence[int | None], first: date, last: date
) -> dict[int | None, dict[str, Decimal]]:
    """Submitted figures by line of the year, or of the quarters that make up [first, last]; {}
    unless they cover it. At most two queries."""
    rows = Report.objects.filter(
        site_id=site_id,
        form="NY201",
        year__range=(first.year, last.year),
        status__in=figures.LOCKED,
    )
    by_unit: dict[int | None, dict[Span, Report]] = {unit_id: {} for unit_id in unit_ids}
    for row in rows:
        by_unit.setdefault(row.unit_id, {})[Span(row.year, row.quarter)] = row
    chosen = {
        unit_id: [by_unit[unit_id][span] for span in _tiles(list(by_unit[unit_id]), first, last)]
        for unit_id in unit_ids
    }
    found = figures.results([row for each in chosen.values() for row in each])
    return {unit_id: _summed([found[row.id] for row in given]) for unit_id, given in chosen.items()}


def _summed(told: list[figures.Figures]) -> dict[str, Decimal]:
    """Lines that every report has."""
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


def _allocated(
    site_id: int, unit_id: int | None, medium: str, first: date, last: date
) -> dict[int, Offer]:
    """Units' parts of whole months; absent unless every month's allocation is published."""
    if not _is_whole_months(first, last):
        return {}
    months = [end.replace(day=1) for end in month_ends(first, last)]
    published = allocation.unit_uses(
        site_id=site_id, medium=medium, first=first, last=last, unit_id=unit_id
    )
    if any(month not in published for month in months):
        return {}
    everywhere = set.intersection(*(set(published[month]) for month in months))
    return {unit: _parts([published[month][unit] for month in months]) for unit in everywhere}


def _parts(parts: list[UnitUse]) -> Offer:
    known = [part.amount_yuan for part in parts if part.amount_yuan is not None]
    return Offer(
        use=sum((part.total for part in parts), Decimal(0)),
        estimated=sum((part.estimated for part in parts), Decimal(0)),
        coverage=min(part.coverage for part in parts),
        amount_yuan=sum(known, Decimal(0)) if len(known) == len(parts) else None,
        note=", ".join(sorted({f"v{part.version}" for part in parts})),
    )


def _billed(
    site_id: int, unit_id: int | None, first: date, last: date, with_complex: bool
) -> dict[tuple[int | None, str], Offer]:
    """Bills of the months of the period; complete when each month has one."""
    rows = Bill.objects.filter(
        site_id=site_id, cancelled_at=None, month__range=(first.replace(day=1), last)
    )
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    elif not with_complex:
        rows = rows.filter(unit__isnull=False)
    sums = rows.values("unit_id", "medium").annotate(
        use=Sum("quantity"), amount=Sum("amount_yuan"), months=Count("month", distinct=True)
    )
    asked = len(month_ends(first, last)) if _is_whole_months(first, last) else None
    return {
        (row["unit_id"], row["medium"]): Offer(
            row["use"], row["months"] == asked, amount_yuan=row["amount"]
        )
        for row in sums.order_by("unit_id", "medium")
    }


def _is_whole_months(first: date, last: date) -> bool:
    return first.day == 1 and (last + timedelta(days=1)).day == 1
