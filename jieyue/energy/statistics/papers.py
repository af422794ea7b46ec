"""The annual analysis report and the quarterly bulletin: their figures, and publishing."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.statistics import duties, queries, refusals, trends
from jieyue.energy.statistics.facts import BulletinPublished
from jieyue.energy.statistics.indicators import Indicators
from jieyue.energy.statistics.models import Bulletin
from jieyue.energy.statistics.spans import Span
from jieyue.energy.statistics.trends import MediumLine
from jieyue.kit import journal
from jieyue.kit.actor import Actor


@dataclass(frozen=True)
class UnitLine:
    """One unit in a ranking: electricity and coal per person, and the change of electricity."""

    unit: str
    kwh_per_person: Decimal | None
    kgce_per_person: Decimal | None
    change: Decimal | None


@dataclass(frozen=True)
class Paper:
    """What both papers tell of a period."""

    span: Span
    lines: list[MediumLine]
    now: Indicators
    before: Indicators
    quarters: list[tuple[str, list[MediumLine]]]
    filed: int
    in_time: int
    asked: int

    least_coverage: Decimal = Decimal(0)

    @property
    def reductions(self) -> dict[str, Decimal | None]:
        return trends.reductions(self.before, self.now, least=self.least_coverage)


def paper(*, site_id: int, span: Span, today: date) -> Paper:
    """The complex in a period against the year before."""
    past = span.a_year_before()
    due = duties.of_period(site_id=site_id, span=span, today=today)
    done = [each for each in due if each.is_done]
    quarters = (
        [(q.code, trends.media(site_id=site_id, unit_id=None, span=q)) for q in span.quarters()]
        if span.is_year
        else []
    )
    return Paper(
        span,
        trends.media(site_id=site_id, unit_id=None, span=span),
        _indicators(site_id, None, span),
        _indicators(site_id, None, past),
        quarters,
        len(done),
        sum(1 for each in done if not each.is_late),
        len(due),
        trends.least_coverage(site_id=site_id, on=span.last),
    )


def ranking(*, site_id: int, span: Span) -> list[UnitLine]:
    """Units by coal per person, highest first; those of which nothing is known last."""
    past = span.a_year_before()
    units = duties.reporters(site_id=site_id, on=span.last)
    ids = [unit.unit_id for unit in units]
    found, earlier = (
        queries.indicators_of(site_id=site_id, unit_ids=ids, first=each.first, last=each.last)
        for each in (span, past)
    )
    lines = []
    for unit in units:
        now, before = found[unit.unit_id], earlier[unit.unit_id]
        kwh, kwh_before = now.uses.get("electricity"), before.uses.get("electricity")
        lines.append(
            UnitLine(
                unit.short_name,
                kwh / now.persons if kwh is not None and now.persons else None,
                now.per_person,
                (kwh - kwh_before) / kwh_before * 100 if kwh is not None and kwh_before else None,
            )
        )
    return sorted(
        lines, key=lambda line: (line.kgce_per_person is None, -(line.kgce_per_person or 0))
    )


@transaction.atomic
def publish(*, span: Span, text: str, actor: Actor, at: datetime) -> Bulletin:
    """Publish a quarter's bulletin once, with its figures as they are now.

    Raises NotAllowed, WrongPeriod, ReasonMissing, AlreadyPublished.
    """
    actor.require(EnergyPermission.STATISTICS_REVIEW)
    assert actor.site_id is not None  # a right is held on a site
    if span.is_year:
        raise refusals.WrongPeriod("Bulletin", period=span.code)
    if not text.strip():
        raise refusals.ReasonMissing
    key = {"site_id": actor.site_id, "year": span.year, "quarter": span.quarter}
    known = Bulletin.objects.filter(**key).first()
    if known is not None:
        raise refusals.AlreadyPublished(by=known.published_by, at=known.published_at)
    found = paper(site_id=actor.site_id, span=span, today=timezone.localdate(at))
    try:
        with transaction.atomic():
            bulletin: Bulletin = Bulletin.objects.create(
                **key,
                issue=Bulletin.objects.filter(site_id=actor.site_id).count() + 1,
                text=text.strip(),
                figures=_figures(found),
                published_at=at,
                published_by=actor.name,
            )
    except IntegrityError:  # somebody published it in the same moment
        known = Bulletin.objects.get(**key)
        raise refusals.AlreadyPublished(by=known.published_by, at=known.published_at) from None
    fact = BulletinPublished(bulletin_id=bulletin.id, period=span.code)
    journal.record(fact, actor=actor, at=at)
    return bulletin


def _indicators(site_id: int, unit_id: int | None, span: Span) -> Indicators:
    return queries.indicators(site_id=site_id, unit_id=unit_id, first=span.first, last=span.last)


def _figures(found: Paper) -> dict[str, object]:
    """Kept by value, so that an issue always reads as it did."""
    return {
        "lines": [
            {
                "medium": line.medium,
                "use": _text(line.use),
                "before": _text(line.before),
                "amount_yuan": _text(line.amount_yuan),
            }
            for line in found.lines
        ],
        "per_m2": _text(found.now.per_m2),
        "per_person": _text(found.now.per_person),
        "water_per_person": _text(found.now.water_per_person),
        "set_code": found.now.set_code,
        "filed": found.filed,
        "in_time": found.in_time,
        "asked": found.asked,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
