"""The tree of meters with what each used in a span of months, and what its children leave open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from jieyue.energy.consumption import queries as consumption
from jieyue.energy.meters import queries as meters
from jieyue.energy.meters.models import Item, Medium, MeterKind
from jieyue.energy.meters.queries import MeterFacts, Placed
from jieyue.energy.overview import parameters as own
from jieyue.energy.overview.figures import Worth
from jieyue.energy.overview.places import READ
from jieyue.energy.overview.rules import Band, Branch, Trust, band_of
from jieyue.energy.overview.span import Span
from jieyue.energy.scale import of_micro
from jieyue.kit.actor import Actor

DAY_S = 86_400
HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Node:
    """One meter in its tree. use, below, unaccounted: in the medium's unit; None unknown.

    below: what its children counted together. is_changed: the children were others for a part of
    the span, so that the difference says nothing.
    """

    id: int
    parent_id: int | None
    number: str
    name: str
    item: str
    url: str
    depth: int
    use: Decimal | None
    coverage: Decimal
    trust: Trust
    children: int
    below: Decimal | None
    unaccounted: Decimal | None
    unaccounted_pct: Decimal | None
    band: Band
    is_changed: bool

    @property
    def indent(self) -> range:
        return range(self.depth)


@dataclass(frozen=True)
class _Use:
    micro: int
    covered_s: int


def forest(actor: Actor, medium: str, span: Span, *, worth: Worth) -> list[Node]:
    """Parents before children, by number; only meters of one's unit for a right over it."""
    site_id = actor.site_id or 0
    facts = meters.known(site_id=site_id)
    placed = _visible(
        actor,
        [
            row
            for row in meters.placed(
                site_id=site_id, first=span.first, last=span.last, medium=medium
            )
            if facts[row.meter_id].kind != MeterKind.VIRTUAL
        ],
    )
    at_end = {row.meter_id: row for row in placed if _is_in_force(row, span.last)}
    uses = _uses(list(at_end), span)
    children = _children(at_end, facts)
    nodes: list[Node] = []
    bounds = _bounds(medium, worth)
    waiting = [(meter_id, 0) for meter_id in reversed(children.get(None, []))]
    while waiting:
        meter_id, depth = waiting.pop()
        below = children.get(meter_id, [])
        moved = any(_moved(row, meter_id, span) for row in placed)
        nodes.append(
            _node(facts[meter_id], at_end[meter_id], depth, below, uses, span, moved, bounds, worth)
        )
        waiting += [(child, depth + 1) for child in reversed(below)]
    return nodes


def branches(nodes: Iterable[Node]) -> list[Branch]:
    return [Branch(node.id, node.parent_id, node.name, node.use) for node in nodes]


def _visible(actor: Actor, placed: list[Placed]) -> list[Placed]:
    if actor.may(READ):
        return placed
    return [row for row in placed if actor.may(READ, unit_id=row.unit_id or -1)]


def _is_in_force(row: Placed, on: date) -> bool:
    return row.since_on <= on and (row.until_on is None or on < row.until_on)


def _moved(row: Placed, parent_id: int, span: Span) -> bool:
    """Whether a child hung there for a part of the span only."""
    if row.parent_id != parent_id:
        return False
    return row.since_on > span.first or not _is_in_force(row, span.last)


def _children(
    at_end: Mapping[int, Placed], facts: Mapping[int, MeterFacts]
) -> dict[int | None, list[int]]:
    """Below each meter; below None the roots. By number, as `facts` are."""
    found: dict[int | None, list[int]] = {}
    for meter_id in facts:
        if meter_id in at_end:
            parent = at_end[meter_id].parent_id
            found.setdefault(parent if parent in at_end else None, []).append(meter_id)
    return found


def _uses(meter_ids: list[int], span: Span) -> dict[int, _Use]:
    """What each meter measured itself. One query."""
    found = {}
    for meter_id, rows in consumption.months(meter_ids, first=span.first, last=span.last).items():
        if rows:
            found[meter_id] = _Use(
                sum(row.use_micro for row in rows), sum(row.covered_s for row in rows)
            )
    return found


def _bounds(medium: str, worth: Worth) -> tuple[Decimal, Decimal]:
    values = worth.values
    if medium == Medium.ELECTRICITY:
        low, high = own.BAND_ELECTRICITY_LOW_PCT, own.BAND_ELECTRICITY_HIGH_PCT
    else:
        low, high = own.BAND_OTHER_LOW_PCT, own.BAND_OTHER_HIGH_PCT
    return values.decimal(low), values.decimal(high)


def _node(
    facts: MeterFacts,
    placed: Placed,
    depth: int,
    below: list[int],
    uses: Mapping[int, _Use],
    span: Span,
    moved: bool,
    bounds: tuple[Decimal, Decimal],
    worth: Worth,
) -> Node:
    mine = uses.get(facts.id)
    use = of_micro(mine.micro) if mine else None
    coverage = _coverage(mine, span)
    measured = [uses[child] for child in below if child in uses]
    total = of_micro(sum(each.micro for each in measured)) if below else None
    unaccounted = use - total if use is not None and total is not None else None
    least = min([coverage, *(_coverage(uses.get(child), span) for child in below)])
    is_sure = bool(below) and least >= worth.figure_coverage and not moved
    return Node(
        id=facts.id,
        parent_id=placed.parent_id,
        number=facts.number,
        name=facts.name,
        item=str(Item(placed.item).label),
        url=reverse("energy:meter_use", args=[facts.number]),
        depth=depth,
        use=use,
        coverage=coverage,
        trust=worth.trust(coverage),
        children=len(below),
        below=total,
        unaccounted=unaccounted,
        unaccounted_pct=unaccounted / use * HUNDRED if unaccounted is not None and use else None,
        band=band_of(parent=use, unaccounted=unaccounted, low_pct=bounds[0], high_pct=bounds[1])
        if is_sure
        else Band.UNKNOWN,
        is_changed=moved,
    )


def _coverage(use: _Use | None, span: Span) -> Decimal:
    """Of the days that are over; what today has is more."""
    return min(Decimal(use.covered_s) / (span.days * DAY_S), Decimal(1)) if use else Decimal(0)
