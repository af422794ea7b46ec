"""What the water pages show, as plain values."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from jieyue.energy.meters import queries as meters
from jieyue.energy.meters.models import Medium
from jieyue.energy.watch.models import Episode, EpisodeKind, EpisodeStatus
from jieyue.energy.water import balance_rules, flows
from jieyue.energy.water import parameters as defined
from jieyue.energy.water.balance_rules import Balance, Line
from jieyue.energy.water.balance_tests import lines_of
from jieyue.energy.water.flows import Volume
from jieyue.energy.water.models import FixtureCheck, WaterTest, WaterTestStatus, Zone
from jieyue.kit import formats, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.money import yuan

MOST_LEAKS = 200
COLOURS = {
    EpisodeStatus.OPEN: "red",
    EpisodeStatus.ACKNOWLEDGED: "orange",
    EpisodeStatus.IN_WORK: "blue",
    EpisodeStatus.RESOLVED: "green",
}


@dataclass(frozen=True)
class LeakRow:
    """lost_m3, lost_yuan: so far, at the present flow."""

    number: str
    meter_id: int
    meter_number: str
    meter_name: str
    status: str
    status_label: str
    colour: str
    rule_label: str
    started_at: datetime
    detected_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None
    litres_per_day: int | None
    yuan_per_day: Decimal | None
    lost_m3: Decimal | None
    lost_yuan: Decimal | None
    baseline: str
    yuan_per_m3: Decimal
    still_flows: bool


@dataclass(frozen=True)
class Lost:
    count: int
    m3_per_day: Decimal
    yuan_per_day: Decimal


@dataclass(frozen=True)
class ZoneRow:
    """A zone yesterday and this month. inner: what the meters right below its border measured."""

    id: int
    code: str
    name: str
    day: Volume | None
    month: Volume | None
    inner: Decimal | None
    unaccounted: balance_rules.Unaccounted | None


@dataclass(frozen=True)
class TestRow:
    number: str
    name: str
    boundary: str
    first_on: date
    last_on: date
    is_closed: bool
    closed_by: str
    closed_at: datetime | None
    opened_by: str
    intake: Decimal | None
    coverage: Decimal
    lines: list[Line]
    balance: Balance
    most_deviation: Decimal
    volume_limit: Decimal


def leak_row(episode: Episode) -> LeakRow:
    hours = Decimal((episode.last_seen_at - episode.started_at).total_seconds()) / 3600
    size, cost = episode.size_per_hour, episode.yuan_per_day
    rules = {"continuous": _("never stood still"), "night_flow": _("night flow above its baseline")}
    return LeakRow(
        number=episode.number,
        meter_id=episode.meter_id,
        meter_number=episode.meter.number,
        meter_name=episode.meter.name,
        status=episode.status,
        status_label=episode.get_status_display(),
        colour=COLOURS[EpisodeStatus(episode.status)],
        rule_label=rules.get(episode.detail.get("rule", ""), ""),
        started_at=episode.started_at,
        detected_at=episode.detected_at,
        last_seen_at=episode.last_seen_at,
        gone_at=episode.gone_at,
        litres_per_day=None if size is None else round(size * 24 * 1000),
        yuan_per_day=cost,
        lost_m3=None if size is None else size * hours,
        lost_yuan=None if cost is None else yuan(cost * hours / 24),
        baseline=episode.detail.get("baseline_m3_per_h", ""),
        yuan_per_m3=Decimal(episode.detail.get("yuan_per_m3", "0")),
        still_flows=episode.gone_at is None and episode.status != EpisodeStatus.RESOLVED,
    )


def open_leaks(actor: Actor) -> list[LeakRow]:
    rows = _leaks(actor).exclude(status=EpisodeStatus.RESOLVED)
    return [leak_row(each) for each in rows.order_by("-yuan_per_day", "-id")[:MOST_LEAKS]]


def all_leaks(actor: Actor) -> list[LeakRow]:
    found = [leak_row(each) for each in _leaks(actor).order_by("-detected_at")[:MOST_LEAKS]]
    return sorted(found, key=lambda row: row.status == EpisodeStatus.RESOLVED)


def _leaks(actor: Actor) -> Any:
    rows = Episode.objects.filter(site_id=actor.site_id, kind=EpisodeKind.LEAK)
    return rows.select_related("meter")


def lost(leaks: Sequence[LeakRow], *, parents: Mapping[int, int | None]) -> Lost:
    """What flows away each litre once: a leak seen by a meter and by those below it is one."""
    litres: dict[int, int] = {}
    for row in leaks:
        if row.still_flows:
            litres[row.meter_id] = max(litres.get(row.meter_id, 0), row.litres_per_day or 0)
    price = max((row.yuan_per_m3 for row in leaks), default=Decimal(0))
    m3 = Decimal(total_once(litres, parents)) / 1000
    return Lost(sum(row.still_flows for row in leaks), m3, yuan(m3 * price))


def total_once(sizes: Mapping[int, int], parents: Mapping[int, int | None]) -> int:
    """Of each meter the more of its own and of the sum of those below it, summed over the roots."""
    below: dict[int | None, list[int]] = defaultdict(list)
    for meter_id in parents.keys() | sizes.keys():
        below[parents.get(meter_id)].append(meter_id)

    def of(meter_id: int) -> int:
        return max(sizes.get(meter_id, 0), sum(of(each) for each in below[meter_id]))

    return sum(of(each) for each in below[None])


def parents_of(actor: Actor, *, on: date) -> dict[int, int | None]:
    assert actor.site_id is not None
    placed = meters.placed(site_id=actor.site_id, first=on, last=on, medium=Medium.WATER)
    known = {each.meter_id for each in placed}
    return {p.meter_id: p.parent_id if p.parent_id in known else None for p in placed}


def zone_rows(actor: Actor, zones: Sequence[Zone], *, today: date) -> list[ZoneRow]:
    """Each zone's net inflow and what below it is not accounted for, this month."""
    values = parameters.read(site_id=actor.site_id, on=today)  # type: ignore[arg-type]
    least = values.decimal(defined.UNACCOUNTED_LEAST)
    most = values.decimal(defined.UNACCOUNTED_MOST)
    yesterday, first = today - timedelta(days=1), today.replace(day=1)
    rows = []
    for zone in zones:
        site_id = zone.site_id
        month = flows.intake(site_id=site_id, zone=zone, first=first, last=today)
        parts = flows.measured_parts(site_id=site_id, zone=zone, first=first, last=today)
        inner = sum((part.volume for part in parts), Decimal(0)) if parts else None
        rest = None
        if month is not None and inner is not None:
            rest = balance_rules.unaccounted(month.volume, inner, least=least, most=most)
        day = flows.intake(site_id=site_id, zone=zone, first=yesterday, last=yesterday)
        rows.append(ZoneRow(zone.id, zone.code, zone.name, day, month, inner, rest))
    return rows


def last_test(actor: Actor) -> TestRow | None:
    rows = WaterTest.objects.visible_to(actor).select_related("zone")
    found = rows.filter(status=WaterTestStatus.CLOSED).first()
    return None if found is None else test_row(found)


def test_row(test: WaterTest) -> TestRow:
    values = parameters.read(site_id=test.site_id, on=test.last_on)
    most = values.decimal(defined.BALANCE_DEVIATION)
    lines = lines_of(test)
    return TestRow(
        number=test.number,
        name=test.name,
        boundary=test.zone.name if test.zone else _("whole site"),
        first_on=test.first_on,
        last_on=test.last_on,
        is_closed=test.status == WaterTestStatus.CLOSED,
        closed_by=formats.who(test.closed_by),
        closed_at=test.closed_at,
        opened_by=formats.who(test.opened_by),
        intake=test.intake_m3,
        coverage=test.coverage,
        lines=lines,
        balance=balance_rules.balance(lines, intake=test.intake_m3, most_deviation=most),
        most_deviation=most,
        volume_limit=values.decimal(defined.VOLUME_LIMIT),
    )


@dataclass(frozen=True)
class CheckRow:
    """rate: leaking over seen, `fixture_leak_rate`."""

    number: str
    place: str
    started_at: datetime
    by: str
    done_at: datetime | None
    test: str
    points: int
    seen: int
    leaking: int
    rate: Decimal | None


def check_row(check: FixtureCheck) -> CheckRow:
    points = list(check.points.all())
    seen, leaking = sum(p.seen for p in points), sum(p.leaking for p in points)
    return CheckRow(
        number=check.number,
        place=check.place,
        started_at=check.started_at,
        by=formats.who(check.started_by),
        done_at=check.done_at,
        test=check.test.number if check.test else "",
        points=len(points),
        seen=seen,
        leaking=leaking,
        rate=balance_rules.fixture_leak_rate(leaking, seen),
    )
