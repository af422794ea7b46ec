"""Every reading is checked on its way in: refused, stored with a flag, or stored."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from jieyue.energy.factors import queries as factors
from jieyue.energy.intake import ledger, rules
from jieyue.energy.intake import parameters as limits
from jieyue.energy.intake.incoming import MOST_KEPT, Doubt, Doubts, Incoming
from jieyue.energy.intake.ledger import Known
from jieyue.energy.intake.models import Source
from jieyue.energy.intake.rules import Marks
from jieyue.energy.meters.models import MeterKind, MeterStatus
from jieyue.energy.readings import days, merging, storage
from jieyue.energy.readings.back_ends import Span
from jieyue.energy.readings.merging import Readings
from jieyue.energy.readings.series import Series, Whole
from jieyue.energy.scale import MILLI, of_milli
from jieyue.kit.formats import moment
from jieyue.kit.parameters import Values

HOUR_S = 3600
LEAST_RATE_S = 6 * HOUR_S  # over less time a rate says little


@dataclass
class Checked:
    """The readings in order of meter and instant, which still stand, and the doubts so far."""

    readings: Readings
    line: Whole
    amount_fen: Whole | None
    stands: Marks
    doubts: Doubts
    told_s: Whole  # instants as they were sent
    known: dict[int, Known] = field(default_factory=dict)

    def refuse(self, marks: Marks, reason: str, detail: str = "") -> None:
        """Those of `marks` that still stand are refused."""
        marks = marks & self.stands
        self._doubt(marks, reason, detail, stored=False)
        self.stands &= ~marks

    def flag(self, marks: Marks, reason: str, detail: str = "") -> None:
        self._doubt(marks & self.stands, reason, detail, stored=True)

    def _doubt(self, marks: Marks, reason: str, detail: str, *, stored: bool) -> None:
        places = np.flatnonzero(marks)
        if not len(places):
            return
        doubts = (
            self._one(place, reason, detail, stored=stored) for place in places[:MOST_KEPT].tolist()
        )
        self.doubts.add_all(doubts, reason=reason, count=len(places), stored=stored)

    def _one(self, place: int, reason: str, detail: str, *, stored: bool) -> Doubt:
        meter = self.known.get(int(self.readings.meter_id[place]))
        return Doubt(
            reason,
            line=int(self.line[place]),
            meter_number=meter.number if meter else "",
            at_text=days.told(int(self.told_s[place])),
            value_text=f"{of_milli(int(self.readings.register_milli[place])).normalize():f}",
            detail=detail,
            was_stored=stored,
        )

    def good(self) -> Readings:
        return self.readings if self.stands.all() else self.readings.taken(self.stands)


@dataclass(frozen=True)
class Asked:
    """How a batch came."""

    source: str
    skew_s: int | None
    site_id: int
    values: Values
    at: datetime


def check(
    incoming: Incoming, asked: Asked, within_reach: Callable[[set[int]], set[int]]
) -> Checked:
    """Sort and check a batch; nothing is written."""
    order = np.argsort(merging.keys(incoming.readings), kind="stable")
    readings = incoming.readings.taken(order)
    amounts = incoming.amount_fen
    checked = Checked(
        readings=readings,
        line=incoming.lines()[order],
        amount_fen=None if amounts is None else amounts[order],
        stands=np.ones(len(readings), np.bool_),
        doubts=incoming.doubts,
        told_s=readings.at_s,
    )
    meter_ids = set(np.unique(readings.meter_id).tolist())
    reached = within_reach(meter_ids) if meter_ids else set()
    checked.known = ledger.known(reached, site_id=asked.site_id)
    _check_meters(checked)
    _correct_clock(checked, asked)
    _check_times(checked, asked)
    checked.refuse(checked.readings.register_milli < 0, "negative")
    _check_each(checked, asked)
    return checked


def _check_meters(checked: Checked) -> None:
    ids = checked.readings.meter_id
    checked.refuse(~np.isin(ids, list(checked.known)), "unknown_meter")
    kinds = {meter_id: one.kind for meter_id, one in checked.known.items()}
    virtual = [meter_id for meter_id, kind in kinds.items() if kind == MeterKind.VIRTUAL]
    checked.refuse(np.isin(ids, virtual), "virtual_meter")
    stopped = [
        meter_id for meter_id, one in checked.known.items() if one.status != MeterStatus.IN_USE
    ]
    if stopped:
        checked.flag(np.isin(ids, stopped), "stopped_meter")


def _correct_clock(checked: Checked, asked: Asked) -> None:
    """A sender that told its clock's error is believed: its readings move to our time."""
    tolerance = asked.values.integer(limits.CLOCK_TOLERANCE)
    skew = asked.skew_s
    if skew is None or abs(skew) <= tolerance:
        return
    whole = round(skew / HOUR_S) * HOUR_S
    skew = whole if whole and abs(skew - whole) <= tolerance else skew
    every = np.ones(len(checked.readings), np.bool_)
    checked.flag(every, "clock_corrected", f"{-skew:+d} s")
    one = checked.readings
    checked.readings = Readings(one.meter_id, one.at_s - skew, one.register_milli, one.quality)


def _check_times(checked: Checked, asked: Asked) -> None:
    now_s = days.second_of(asked.at)
    ahead_s = checked.readings.at_s - now_s
    future = ahead_s > asked.values.integer(limits.FUTURE_TOLERANCE)
    if not future.any():
        return
    furthest = int(ahead_s.max())
    tolerance = asked.values.integer(limits.CLOCK_TOLERANCE)
    is_hour = asked.source == Source.DEVICE and abs(furthest - HOUR_S) <= tolerance
    detail = moment(days.instant(now_s + furthest))
    checked.refuse(future, "clock_hour_off" if is_hour else "from_the_future", detail)


def _check_each(checked: Checked, asked: Asked) -> None:
    """What needs the meter's instruments and past."""
    if not checked.stands.any():
        return
    one = checked.readings
    starts = merging.meter_starts(one).tolist()
    ends = [*starts[1:], len(one)]
    spans = [
        Span(meter_id, days.local_day_of(int(one.at_s[a])), days.local_day_of(int(one.at_s[b - 1])))
        for a, b in zip(starts, ends, strict=True)
        if (meter_id := int(one.meter_id[a])) in checked.known
    ]
    past = storage.load_spans(spans, days_around=1)
    rates: dict[int, float] = {}
    for start, end in zip(starts, ends, strict=True):
        meter = checked.known.get(int(one.meter_id[start]))
        if meter is None:
            continue
        part = slice(start, end)
        _check_instruments(checked, part, meter)
        if meter.kind == MeterKind.INTERVAL:
            rate = _check_interval(checked, part, meter)
        else:
            rate = _check_register(checked, part, meter, past.get(meter.id), asked)
        if rate is not None:
            rates[meter.id] = rate
    _check_uses(checked, rates, asked)


def _marks(checked: Checked, part: slice, inside: NDArray[np.bool_]) -> Marks:
    marks = np.zeros(len(checked.readings), np.bool_)
    marks[part] = inside
    return marks


def _check_instruments(checked: Checked, part: slice, meter: Known) -> None:
    at_s = checked.readings.at_s[part]
    register = checked.readings.register_milli[part]
    spans = [(hung.from_s, hung.until_s) for hung in meter.hung]
    if not (len(spans) == 1 and spans[0][1] is None and at_s[0] >= spans[0][0]):
        before, after = rules.outside(at_s, spans)
        if before.any():
            checked.refuse(_marks(checked, part, before), "before_installation")
        if after.any():
            checked.refuse(_marks(checked, part, after), "after_removal")
    for hung in meter.hung:
        until = np.inf if hung.until_s is None else hung.until_s
        here = (at_s >= hung.from_s) & (at_s <= until)
        beyond = here & (register >= 10**hung.digits * MILLI)
        if beyond.any() and meter.kind == MeterKind.REGISTER:
            detail = str(hung.digits)
            checked.refuse(_marks(checked, part, beyond), "beyond_digits", detail)
        finer = here & rules.finer(register, hung.decimals)
        if finer.any():
            detail = str(hung.decimals)
            checked.flag(_marks(checked, part, finer), "finer_than_instrument", detail)


def _check_interval(checked: Checked, part: slice, meter: Known) -> float | None:
    """Uses above what the meter can pass are refused. Its usual use in millionths an hour."""
    if not meter.hung:
        return None
    use = checked.readings.register_milli[part] * meter.hung[-1].multiplier_milli
    hours = (meter.interval_s or HOUR_S) / HOUR_S
    if meter.capacity_micro_per_hour is not None:
        above = use > meter.capacity_micro_per_hour * hours
        if above.any():
            checked.refuse(_marks(checked, part, above), "above_capacity")
    positive = use[(use > 0) & checked.stands[part]]
    return float(np.median(positive)) / hours if len(positive) else None


def _check_register(
    checked: Checked, part: slice, meter: Known, past: Series | None, asked: Asked
) -> float | None:
    """Unit slips, a shifted clock, prices. The usual use of these readings, millionths an hour."""
    stands = checked.stands[part]
    places = np.flatnonzero(stands) + part.start
    if not len(places) or not meter.hung:
        return None
    came = checked.readings.taken(places).series()
    multiplier = meter.hung[-1].multiplier_milli
    first = _before(past, int(came.at_s[0]))
    if past is not None and len(past) > 1:
        ahead = rules.hour_off(came, past)
        if ahead:
            checked.flag(_marks(checked, part, stands), "clock_hour_off", f"{ahead:+d} s")
    seconds = np.diff(came.at_s, prepend=first[0] if first else came.at_s[0])
    steps = np.diff(came.register_milli, prepend=first[1] if first else came.register_milli[0])
    slips = rules.slipped(
        came,
        first[1] if first else None,
        multiplier=multiplier / MILLI,
        most_step=_most_step(meter, seconds, multiplier),
        within=float(asked.values.decimal(limits.SLIP_WITHIN)),
    )
    for place, factor in slips.items():
        by = abs(factor)
        reason = "unit_slip" if by in rules.SLIPS else "wrong_multiplier"
        mark = np.zeros(len(checked.readings), np.bool_)
        mark[places[place]] = True
        checked.flag(mark, reason, f"× {by}" if factor > 0 else f"÷ {by}")
    if checked.amount_fen is not None:
        _check_prices(checked, places, steps * multiplier, meter, asked)
    if slips:
        return None
    rising = (steps > 0) & (seconds > 0)
    if not rising.any() or int(seconds.sum()) < LEAST_RATE_S:
        return None
    return float(np.median(steps[rising] * float(multiplier) * HOUR_S / seconds[rising]))


def _before(past: Series | None, at_s: int) -> tuple[int, int] | None:
    """Instant and register of the last known reading before."""
    if past is None:
        return None
    place = int(np.searchsorted(past.at_s, at_s)) - 1
    return (int(past.at_s[place]), int(past.register_milli[place])) if place >= 0 else None


def _most_step(meter: Known, seconds: Whole, multiplier: int) -> NDArray[np.float64]:
    """The largest step in thousandths of the register that the meter passes in these seconds."""
    if meter.capacity_micro_per_hour is None:
        return np.zeros(len(seconds))
    micro = meter.capacity_micro_per_hour * np.maximum(seconds, 60) / HOUR_S
    found: NDArray[np.float64] = micro / multiplier
    return found


def _check_prices(
    checked: Checked, places: Whole, use_micro: Whole, meter: Known, asked: Asked
) -> None:
    """A bill's amount over the use it is for must be near the usual price."""
    amounts = checked.amount_fen
    if amounts is None:
        return
    billed = np.flatnonzero((amounts[places] >= 0) & (use_micro > 0))
    if not len(billed):
        return
    on = days.local_day_of(int(checked.readings.at_s[places[0]]))
    usual = factors.price(site_id=asked.site_id, medium=meter.medium, on=on)
    ratio = asked.values.decimal(limits.PRICE_RATIO)
    for place in billed.tolist():
        price = Decimal(int(amounts[places[place]])) * 10_000 / int(use_micro[place])
        if usual and not usual / ratio <= price <= usual * ratio:
            mark = np.zeros(len(checked.readings), np.bool_)
            mark[places[place]] = True
            checked.flag(mark, "implied_price", f"{price:.6f} / {usual:.4f}")


def _check_uses(checked: Checked, rates: dict[int, float], asked: Asked) -> None:
    """Uses far from the meter's own past or, where it has none, from those of like meters."""
    if not rates:
        return
    before = days.local_day_of(int(checked.readings.at_s[checked.stands].min()))
    ratio = float(asked.values.decimal(limits.UNLIKE_RATIO))
    usual = ledger.usual_per_hour(list(rates), before=before)
    new = [meter_id for meter_id in rates if meter_id not in usual]
    like = (
        ledger.neighbours_per_hour(new, site_id=asked.site_id, before=before, own=rates)
        if new
        else {}
    )
    for meter_id, rate in rates.items():
        own = meter_id in usual
        expected = usual[meter_id] if own else like.get(meter_id)
        if expected is not None and rules.mean_slip(rate, expected, ratio=ratio):
            mine = (checked.readings.meter_id == meter_id) & checked.stands
            last = np.zeros(len(mine), np.bool_)
            last[np.flatnonzero(mine)[-1:]] = True
            reason = "unlike_usual" if own else "unlike_neighbours"
            checked.flag(last, reason, f"× {rate / expected:.5g}")
