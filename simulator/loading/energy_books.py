"""The books of energy: bills, divided use, reports, quotas, targets, cards and the bulletin.

All of it is simulated and says so where a source is named.
"""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

from django.db import transaction

from jieyue.energy.allocation.models import AllocationMethod
from jieyue.energy.denominators import actions as denominators
from jieyue.energy.denominators.models import AreaKind, ExtraKind
from jieyue.energy.statistics import papers
from jieyue.energy.statistics.spans import Span
from jieyue.estate.buildings.models import Building
from jieyue.kit.actor import Actor
from jieyue.people.accounts.models import Account
from simulator.loading import energy_allocation, energy_bills, energy_goals, energy_reports
from simulator.loading.stage import Stage, moment

SOURCE = "演示数据"
AREAS = {  # of building E, m²
    AreaKind.CANTEEN: Decimal(2400),
    AreaKind.SERVER_ROOM: Decimal(320),
}
VISITORS_A_DAY, OTHER_WATER_USERS = 180, 24
BULLETIN = (
    "本季度用能总体平稳。空调用电随气温上升，各单位按办公时间开机，下班后用电有所减少；"
    "C 座一处夜间连续流量已列入查漏。下季度重点：供暖前检修、晚间巡查、未报单位补报。（演示数据）"
)


def load_if_missing(stage: Stage) -> None:
    """Once, when the readings are there; whole or not at all."""
    if AllocationMethod.objects.filter(site_id=stage.site_id).exists():
        return
    with transaction.atomic():
        _load(stage)


def _load(stage: Stage) -> None:
    months = whole_months(stage.first_day, stage.today)
    manager, statistician = signer(stage, "energy"), signer(stage, "statistician")
    _record_divisors(stage, by=statistician)
    energy_bills.load(stage, months, by=statistician)
    energy_allocation.load(stage, months, by=manager)
    spans = energy_reports.spans_of(months, stage.today)
    energy_reports.load(stage, spans, by=statistician)
    energy_goals.load_quotas(stage, by=manager)
    energy_goals.load_targets(stage, by=manager)
    energy_goals.load_cards(stage, by=manager)
    _publish_bulletin(stage, spans[-1], by=statistician)


def whole_months(first: date, today: date) -> list[date]:
    """First days of the months that lie between two days."""
    found: list[date] = []
    month = first.replace(day=1)
    while (following := (month + timedelta(days=32)).replace(day=1)) <= today:
        if month >= first:
            found.append(month)
        month = following
    return found


def signer(stage: Stage, username: str) -> Actor:
    """Whoever loads, under the name of the person behind a log-in."""
    rows = Account.objects.filter(site_id=stage.site_id, username=username)
    name = rows.values_list("person__name", flat=True).first()
    return replace(stage.actor, name=name or stage.actor.name)


def _record_divisors(stage: Stage, *, by: Actor) -> None:
    since, at = stage.first_day, moment(stage.first_day, time(9, 0))
    building = Building.objects.get(site_id=stage.site_id, code="E")
    for kind, area in AREAS.items():
        denominators.record_area(
            kind=kind,
            area_m2=area,
            since_on=since,
            building_id=building.id,
            source=SOURCE,
            actor=by,
            at=at,
        )
    extra = {ExtraKind.VISITORS: VISITORS_A_DAY, ExtraKind.OTHER_WATER: OTHER_WATER_USERS}
    for extra_kind, persons in extra.items():
        denominators.record_extra_persons(
            kind=extra_kind, persons=persons, since_on=since, actor=by, at=at
        )


def _publish_bulletin(stage: Stage, span: Span, *, by: Actor) -> None:
    at = min(moment(span.last + timedelta(days=24), time(16, 30)), stage.at)
    papers.publish(span=span, text=BULLETIN, actor=by, at=at)
