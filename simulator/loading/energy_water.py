"""Water zones, the balance test of last quarter with its fixtures, and the fire meters' rounds."""

from datetime import date, time, timedelta
from decimal import Decimal

from jieyue.energy.rounds import actions as walks
from jieyue.energy.rounds.actions import Planned
from jieyue.energy.rounds.models import Every
from jieyue.energy.water import actions, balance_tests, fixtures
from jieyue.energy.water.models import BalanceLine, FixtureKind, NightKind, WaterTest
from jieyue.kit.actor import Actor
from simulator.estate import buildings
from simulator.loading.stage import Stage, moment
from simulator.registers import READ_ON

MILLI = Decimal("0.001")
CONSUMED = {"W-G": Decimal(1), "W-A": Decimal("0.22"), "W-D": Decimal("0.22")}  # towers, garden
CONSUMED_ELSEWHERE = Decimal("0.09")
LEAKED = {"W-E": Decimal("0.012"), "W-A": Decimal("0.004")}
FIXTURES = (  # building, kind, seen, leaking
    ("A", FixtureKind.TAP, 66, 1), ("A", FixtureKind.TOILET, 62, 1),
    ("B", FixtureKind.TAP, 66, 0), ("B", FixtureKind.TOILET, 62, 2),
    ("C", FixtureKind.TAP, 62, 0), ("C", FixtureKind.TOILET, 58, 1),
    ("D", FixtureKind.TAP, 58, 0), ("D", FixtureKind.TOILET, 54, 1),
    ("E", FixtureKind.TAP, 44, 0), ("E", FixtureKind.TOILET, 30, 1),
    ("E", FixtureKind.SHOWER, 18, 0), ("E", FixtureKind.VALVE, 32, 0),
)  # fmt: skip
WALKED_MONTHS = 6
ROUND = "消防水箱补水表月抄"


def load(stage: Stage, *, manager: Actor, reader: Actor) -> None:
    _open_zones(stage, manager)
    test = _open_test(stage, manager)
    _check_fixtures(stage, test, manager=manager, reader=reader)
    _close_test(stage, test, manager)
    _walk_rounds(stage, manager=manager, reader=reader)


def quarter_before(today: date) -> tuple[date, date]:
    """First and last day of the quarter that ended before today."""
    last = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)
    return last.replace(month=last.month - 2, day=1), last


def _open_zones(stage: Stage, manager: Actor) -> None:
    at = moment(stage.first_day, time(9, 0))
    zones = {"Z0": ("全院", "W-00", Decimal("0.03")), "ZC": ("C 座水区", "W-C", Decimal("0.006"))}
    for code, (name, meter, m3_per_h) in zones.items():
        zone = actions.keep_zone(
            zone_id=None,
            code=code,
            name=name,
            meters_in=[meter],
            meters_out=[],
            since_on=stage.first_day,
            actor=manager,
            at=at,
        )
        actions.record_night_use(
            kind=NightKind.OTHER,
            m3_per_h=m3_per_h,
            since_on=stage.first_day,
            reason="消防水箱浮球阀补水，三个夜间实测",
            zone_id=zone.id,
            actor=manager,
            at=at,
        )


def _open_test(stage: Stage, manager: Actor) -> WaterTest:
    first, last = quarter_before(stage.today)
    at = min(moment(last + timedelta(days=6), time(9, 20)), stage.at)
    name = f"{last.year} 年第 {last.month // 3} 季度水平衡测试（演示）"
    return balance_tests.open_test(name=name, first_on=first, last_on=last, actor=manager, at=at)


def _close_test(stage: Stage, test: WaterTest, manager: Actor) -> None:
    at = min(moment(test.last_on + timedelta(days=12), time(16, 10)), stage.at)
    for line in test.lines.select_related("meter"):
        balance_tests.keep_line(
            number=test.number,
            line_id=line.id,
            name=line.name,
            volumes=_volumes(line),
            actor=manager,
            at=at,
        )
    balance_tests.close_test(number=test.number, actor=manager, at=at)


def _volumes(line: BalanceLine) -> dict[str, Decimal]:
    """What came in by the meter, divided into consumed, leaked and discharged."""
    number = line.meter.number if line.meter else ""
    fresh = Decimal(str(line.v_f))
    consumed = (fresh * CONSUMED.get(number, CONSUMED_ELSEWHERE)).quantize(MILLI)
    leaked = (fresh * LEAKED.get(number, Decimal(0))).quantize(MILLI)
    discharged = fresh - consumed - leaked
    return {"v_f": fresh, "v_co": consumed, "v_l": leaked, "v_d": discharged}


def _check_fixtures(stage: Stage, test: WaterTest, *, manager: Actor, reader: Actor) -> None:
    begun = min(moment(test.last_on + timedelta(days=9), time(9, 0)), stage.at)
    check = fixtures.begin_check(
        place="A 至 E 座各层", test_number=test.number, actor=manager, at=begun
    )
    for turn, (building, kind, seen, leaking) in enumerate(FIXTURES):
        fixtures.note_point(
            number=check.number,
            where=f"{building} 座各层",
            kind=kind,
            seen=seen,
            leaking=leaking,
            note="已报修" if leaking else "",
            actor=reader,
            at=min(begun + timedelta(minutes=20 * turn), stage.at),
        )
    ended = min(begun + timedelta(minutes=20 * len(FIXTURES)), stage.at)
    fixtures.end_check(number=check.number, actor=manager, at=ended)


def _walk_rounds(stage: Stage, *, manager: Actor, reader: Actor) -> None:
    planned = Planned(
        name=ROUND,
        every=Every.MONTH,
        due_day=READ_ON,
        numbers=[f"W-{building.code}-FW" for building in buildings()],
    )
    days = _read_on(stage)
    at = moment(days[0] - timedelta(days=12), time(10, 0))
    plan = walks.plan(planned=planned, actor=manager, at=at)
    for day in days:
        walk = walks.start(plan_id=plan.id, actor=reader, at=moment(day, time(9, 35)))
        walks.finish(round_id=walk.id, actor=reader, at=moment(day, time(10, 25)))


def _read_on(stage: Stage) -> list[date]:
    """The days of the last months on which the meters without a wire were read."""
    month = stage.today.replace(day=1)
    found: list[date] = []
    while len(found) < WALKED_MONTHS:
        day = month.replace(day=READ_ON)
        if moment(day, time(10, 30)) < stage.at:
            found.append(day)
        month = (month - timedelta(days=1)).replace(day=1)
    return sorted(found)
