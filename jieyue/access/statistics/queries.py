"""The gates' statistics of a day, week or month: counts only, no names of those who pass."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from jieyue.access.console.models import HandAnswer
from jieyue.access.devices.models import AilingSpell, Device
from jieyue.access.devices.rules import share_up
from jieyue.access.gates.models import Gate, HandReason
from jieyue.access.permissions import AccessPermission
from jieyue.access.statistics.counting import count_day, counts_of
from jieyue.access.statistics.labels import refusal
from jieyue.access.statistics.models import GateDay
from jieyue.access.statistics.rules import Counts, Peak, hours, peak, per_thousand
from jieyue.kit.actor import Actor
from jieyue.kit.periods import local_day

DAY, WEEK, MONTH = "day", "week", "month"
SPANS = (DAY, WEEK, MONTH)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """[start, end) of local days, as a person chose it."""

    kind: str
    start: date
    end: date

    @property
    def before(self) -> date:
        return self.start - timedelta(days=1)

    @property
    def after(self) -> date:
        return self.end


@dataclass(frozen=True)
class GateLine:
    """One gate over the span. busiest: its twenty busiest minutes of any day."""

    id: int | None
    name: str
    entered: int
    left: int
    refused: int
    by_hand: int
    by_hand_per_thousand: float | None
    busiest: str
    busiest_passages: int | None


@dataclass(frozen=True)
class DayLine:
    """One day of the whole site, or of the chosen gate."""

    day: date
    entered: int
    left: int
    refused: int
    visitors: int | None


@dataclass(frozen=True)
class HandLine:
    """How often a guard decided by hand for a reason, and of 1,000 passages."""

    by: str
    reason: str
    times: int
    per_thousand: float | None


@dataclass(frozen=True)
class DeviceLine:
    """Share of the span a device was well; None for one that sends no heartbeats."""

    name: str
    gate: str
    share_up: float | None
    spells: int


@dataclass(frozen=True)
class Report:
    """All of the page. hours: passages in and out by hour of the day, summed over the days."""

    span: Span
    gate: str
    total: Counts
    hours_in: Sequence[int]
    hours_out: Sequence[int]
    peak: Peak | None
    peak_day: date | None
    refusals: Sequence[tuple[str, int]]
    days: Sequence[DayLine]
    gates: Sequence[GateLine]
    hands: Sequence[HandLine]
    devices: Sequence[DeviceLine]


def span_of(kind: str, day: date) -> Span:
    """The day, the week from Monday, or the calendar month that a day is in."""
    if kind == WEEK:
        monday = day - timedelta(days=day.weekday())
        return Span(WEEK, monday, monday + timedelta(days=7))
    if kind == MONTH:
        first = day.replace(day=1)
        return Span(MONTH, first, (first + timedelta(days=32)).replace(day=1))
    return Span(DAY, day, day + timedelta(days=1))


def report(actor: Actor, span: Span, *, gate_id: int | None = None, at: datetime) -> Report:
    """The statistics of a span; of one gate if given. Raises NotAllowed.

    Past days come from what was counted at night, today from its decisions.
    """
    actor.require(AccessPermission.STATISTICS_READ)
    site_id = actor.site_id or 0
    days = _days(site_id, span, at=at)
    names = dict(Gate.objects.filter(site_id=site_id).values_list("id", "name"))
    chosen = {day: counted[gate_id] for day, counted in days.items() if gate_id in counted}
    total = Counts()
    for counts in chosen.values():
        total.add(counts)
    busiest, busiest_on = _busiest(chosen)
    return Report(
        span=span,
        gate=names.get(gate_id or 0, ""),
        total=total,
        hours_in=hours(total.ins),
        hours_out=hours(total.outs),
        peak=busiest,
        peak_day=busiest_on,
        refusals=[(refusal(code), n) for code, n in total.refused.most_common()],
        days=[
            _day_line(day, chosen.get(day, Counts()), is_site=gate_id is None)
            for day in _each(span, at)
        ],
        gates=_gate_lines(days, names),
        hands=_hands(site_id, span, gate_id, passages=total.entered + total.left),
        devices=_devices(site_id, span, gate_id, names, at=at),
    )


def _each(span: Span, at: datetime) -> list[date]:
    """Days of the span that have begun."""
    last = min(span.end, timezone.localdate(at) + timedelta(days=1))
    return [span.start + timedelta(days=n) for n in range(max(0, (last - span.start).days))]


def _days(site_id: int, span: Span, *, at: datetime) -> dict[date, dict[int | None, Counts]]:
    found: dict[date, dict[int | None, Counts]] = defaultdict(dict)
    rows = GateDay.objects.filter(site_id=site_id, day__gte=span.start, day__lt=span.end)
    for row in rows:
        found[row.day][row.gate_id] = counts_of(row)
    today = timezone.localdate(at)
    for day in (today - timedelta(days=1), today):  # yesterday until the night has counted it
        if span.start <= day < span.end and (day == today or day not in found):
            found[day] = count_day(site_id=site_id, day=day)
    return found


def _busiest(chosen: dict[date, Counts]) -> tuple[Peak | None, date | None]:
    """The busiest twenty minutes of any day, and the day."""
    best: tuple[Peak | None, date | None] = (None, None)
    for day in sorted(chosen):
        found = peak(chosen[day].ins, chosen[day].outs)
        if found is not None and (best[0] is None or found.passages > best[0].passages):
            best = (found, day)
    return best


def _day_line(day: date, counts: Counts, *, is_site: bool) -> DayLine:
    visitors = counts.visitors if is_site else None
    return DayLine(day, counts.entered, counts.left, counts.refusals, visitors)


def _gate_lines(
    days: dict[date, dict[int | None, Counts]], names: dict[int, str]
) -> list[GateLine]:
    """Every gate with anything, the busiest first."""
    by_gate: dict[int, dict[date, Counts]] = defaultdict(dict)
    for day, counted in days.items():
        for gate_id, counts in counted.items():
            if gate_id is not None:
                by_gate[gate_id][day] = counts
    lines = [
        _gate_line(gate_id, names.get(gate_id, ""), found) for gate_id, found in by_gate.items()
    ]
    return sorted(lines, key=lambda line: (-(line.entered + line.left), line.name))


def _gate_line(gate_id: int, name: str, found: dict[date, Counts]) -> GateLine:
    total = Counts()
    for counts in found.values():
        total.add(counts)
    busiest, _on = _busiest(found)
    passages = total.entered + total.left
    return GateLine(
        id=gate_id,
        name=name,
        entered=total.entered,
        left=total.left,
        refused=total.refusals,
        by_hand=total.by_hand,
        by_hand_per_thousand=per_thousand(total.by_hand, passages),
        busiest=clock(busiest.minute) if busiest else "",
        busiest_passages=busiest.passages if busiest else None,
    )


def clock(minute: int) -> str:
    """Twenty minutes from a minute of the day, as people read them."""
    return f"{minute // 60:02}:{minute % 60:02}–{(minute + 20) // 60:02}:{(minute + 20) % 60:02}"


def _hands(site_id: int, span: Span, gate_id: int | None, *, passages: int) -> list[HandLine]:
    start, end = local_day(span.start).start, local_day(span.end).start
    rows = HandAnswer.objects.filter(site_id=site_id, at__gte=start, at__lt=end)
    if gate_id is not None:
        rows = rows.filter(gate_id=gate_id)
    counted = rows.order_by().values_list("by", "reason_code").annotate(times=Count("id"))
    lines = [
        HandLine(by, str(HandReason(code).label), times, per_thousand(times, passages))
        for by, code, times in counted
    ]
    return sorted(lines, key=lambda line: (-line.times, line.by, line.reason))


def _devices(
    site_id: int, span: Span, gate_id: int | None, names: dict[int, str], *, at: datetime
) -> list[DeviceLine]:
    """Uptime, the worst first. Two queries."""
    start, end = local_day(span.start).start, min(local_day(span.end).start, at)
    devices = Device.objects.filter(site_id=site_id, is_active=True)
    if gate_id is not None:
        devices = devices.filter(gate_id=gate_id)
    spells: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    found = AilingSpell.objects.filter(site_id=site_id, since__lt=end).exclude(until__lte=start)
    for device_id, since, until in found.values_list("device_id", "since", "until"):
        spells[device_id].append((since, until))
    lines = []
    for device in devices:
        began = max(start, device.created_at)
        share = None
        if device.beats_at is not None:
            share = share_up(spells[device.id], since=began, until=end)
        gate = names.get(device.gate_id or 0, "")
        lines.append(DeviceLine(device.name, gate, share, len(spells[device.id])))
    return sorted(lines, key=lambda line: (line.share_up is None, line.share_up or 0, line.name))
