"""Evidence of the complex as one institution. Each is a query over live data."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from jieyue.energy.bills.models import Bill
from jieyue.energy.consumption.queries import Dimension, totals
from jieyue.energy.evaluation.cells import count, months, ratio, share
from jieyue.energy.evaluation.parameters import AVERAGES
from jieyue.energy.meters import queries as meters
from jieyue.energy.meters.models import Item, Medium
from jieyue.energy.quotas import queries as quotas
from jieyue.energy.quotas.models import Indicator
from jieyue.energy.statistics import duties
from jieyue.energy.statistics import queries as statistics
from jieyue.energy.statistics.queries import Indicators
from jieyue.energy.statistics.spans import Span as Period
from jieyue.energy.targets import queries as targets
from jieyue.energy.targets.models import TargetIndicator
from jieyue.energy.targets.rules import Reached
from jieyue.energy.watch.models import Episode, EpisodeKind, EpisodeStatus
from jieyue.energy.water.balance_rules import fixture_leak_rate
from jieyue.energy.water.models import FixturePoint, WaterTest
from jieyue.kit import parameters
from jieyue.scorecards.evidence import Evidence, Span, Subject

FITTINGS_TO_SEE = 10  # STANDARDS 1.11: 器具抽查不少于 10 处
SUB_ITEMS = (Item.LIGHTING, Item.AIR_CONDITIONING, Item.POWER, Item.SERVER_ROOM, Item.CANTEEN)
FIGURES: dict[str, Callable[[Indicators], Decimal | None]] = {
    "per_m2": lambda found: found.per_m2,
    "per_person": lambda found: found.per_person,
    "water": lambda found: found.water_per_person,
}


def against_average(code: str) -> Callable[[Subject, Span], Evidence]:
    """x / average: the span's indicator over the mean of like institutions, calorific."""

    def ask(subject: Subject, span: Span) -> Evidence:
        values = parameters.read(site_id=subject.site_id, on=span.last)
        average = AVERAGES[code]
        found = statistics.indicators(
            site_id=subject.site_id, unit_id=None, first=span.first, last=span.last
        )
        return ratio(
            FIGURES[code](found),
            values.decimal(average),
            coverage=found.coverage,
            page="energy:rating",
            parameters={average.code: values.used[average.code]},
        )

    return ask


def targets_reached(subject: Subject, span: Span) -> Evidence:
    """Share of the complex's targets of this and the year before that were reached."""
    outcomes = []
    for year in (span.last.year - 1, span.last.year):
        for indicator in TargetIndicator:
            found = targets.latest(
                site_id=subject.site_id, unit_id=None, indicator=indicator, year=year
            )
            if found is not None:
                outcomes.append(found[0].reached)
    known = [each for each in outcomes if each is not Reached.UNKNOWN]
    cell = share(sum(each is Reached.YES for each in known), len(known), page="energy:targets")
    covered = Decimal(len(known)) / len(outcomes) if outcomes else None
    return Evidence(
        value=cell.value, text=cell.text, values=cell.values, url=cell.url, coverage=covered
    )


def bills_by_month(subject: Subject, span: Span) -> Evidence:
    """Months with a bill of electricity and one of water."""
    return _months_billed(subject, span, (Medium.ELECTRICITY, Medium.WATER))


def water_bills_by_month(subject: Subject, span: Span) -> Evidence:
    """Months with a water bill."""
    return _months_billed(subject, span, (Medium.WATER,))


def _months_billed(subject: Subject, span: Span, media: tuple[Medium, ...]) -> Evidence:
    whole = list(months(span))
    rows = Bill.objects.filter(
        site_id=subject.site_id, month__in=whole, medium__in=media, cancelled_at=None
    )
    billed: dict[date, set[str]] = {}
    for month, medium in rows.values_list("month", "medium"):
        billed.setdefault(month, set()).add(medium)
    done = sum(billed.get(month, set()) == set(media) for month in whole)
    return share(done, len(whole))


def reports_in_time(subject: Subject, span: Span) -> Evidence:
    """Units' quarterly reports due in the span that were submitted in time, of all due."""
    due = [
        duty
        for quarter in periods(span)
        for duty in duties.of_period(site_id=subject.site_id, span=quarter, today=span.last)
        if duty.due_on < span.last
    ]
    return share(sum(duty.is_done and not duty.is_late for duty in due), len(due))


def periods(span: Span) -> list[Period]:
    """Quarters that end within a span."""
    years = range(span.first.year, span.last.year + 1)
    every = [Period(year, quarter) for year in years for quarter in range(1, 5)]
    return [each for each in every if span.first <= each.last <= span.last]


def items_metered(subject: Subject, span: Span) -> Evidence:
    """Of the usual items of electricity, those that have a meter of their own."""
    rows = meters.placed(
        site_id=subject.site_id, first=span.last, last=span.last, medium=Medium.ELECTRICITY
    )
    found = {row.item for row in rows}
    return share(sum(item in found for item in SUB_ITEMS), len(SUB_ITEMS), page="energy:meters")


def water_measured(subject: Subject, span: Span) -> Evidence:
    """Measured water over the total: what main meters show beyond their sub-meters is not."""
    asked = {
        "site_id": subject.site_id, "first": span.first, "last": span.last,
        "medium": Medium.WATER.value,
    }  # fmt: skip
    rows = totals(**asked, by=[Dimension.METER])  # type: ignore[arg-type]
    places = meters.placed(**asked)  # type: ignore[arg-type]
    parents = {row.parent_id for row in places if row.parent_id is not None}
    roots = {row.meter_id for row in places if row.parent_id is None}
    whole = sum((row.use for row in rows), Decimal(0))
    beyond = sum(
        (max(row.use, Decimal(0)) for row in rows if row[Dimension.METER] in roots & parents),
        Decimal(0),
    )
    if whole <= 0 or not parents:
        return Evidence(value=None)
    coverage = min(row.coverage for row in rows)
    cell = ratio(whole - beyond, whole, coverage=coverage)
    return Evidence(
        value=(whole - beyond) / whole, text=cell.text, values=cell.values, coverage=coverage
    )


def water_to_general_quota(subject: Subject, span: Span) -> Evidence:
    """Water per person over the general value of the complex's own key; none is no quota."""
    where = quotas.place(site_id=subject.site_id, on=span.last)
    rows = quotas.rated(
        site_id=subject.site_id, unit_id=None, first=span.first, last=span.last, where=where
    )
    [row] = [each for each in rows if each.indicator == Indicator.WATER_PER_PERSON]
    limit = row.limits.constraint if row.limits else None
    return ratio(row.value, limit, page="energy:rating")


def fixture_leaks(subject: Subject, span: Span) -> Evidence:
    """Leaking fittings in percent of those seen in the span's finished checks, ten at least."""
    rows = FixturePoint.objects.filter(
        site_id=subject.site_id, check_ref__done_at__date__range=(span.first, span.last)
    )
    sums = rows.aggregate(seen=Sum("seen"), leaking=Sum("leaking"))
    if (sums["seen"] or 0) < FITTINGS_TO_SEE:
        return Evidence(value=None)
    rate = fixture_leak_rate(sums["leaking"], sums["seen"])
    cell = share(sums["leaking"], sums["seen"])
    return Evidence(
        value=None if rate is None else rate * 100, unit="%", text=cell.text, values=cell.values
    )


def balance_tests(subject: Subject, span: Span) -> Evidence:
    """Water balance tests closed in the span."""
    rows = WaterTest.objects.filter(
        site_id=subject.site_id, closed_at__date__range=(span.first, span.last)
    )
    return count(rows.count())


def leaks_stopped(subject: Subject, span: Span) -> Evidence:
    """Leaks found in the span whose flow is gone; no leak is nothing to judge."""
    rows = Episode.objects.filter(
        site_id=subject.site_id,
        kind=EpisodeKind.LEAK,
        detected_at__date__range=(span.first, span.last),
    )
    return share(rows.exclude(gone_at=None).count(), rows.count())


def open_episodes(subject: Subject, span: Span) -> Evidence:
    """Episodes found in the span that nobody resolved."""
    rows = Episode.objects.filter(
        site_id=subject.site_id, detected_at__date__range=(span.first, span.last)
    )
    return count(rows.exclude(status=EpisodeStatus.RESOLVED).count())
