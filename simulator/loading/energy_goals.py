"""What the units are held to: quotas of the year, five-year targets, and cards of the last year."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from jieyue.energy.evaluation import cards as evaluation
from jieyue.energy.evaluation.subjects import SITE
from jieyue.energy.quotas import actions as quotas
from jieyue.energy.quotas import nightly
from jieyue.energy.quotas import seeding as quota_tables
from jieyue.energy.quotas.models import Measure
from jieyue.energy.quotas.uses import Uses
from jieyue.energy.statistics import duties
from jieyue.energy.statistics import queries as statistics
from jieyue.energy.targets import actions as targets
from jieyue.energy.targets import seeding as plans
from jieyue.energy.targets.models import Target, TargetIndicator, TargetPlan
from jieyue.kit.actor import Actor
from jieyue.scorecards.cards import actions as cards
from jieyue.scorecards.cards.models import Card, CardLine
from simulator.loading.stage import Stage, moment

SOURCE = "演示数据：按上年用量下降 2% 核定"
MOVED_SOURCE = "演示数据：今年搬迁或新迁入，按已过月份折算"
MOVED = Decimal("1.15")  # so much more than a year before is another place
OF_LAST_YEAR = Decimal("0.98")
OVER_QUOTA, OVER_BY = "U07", Decimal("1.04")
UNIT_MEASURES = (Measure.ELECTRICITY, Measure.WATER)
COMPLEX_MEASURES = (Measure.ELECTRICITY, Measure.WATER, Measure.GAS)
LESS_EACH_YEAR = Decimal("0.014")  # before there were meters
OLD_BOOKS = "演示数据：旧台账"
NEXT_PLAN = "fyp15"
NEXT_TITLE = "“十五五”节约能源资源目标（演示指标）"
NEXT_SOURCE = "演示数据：国家规划的指标未找到，各项下降率均为模拟"
NEXT_REDUCTIONS = {
    TargetIndicator.ENERGY_PER_M2: Decimal("0.06"),
    TargetIndicator.ENERGY_PER_PERSON: Decimal("0.07"),
    TargetIndicator.WATER_PER_PERSON: Decimal("0.08"),
    TargetIndicator.CARBON_PER_M2: Decimal("0.1"),
}
UNIT_INDICATORS = (TargetIndicator.ENERGY_PER_PERSON, TargetIndicator.WATER_PER_PERSON)
CONFIRMED, UNIT_CARD = "energy.water_saving_organ", "energy.unit_score"
JUDGED = "演示：评审组查阅资料后评定"
PASSES = Decimal("0.95")


def load_quotas(stage: Stage, *, by: Actor) -> None:
    """The sample tables, this year's quotas, and what the night finds of the unit that is over."""
    year = _year(stage)
    at = min(moment(date(year, 1, 20), time(10, 0)), stage.at)
    quota_tables.seed(actor=by, at=at)
    media = {str(each) for each in COMPLEX_MEASURES}
    until = stage.today.replace(day=1) - timedelta(days=1)
    now, before = (
        Uses(site_id=stage.site_id, year=each, until=until, media=media)
        for each in (year, year - 1)
    )
    for code in ["", *stage.unit_ids]:
        unit_id = stage.unit_ids.get(code)
        for measure in UNIT_MEASURES if code else COMPLEX_MEASURES:
            used, past = (each.medium(unit_id, measure).uses for each in (now, before))
            amount, source = _quota(used, past)
            if (code, measure) == (OVER_QUOTA, Measure.ELECTRICITY):
                amount, source = _sum(used) / OVER_BY, SOURCE
            if amount > 0:
                quotas.set_quota(
                    unit_code=code, year=year, measure=measure,
                    amount=amount.quantize(Decimal(1)), source=source, actor=by, at=at,
                )  # fmt: skip
    nightly.look(site_id=stage.site_id, at=max(at, stage.at - timedelta(days=6)))


def load_targets(stage: Stage, *, by: Actor) -> None:
    """The plan that ended, its years before the meters by hand; and the next one, unit by unit."""
    at = stage.at - timedelta(days=30)
    _open_next(by, at=at - timedelta(days=1))
    plans.seed(actor=by, at=at - timedelta(days=2))
    last_year = stage.today.year - 1
    for plan in TargetPlan.objects.filter(site_id=stage.site_id).exclude(code=NEXT_PLAN):
        for target in Target.objects.filter(plan=plan, unit=None).order_by("id"):
            _fill_years(stage, target, min(plan.last_year, last_year), by=by)
    plan = TargetPlan.objects.get(site_id=stage.site_id, code=NEXT_PLAN)
    if plan.base_year < stage.today.year:
        _set_next(stage, plan, by=by)


def load_cards(stage: Stage, *, by: Actor) -> None:
    """A draft of each table for the last year, one of them judged and confirmed."""
    evaluation.seed(actor=by, at=stage.at)
    day = date(stage.today.year - 1, 12, 31)
    for content in evaluation.contents():
        code = content["code"]
        is_site = content["subject_kind"] == SITE
        subject = stage.site_id if is_site else stage.unit_ids[OVER_QUOTA]
        card = cards.draft(standard_code=code, subject_id=subject, day=day, actor=by, at=stage.at)
        if code == CONFIRMED:
            _confirm(stage, card, by=by)


def _year(stage: Stage) -> int:
    """Of the last month that is over."""
    return (stage.today.replace(day=1) - timedelta(days=1)).year


def _quota(used: Sequence[Decimal | None], past: Sequence[Decimal | None]) -> tuple[Decimal, str]:
    """A little less than the year before; of a unit that moved, what this year comes to."""
    known = [each for each in used if each is not None]
    of_then = _sum([then for then, now in zip(past, used, strict=True) if now is not None])
    if sum(known) > of_then * MOVED:
        return _sum(known) / len(known) * 12, MOVED_SOURCE
    return _sum(past) * OF_LAST_YEAR, SOURCE


def _sum(uses: Sequence[Decimal | None]) -> Decimal:
    return sum((each for each in uses if each is not None), Decimal(0))


def _open_next(by: Actor, *, at: datetime) -> None:
    """The next plan under a title of its own: its figures are the demo's."""
    known = json.loads((plans.FOLDER / f"{NEXT_PLAN}.json").read_text(encoding="utf-8"))
    plans.open_plan(known | {"title": NEXT_TITLE, "source": NEXT_SOURCE}, actor=by, at=at)


def _fill_years(stage: Stage, target: Target, last: int, *, by: Actor) -> None:
    """The last year by the statistics, those before a little higher each."""
    at = stage.at
    targets.take_year(target_id=target.id, year=last, actor=by, at=at)
    found = target.years.get(year=last).value
    if found is None:
        return
    for year in range(target.plan.base_year, last):
        value = found * (1 + LESS_EACH_YEAR) ** (last - year)
        targets.record_year(
            target_id=target.id,
            year=year,
            value=value.quantize(Decimal("0.01")),
            note=OLD_BOOKS,
            actor=by,
            at=at,
        )


def _set_next(stage: Stage, plan: TargetPlan, *, by: Actor) -> None:
    first, last = date(plan.base_year, 1, 1), date(plan.base_year, 12, 31)
    reporting = {each.unit_id for each in duties.reporters(site_id=stage.site_id, on=last)}
    found = statistics.indicators_of(
        site_id=stage.site_id,
        unit_ids=[None, *sorted(reporting)],
        first=first,
        last=last,
        set_code=plan.set_code,
    )
    whole = found[None]
    for indicator, reduction in NEXT_REDUCTIONS.items():
        target = targets.set_target(
            plan_id=plan.id, unit_code="", indicator=indicator, reduction=reduction,
            base_value=_base(whole, indicator), actor=by, at=stage.at,
        )  # fmt: skip
        targets.take_year(target_id=target.id, year=plan.base_year, actor=by, at=stage.at)
    for code, unit_id in sorted(stage.unit_ids.items()):
        if unit_id not in reporting:
            continue
        for indicator in UNIT_INDICATORS:
            targets.set_target(
                plan_id=plan.id, unit_code=code, indicator=indicator,
                reduction=NEXT_REDUCTIONS[indicator],
                base_value=_base(found[unit_id], indicator), actor=by, at=stage.at,
            )  # fmt: skip


def _base(found: statistics.Indicators, indicator: str) -> Decimal | None:
    known: Mapping[str, Decimal | None] = {
        TargetIndicator.ENERGY_PER_M2: found.per_m2,
        TargetIndicator.ENERGY_PER_PERSON: found.per_person,
        TargetIndicator.WATER_PER_PERSON: found.water_per_person,
    }
    value = known.get(indicator)
    return value.quantize(Decimal("0.0001")) if value else None


def _confirm(stage: Stage, card: Card, *, by: Actor) -> None:
    """What live data leaves open is judged by hand, then the card is confirmed."""
    for line in CardLine.objects.filter(card=card).order_by("position"):
        if line.is_veto and line.veto is None:
            cards.set_line(
                line_id=line.id, points=None, veto=False, reason=JUDGED, actor=by, at=stage.at
            )
        elif not line.is_veto and line.points is None:
            points = (line.most * PASSES).quantize(Decimal("0.5"))
            cards.set_line(
                line_id=line.id, points=points, veto=None, reason=JUDGED, actor=by, at=stage.at
            )
    card.refresh_from_db()
    cards.confirm(number=card.number, seen_revision=card.revision, actor=by, at=stage.at)
