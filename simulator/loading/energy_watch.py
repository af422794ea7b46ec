"""What the watch has found by today, through its own rounds: leaks, silences, lights left on.

The rounds run at the moments at which they found something; each episode was earned and then
dealt with by the people behind the log-ins.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from jieyue.energy.intake import collectors
from jieyue.energy.intake.models import Collector
from jieyue.energy.watch import actions, choosing, rounds
from jieyue.energy.watch.models import Episode, EpisodeKind, EpisodeStatus, How, Severity
from jieyue.energy.water import actions as water
from jieyue.energy.water.leaks import watch_leaks
from jieyue.energy.water.models import NightKind
from jieyue.energy.water.nights import watch_nights
from jieyue.kit.actor import Actor
from jieyue.people.accounts.models import Account
from simulator.loading import energy_water
from simulator.loading.energy import opening_day
from simulator.loading.stage import Stage, moment

COLLECTOR, COLLECTOR_NAME = "JYCJ-2101", "能耗采集网关（演示）"
NIGHT_USES = {  # m³/h at the meter; what the fire tanks take is measured before them
    **{f"W-{code}": Decimal("0.006") for code in "ABCDE"},
    "W-00": Decimal("0.03"),
}
WISHES = {
    "": (Severity.MINOR, How.AT_ONCE),
    EpisodeKind.AFTER_HOURS: (Severity.NOTICE, How.DIGEST),
    EpisodeKind.GAP: (Severity.MINOR, How.DIGEST),
    EpisodeKind.LEAK: (Severity.NOTICE, How.AT_ONCE),
}
Round = Callable[..., None]


@dataclass(frozen=True)
class Look:
    """A round of the watch, so many days from the opening, at a time of day."""

    round: Round
    day: int
    at: time


@dataclass(frozen=True)
class Handled:
    """What somebody did about a meter's episode of a kind, once there was one.

    by: a log-in. cause: resolves it; without one it is acknowledged, or taken on by `by`.
    """

    kind: str
    meter: str
    day: int
    at: time
    by: str
    note: str = ""
    takes_on: bool = False
    cause: str = ""


STORY: tuple[Look | Handled, ...] = (
    Look(watch_leaks, -191, time(14, 25)),
    Handled("leak", "W-A-F3", -191, time(14, 50), "energy", "已通知物业查 3 层卫生间"),
    Handled("leak", "W-A-F3", -189, time(9, 5), "reader", "现场听漏，待换件", takes_on=True),
    Look(watch_leaks, -181, time(6, 25)),
    Handled(
        "leak", "W-A-F3", -181, time(9, 30), "energy", cause="3 层卫生间感应冲洗阀关不严，已换阀芯"
    ),
    Look(watch_leaks, -88, time(19, 25)),
    Handled("leak", "W-E-F2", -87, time(8, 20), "reader", "下班后巡查", takes_on=True),
    Look(watch_leaks, -79, time(6, 25)),
    Handled("leak", "W-E-F2", -79, time(10, 0), "energy", cause="2 层水箱浮球阀卡住，已更换"),
    Look(rounds.every_quarter, -51, time(23, 3)),
    Handled("dead", "E-D", -50, time(8, 10), "reader", "去 D 座配电间看采集器", takes_on=True),
    Look(rounds.every_quarter, -49, time(22, 48)),
    Handled("dead", "E-D", -48, time(8, 40), "energy", cause="D 座采集器电源损坏，已换电源模块"),
    Look(rounds.every_quarter, -33, time(0, 3)),
    Look(rounds.every_quarter, -21, time(15, 33)),
    Handled(
        "backwards", "W-B-F2", -20, time(8, 35), "energy", "读数归零，疑似换表未登记，等换表单"
    ),
    Look(rounds.nightly, -20, time(4, 35)),
    Look(rounds.every_quarter, -17, time(8, 33)),
    Handled("dead", "W-B-F6", -17, time(10, 15), "reader", "电池电压低", takes_on=True),
    Look(rounds.every_quarter, -16, time(9, 48)),
    Handled("dead", "W-B-F6", -16, time(10, 40), "reader", cause="远传模块电池更换"),
    Handled(
        "level", "E-E-SR", -16, time(15, 20), "energy", cause="机房新增服务器 2 柜，信息中心已说明"
    ),
    Look(rounds.every_quarter, -13, time(14, 3)),
    Look(rounds.nightly, -10, time(4, 35)),
    Handled(
        "after_hours", "E-A-F2-U02", -10, time(9, 0), "energy", "通报该单位下班关灯"
    ),
    Look(watch_leaks, -6, time(16, 25)),
    Handled("leak", "W-C-F5", -5, time(8, 45), "energy", "夜间也不停，请物业查 5 层"),
    Handled("leak", "W-C-F5", -4, time(9, 20), "reader", "关阀分段排查", takes_on=True),
    Look(rounds.nightly, -3, time(4, 35)),
    Look(rounds.every_quarter, -1, time(1, 3)),
    Handled("dead", "E-B-F4-U19", -1, time(9, 10), "energy", "已安排抄表员查看"),
    Look(rounds.nightly, 0, time(4, 35)),
    Look(watch_nights, 0, time(4, 50)),
)  # fmt: skip


def load_if_missing(stage: Stage) -> None:
    """Once, when the readings are there; whole or not at all."""
    if Collector.objects.filter(site_id=stage.site_id).exists():
        return
    with transaction.atomic():
        manager, reader = person(stage, "energy"), person(stage, "reader")
        _set_up(stage, manager=manager, reader=reader)
        energy_water.load(stage, manager=manager, reader=reader)
        _live_through(stage, {"energy": manager, "reader": reader})
        for look in (rounds.every_quarter, rounds.hourly, watch_leaks):
            look(site_id=stage.site_id, at=stage.at)


def hear_collector(stage: Stage) -> None:
    """The collector has just delivered."""
    for row in Collector.objects.filter(site_id=stage.site_id, serial=COLLECTOR):
        collectors.heard(row.id, skew_s=1, at=stage.at)


def person(stage: Stage, username: str) -> Actor:
    """Whoever loads, as the person behind a log-in."""
    account = Account.objects.select_related("person").get(site_id=stage.site_id, username=username)
    assert account.person is not None
    name = account.person.name
    return replace(stage.actor, name=name, person_id=account.person_id)


def _set_up(stage: Stage, *, manager: Actor, reader: Actor) -> None:
    opened = opening_day(stage)
    at = moment(opened - timedelta(days=200), time(9, 30))
    collectors.register(serial=COLLECTOR, name=COLLECTOR_NAME, actor=manager, at=at)
    choosing.subscribe(wishes=WISHES, actor=manager)
    for kind, who in (("", manager), (EpisodeKind.DEAD, reader)):
        choosing.set_duty(kind=kind, unit_id=None, person_id=who.person_id, actor=manager, at=at)
    for number, m3_per_h in NIGHT_USES.items():
        water.record_night_use(
            kind=NightKind.OTHER,
            m3_per_h=m3_per_h,
            since_on=stage.first_day,
            reason="消防水箱浮球阀补水，三个夜间实测",
            meter_number=number,
            actor=manager,
            at=at,
        )


def _live_through(stage: Stage, people: dict[str, Actor]) -> None:
    opened = opening_day(stage)
    for each in STORY:
        at = moment(opened + timedelta(days=each.day), each.at)
        if at > stage.at:
            continue
        if isinstance(each, Look):
            each.round(site_id=stage.site_id, at=at)
        else:
            _handle(stage, each, people[each.by], at)


def _handle(stage: Stage, done: Handled, actor: Actor, at: datetime) -> None:
    rows = Episode.objects.filter(
        site_id=stage.site_id, kind=done.kind, meter__number=done.meter, detected_at__lte=at
    ).exclude(status=EpisodeStatus.RESOLVED)
    for episode in rows:
        if done.cause:
            actions.resolve(number=episode.number, cause=done.cause, actor=actor, at=at)
        elif done.takes_on:
            actions.take_on(number=episode.number, note=done.note, actor=actor, at=at)
        else:
            actions.acknowledge(number=episode.number, note=done.note, actor=actor, at=at)
