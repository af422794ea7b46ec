"""Evidence of one unit's year. Each is a query over live data."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from jieyue.energy.evaluation.cells import count, ratio, share
from jieyue.energy.evaluation.evidence_site import periods
from jieyue.energy.quotas import queries as quotas
from jieyue.energy.quotas.models import Measure, Quota
from jieyue.energy.statistics import duties
from jieyue.energy.statistics.models import Report, ReportStatus
from jieyue.energy.targets import queries as targets
from jieyue.energy.targets.models import TargetIndicator
from jieyue.energy.watch.models import Episode, EpisodeKind, EpisodeStatus
from jieyue.scorecards.evidence import Evidence, Span, Subject


def energy_to_target(subject: Subject, span: Span) -> Evidence:
    """The year's energy per person over what the unit's step asks for."""
    found = targets.latest(
        site_id=subject.site_id,
        unit_id=subject.id,
        indicator=TargetIndicator.ENERGY_PER_PERSON,
        year=span.last.year,
    )
    if found is None or not found[0].is_covered:
        coverage = found[0].coverage if found else None
        return Evidence(value=None, coverage=coverage)
    row, _target = found
    return ratio(row.value, row.planned, coverage=row.coverage, page="energy:targets")


def use_to_quota(measure: Measure) -> Callable[[Subject, Span], Evidence]:
    """Use over the quota, of a year that is not over in its usual pace."""

    def ask(subject: Subject, span: Span) -> Evidence:
        rows = Quota.objects.filter(
            site_id=subject.site_id, unit_id=subject.id, year=span.last.year, measure=measure
        )
        chosen = list(rows.select_related("unit", "explanation"))
        if not chosen:
            return Evidence(value=None)
        [row] = quotas.of_quotas(
            chosen, site_id=subject.site_id, year=span.last.year, today=_day_after(span)
        )
        allowed = None if row.pace.expected is None else row.amount * row.pace.expected
        return ratio(
            row.pace.used if row.coverage is not None else None,
            allowed,
            coverage=row.coverage,
            page="energy:quotas",
        )

    return ask


def reports_in_time(subject: Subject, span: Span) -> Evidence:
    """The unit's quarterly reports due in the span that were submitted in time, of all due."""
    due = [
        duty
        for quarter in periods(span)
        for duty in duties.of_period(site_id=subject.site_id, span=quarter, today=span.last)
        if duty.unit_id == subject.id and duty.due_on < span.last
    ]
    return share(sum(duty.is_done and not duty.is_late for duty in due), len(due))


def reports_returned(subject: Subject, span: Span) -> Evidence:
    """Reports of the span's periods that stand returned; without any report nobody can tell."""
    rows = Report.objects.filter(
        site_id=subject.site_id, unit_id=subject.id, year__range=(span.first.year, span.last.year)
    ).exclude(status=ReportStatus.DRAFT)
    if not rows.exists():
        return Evidence(value=None)
    return count(rows.filter(status=ReportStatus.RETURNED).count())


def episodes_resolved(subject: Subject, span: Span) -> Evidence:
    """Episodes of the unit's meters found in the span that were resolved."""
    rows = _episodes(subject, span)
    return share(rows.filter(status=EpisodeStatus.RESOLVED).count(), rows.count())


def after_hours(subject: Subject, span: Span) -> Evidence:
    """Episodes of load after hours at the unit's meters."""
    return count(_episodes(subject, span).filter(kind=EpisodeKind.AFTER_HOURS).count())


def _day_after(span: Span) -> date:
    return span.last + timedelta(days=1)


def _episodes(subject: Subject, span: Span) -> QuerySet[Any]:
    return Episode.objects.filter(
        site_id=subject.site_id,
        unit_id=subject.id,
        detected_at__date__range=(span.first, span.last),
    )
