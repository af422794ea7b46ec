"""虚拟表: what a formula over other meters comes to."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import numpy as np

from jieyue.energy.consumption import writing
from jieyue.energy.consumption.aggregation import spells
from jieyue.energy.consumption.dimensions import Dimension, Step, Total, total
from jieyue.energy.consumption.models import MeterMonth
from jieyue.energy.consumption.rules.spreading import Spread
from jieyue.energy.consumption.rules.totalling import DAY_S, Spell, Sum
from jieyue.energy.meters.models import Meter, MeterKind
from jieyue.energy.meters.queries import formula_terms
from jieyue.energy.readings.back_ends import Span
from jieyue.energy.readings.series import Whole

DEEPEST = 20  # virtual meters in virtual meters, as `meters.rules.formulas` allows
Terms = list[tuple[Decimal, int]]


def terms_of(meter_id: int) -> Terms:
    """The real meters of a virtual one and how often each counts; any other meter once itself.

    Raises Meter.DoesNotExist, formulas.BadFormula.
    """
    counted: dict[int, Decimal] = {}
    _add(meter_id, Decimal(1), counted, DEEPEST)
    return [(coefficient, each) for each, coefficient in counted.items() if coefficient]


def _add(meter_id: int, factor: Decimal, counted: dict[int, Decimal], depth: int) -> None:
    meter = Meter.objects.get(id=meter_id)
    if meter.kind != MeterKind.VIRTUAL or not depth:
        counted[meter_id] = counted.get(meter_id, Decimal(0)) + factor
        return
    for coefficient, each in formula_terms(meter):
        _add(each, factor * coefficient, counted, depth - 1)


def combined(terms: Terms, spreads: Mapping[int, Spread]) -> Spread:
    """Hours of a formula: known where all of its meters are; estimates add up."""
    parts = [(coefficient, spreads[meter_id]) for coefficient, meter_id in terms]
    first = parts[0][1]
    use, estimated = np.zeros_like(first.use_micro), np.zeros_like(first.use_micro)
    for coefficient, part in parts:
        use += _times(part.use_micro, coefficient)
        estimated += _times(part.estimated_micro, abs(coefficient))
    return Spread(
        use_micro=use,
        estimated_micro=estimated,
        covered_s=np.minimum.reduce([part.covered_s for _coefficient, part in parts]),
        known_s=np.minimum.reduce([part.known_s for _coefficient, part in parts]),
    )


def _times(micro: Whole, coefficient: Decimal) -> Whole:
    """Rounded down to the millionth. int64 holds a use of nine billion times a thousandth."""
    over, under = coefficient.as_integer_ratio()
    whole, rest = np.divmod(micro, under)
    return np.asarray(whole * over + rest * over // under)


def virtual(meter_id: int, *, first: date, last: date, step: Step | None = None) -> list[Total]:
    """A virtual meter by its formula; any other meter by what it measured itself; by time.

    Coverage is that of its worst meter. Raises Meter.DoesNotExist, formulas.BadFormula.
    """
    terms = terms_of(meter_id)
    pieces = spells(first, last, step)
    own = _own([each for _coefficient, each in terms], pieces)
    starts = sorted({piece.start for piece in pieces}, key=lambda start: start or first)
    rows = []
    for start in starts:
        asked = sum(piece.days for piece in pieces if piece.start == start) * DAY_S
        sums = [(coefficient, own.get((each, start), Sum())) for coefficient, each in terms]
        use = sum((coefficient * one.use_micro for coefficient, one in sums), Decimal(0))
        estimated = sum((abs(c) * one.estimated_micro for c, one in sums), Decimal(0))
        covered = min((one.covered_s for _coefficient, one in sums), default=0)
        key: dict[Dimension, int | str | None] = {Dimension.METER: meter_id}
        rows.append(total(key, start, use, estimated, covered, asked))
    return rows


def _own(meter_ids: Sequence[int], pieces: Sequence[Spell]) -> dict[tuple[int, date | None], Sum]:
    """What each meter measured itself, by start; whole months from their sums."""
    months = {piece.first: piece for piece in pieces if piece.is_month}
    found: dict[tuple[int, date | None], Sum] = {}
    fields = ("meter_id", "month", "use_micro", "estimated_micro", "covered_s")
    rows = MeterMonth.objects.filter(meter_id__in=meter_ids, month__in=list(months))
    for meter_id, month, *sums in rows.values_list(*fields):
        _put(found, meter_id, months[month].start, sums)
    for piece in pieces:
        if piece.is_month or piece.start == piece.first == piece.last:
            continue
        spans = [Span(meter_id, piece.first, piece.last) for meter_id in meter_ids]
        for day in writing.day_sums(spans):
            _put(found, day.meter_id, piece.start, day[2:5])
    singles = [piece for piece in pieces if piece.start == piece.first == piece.last]
    if singles:
        spans = [Span(meter_id, singles[0].first, singles[-1].last) for meter_id in meter_ids]
        for day in writing.day_sums(spans):
            _put(found, day.meter_id, day.day, day[2:5])
    return found


def _put(
    found: dict[tuple[int, date | None], Sum],
    meter_id: int,
    start: date | None,
    sums: Sequence[int],
) -> None:
    into = found.setdefault((meter_id, start), Sum())
    into.use_micro += sums[0]
    into.estimated_micro += sums[1]
    into.covered_s += sums[2]
