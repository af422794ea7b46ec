"""Evidence of food safety and of the contractor's work. Each is a query over live data."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Avg, F, Q, Sum
from django.utils.translation import gettext_noop

from jieyue.canteen.evaluation.cells import count, served_days, share
from jieyue.canteen.food_safety.models import DailyCheck, LogKind, SafetyLog
from jieyue.canteen.kitchen.models import ProductionBatch
from jieyue.canteen.receiving.models import ReceiptLine
from jieyue.canteen.residue_tests.models import DueSample
from jieyue.canteen.samples.models import IllnessReport, RetainedSample
from jieyue.canteen.staff_health.models import FoodHandler, MorningCheck
from jieyue.canteen.stock.models import FridgeReading, Movement, MovementKind, StockLot
from jieyue.canteen.suppliers.models import PriceSurvey
from jieyue.kit import formats
from jieyue.scorecards.evidence import Evidence, Span, Subject
from jieyue.scorecards.incidents.models import Incident

SURVEY_DAYS = 28  # a market survey older than this says nothing of today's price
PRICES = gettext_noop("paid %(paid)s where the market asked %(asked)s")


def samples_kept(subject: Subject, span: Span) -> Evidence:
    """Share of the dishes cooked, meal by meal, of which a sample was retained."""
    days = {"canteen_id": subject.id, "day__range": (span.first, span.last)}
    keys = ("day", "meal", "dish_id")
    cooked = set(ProductionBatch.objects.filter(**days).order_by().values_list(*keys))
    kept = set(RetainedSample.objects.filter(**days).order_by().values_list(*keys))
    return share(len(cooked & kept), len(cooked), page="canteen:samples")


def lots_tested(subject: Subject, span: Span) -> Evidence:
    """Share of the lots due for a residue test that were tested."""
    due = DueSample.objects.filter(
        canteen_id=subject.id, due_on__range=(span.first, span.last), waived_at=None
    )
    return share(due.exclude(test=None).count(), due.count())


def failed_tests(subject: Subject, span: Span) -> Evidence:
    """Failed residue tests that were reported to the canteen's score."""
    rows = Incident.objects.filter(
        site_id=subject.site_id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        code__contains="residue",
        happened_on__range=(span.first, span.last),
    )
    return count(rows.count())


def fridges_in_range(subject: Subject, span: Span) -> Evidence:
    """Share of the fridge readings that were in range."""
    rows = FridgeReading.objects.filter(
        location__canteen_id=subject.id, at__date__range=(span.first, span.last)
    )
    return share(rows.filter(is_in_range=True).count(), rows.count())


def expired_in_store(subject: Subject, span: Span) -> Evidence:
    """Lots past their last day of use that still lie in the store."""
    rows = StockLot.objects.filter(canteen_id=subject.id, quantity__gt=0, expires_on__lt=span.last)
    return count(rows.count())


def expired_used(subject: Subject, span: Span) -> Evidence:
    """Goods issued after their last day of use."""
    rows = Movement.objects.filter(
        lot__canteen_id=subject.id,
        kind=MovementKind.ISSUE,
        happened_on__range=(span.first, span.last),
        happened_on__gt=F("lot__expires_on"),
    )
    return count(rows.count())


def illness_reports(subject: Subject, span: Span) -> Evidence:
    """No report, no poisoning. With a report a person must say what it turned out to be."""
    rows = IllnessReport.objects.filter(
        canteen_id=subject.id, first_on__lte=span.last, last_on__gte=span.first
    )
    found = count(rows.count(), page="canteen:illness_reports")
    return (
        found
        if not found.value
        else Evidence(value=None, text=found.text, values=found.values, url=found.url)
    )


def morning_checks(subject: Subject, span: Span) -> Evidence:
    """Share of the food handlers' days served on which they were checked before the shift."""
    days = served_days(subject, span)
    posts = FoodHandler.objects.filter(
        Q(until_on=None) | Q(until_on__gt=span.first),
        canteen_id=subject.id,
        since_on__lte=span.last,
    ).values_list("person_id", "since_on", "until_on")
    due = {
        (person, day)
        for person, since, until in posts
        for day in days
        if since <= day and (until is None or day < until)
    }
    rows = MorningCheck.objects.filter(canteen_id=subject.id, day__range=(span.first, span.last))
    checked = set(rows.order_by().values_list("person_id", "day"))
    return share(len(due & checked), len(due), page="canteen:morning_checks")


def disinfected_days(subject: Subject, span: Span) -> Evidence:
    """Share of the days served with a line in the disinfection ledger."""
    rows = SafetyLog.objects.filter(
        canteen_id=subject.id, kind=LogKind.DISINFECTION, day__range=(span.first, span.last)
    )
    return _of_served(subject, span, set(rows.order_by().values_list("day", flat=True)))


def daily_checks(subject: Subject, span: Span) -> Evidence:
    """Share of the days served with the food safety officer's daily check (日管控)."""
    rows = DailyCheck.objects.filter(canteen_id=subject.id, day__range=(span.first, span.last))
    return _of_served(subject, span, set(rows.order_by().values_list("day", flat=True)))


def _of_served(subject: Subject, span: Span, done: set[date]) -> Evidence:
    days = served_days(subject, span)
    return share(len(days & done), len(days), page="canteen:food_safety")


def deliveries_with_papers(subject: Subject, span: Span) -> Evidence:
    """Share of the accepted lines that came with at least one paper."""
    rows = ReceiptLine.objects.filter(
        receipt__canteen_id=subject.id,
        receipt__happened_at__date__range=(span.first, span.last),
        accepted_quantity__gt=0,
    )
    with_paper = rows.filter(papers__isnull=False).values("id").distinct().count()
    return share(with_paper, rows.count())


def witnessed_receipts(subject: Subject, span: Span) -> Evidence:
    """Share of the accepted lines whose receipt names a second person."""
    rows = ReceiptLine.objects.filter(
        receipt__canteen_id=subject.id,
        receipt__happened_at__date__range=(span.first, span.last),
    )
    return share(rows.exclude(receipt__witness=None).count(), rows.count())


def price_against_market(subject: Subject, span: Span) -> Evidence:
    """What was paid against what the market asked for the same goods: 0.02 is 2 % dearer.

    Goods without a survey in the period or the four weeks before are left out and lower the
    coverage.
    """
    asked = dict(
        PriceSurvey.objects.filter(
            site_id=subject.site_id,
            surveyed_on__range=(span.first - timedelta(days=SURVEY_DAYS), span.last),
        )
        .order_by()
        .values_list("ingredient_id")
        .annotate(Avg("price_yuan"))
    )
    rows = (
        ReceiptLine.objects.filter(
            receipt__canteen_id=subject.id,
            receipt__happened_at__date__range=(span.first, span.last),
            accepted_quantity__gt=0,
        )
        .order_by()
        .values_list("ingredient_id")
        .annotate(Sum("accepted_quantity"), Sum("amount_yuan"))
    )
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for ingredient, quantity, paid in rows:
        sums["all"] += paid
        if ingredient in asked:
            sums["paid"] += paid
            sums["asked"] += quantity * Decimal(str(asked[ingredient]))
    if not sums["asked"]:
        return Evidence(value=None)
    return Evidence(
        value=sums["paid"] / sums["asked"] - 1,
        text=PRICES,
        values={name: formats.yuan(sums[name]) for name in ("paid", "asked")},
        coverage=sums["paid"] / sums["all"],
    )


def dishes_offered(subject: Subject, span: Span) -> Evidence:
    """Different dishes cooked for each 30 days."""
    rows = ProductionBatch.objects.filter(canteen_id=subject.id, day__range=(span.first, span.last))
    dishes = rows.order_by().values("dish_id").distinct().count()
    found = count(dishes, page="canteen:dishes")
    value = Decimal(dishes) if dishes else None
    return Evidence(value=value, text=found.text, values=found.values, url=found.url)
