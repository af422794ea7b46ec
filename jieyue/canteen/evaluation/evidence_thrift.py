"""Evidence of thrift: the indicators, the ledgers, the plans. Each is a query over live data."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_noop

from jieyue.canteen.evaluation.cells import count, served_days, share
from jieyue.canteen.evaluation.parameters import LEAST_COVERAGE, PLATES_PER_MEAL
from jieyue.canteen.evaluation.records import figures
from jieyue.canteen.evaluation.rules.indicators import Indicator, reckon
from jieyue.canteen.experiments.models import Measure, MeasureStatus
from jieyue.canteen.planning.models import Plan, PlanDish, PlanStatus
from jieyue.canteen.purchasing.models import PurchaseRequest, RequestStatus
from jieyue.canteen.service.models import SaleDish
from jieyue.canteen.waste.models import (
    CleanPlateCheck,
    Haul,
    HaulKind,
    Leftover,
    WasteStage,
    WasteWeighing,
)
from jieyue.kit import formats, parameters
from jieyue.scorecards.cards.models import Card, CardStatus
from jieyue.scorecards.evidence import Evidence, Span, Subject

VALUE = gettext_noop("measured: %(value)s")
IN_INTERVAL = gettext_noop("measured: %(value)s, 95 %% interval %(low)s to %(high)s")
CHANGE = gettext_noop("W1 now %(now)s g, a year before %(before)s g")
SHARES = ("W3", "W4", "W5", "W6", "W7")


def indicator(code: str) -> Callable[[Subject, Span], Evidence]:
    """The source of one indicator; below the least coverage it proposes nothing."""

    def ask(subject: Subject, span: Span) -> Evidence:
        found = measured(code, subject, span)
        values = parameters.read(site_id=subject.site_id, on=span.last)
        least = values.decimal(LEAST_COVERAGE)
        is_sampled = code == "W3"  # plates are looked at now and then, which the interval tells
        enough = is_sampled or found.coverage >= least
        return Evidence(
            value=found.value if enough else None,
            unit="g" if code.startswith("W1") else "",
            text=(VALUE if found.low is None else IN_INTERVAL) if found.value is not None else "",
            values=_told(code, found),
            url=page(code, subject),
            coverage=found.coverage,
            parameters={LEAST_COVERAGE.code: values.used[LEAST_COVERAGE.code]},
        )

    return ask


def measured(code: str, subject: Subject, span: Span) -> Indicator:
    days = figures(
        canteen_id=subject.id,
        site_id=subject.site_id,
        first=span.first,
        last=span.last,
        wanted=(code,),
    )
    return reckon(days)[code]


def page(code: str, subject: Subject) -> str:
    return f"{reverse('canteen:indicators')}?canteen={subject.id}&code={code}"


def _told(code: str, found: Indicator) -> dict[str, str]:
    figures_of = {"value": found.value, "low": found.low, "high": found.high}
    return {name: shown(code, value) for name, value in figures_of.items() if value is not None}


def shown(code: str, value: Decimal) -> str:
    """An indicator as people read it, with its unit."""
    if code in SHARES:
        return f"{formats.number(value * 100, 1)}\N{NO-BREAK SPACE}%"
    if code == "W2y":
        return formats.yuan(value)
    if code == "W2":
        return f"{formats.number(value, 3)}\N{NO-BREAK SPACE}kg"
    return f"{formats.number(value, 1)}\N{NO-BREAK SPACE}g"


def yield_against_standard(subject: Subject, span: Span) -> Evidence:
    """W5 divided by what the ingredients' own net yields promise: 1 is as promised."""
    found = measured("W5", subject, span)
    standard = found.parts.get("standard")
    value = found.value / standard if found.value is not None and standard else None
    return Evidence(
        value=value,
        text=VALUE if value is not None else "",
        values=_told("W5", found),
        url=page("W5", subject),
        coverage=found.coverage,
    )


def waste_change(subject: Subject, span: Span) -> Evidence:
    """W1 against the same days of the year before: -0.05 is five percent less."""
    now, before = (measured("W1", subject, each) for each in (span, span.before(364)))
    least = parameters.read(site_id=subject.site_id, on=span.last).decimal(LEAST_COVERAGE)
    coverage = min(now.coverage, before.coverage)
    if now.value is None or not before.value or coverage < least:
        return Evidence(value=None, coverage=coverage, url=page("W1", subject))
    return Evidence(
        value=now.value / before.value - 1,
        text=CHANGE,
        values={"now": formats.number(now.value, 1), "before": formats.number(before.value, 1)},
        url=page("W1", subject),
        coverage=coverage,
    )


def weighed_share(subject: Subject, span: Span) -> Evidence:
    """Share of the days served on which all three stages were weighed."""
    days = served_days(subject, span)
    rows = _weighings(subject, span).values_list("day").annotate(Count("stage", distinct=True))
    whole = {day for day, stages in rows if stages == len(WasteStage)}
    return share(len(days & whole), len(days), page="canteen:indicators")


def no_ledger(subject: Subject, span: Span) -> Evidence:
    """1 when the canteen served and weighed nothing at all; nothing to judge if it was shut."""
    days = served_days(subject, span)
    weighed = _weighings(subject, span).values("day").distinct().count()
    found = count(int(not weighed))
    return found if days else Evidence(value=None)


def leftovers_registered(subject: Subject, span: Span) -> Evidence:
    """Share of the days with unserved food on which leftovers were registered."""
    unserved = _weighings(subject, span).filter(stage=WasteStage.UNSERVED)
    days = set(unserved.values_list("day", flat=True))
    rows = Leftover.objects.filter(canteen_id=subject.id, day__range=(span.first, span.last))
    registered = set(rows.order_by().values_list("day", flat=True))
    return share(len(days & registered), len(days))


def _weighings(subject: Subject, span: Span) -> "QuerySet[WasteWeighing]":
    return WasteWeighing.objects.filter(
        canteen_id=subject.id, day__range=(span.first, span.last), corrected_by=None
    ).order_by()


def hauled_share(subject: Subject, span: Span) -> Evidence:
    """Share of the days with waste on which a hauler took some away (日产日清)."""
    days = set(_weighings(subject, span).values_list("day", flat=True))
    hauls = _hauls(subject, span).filter(kind=HaulKind.FOOD_WASTE)
    taken = set(hauls.values_list("at__date", flat=True))
    return share(len(days & taken), len(days))


def unlicensed_hauls(subject: Subject, span: Span) -> Evidence:
    """Hauls by somebody whose licence had run out or does not cover what was taken."""
    wrong = Q(hauler__valid_to__lt=F("at__date"))
    wrong |= Q(kind=HaulKind.FOOD_WASTE, hauler__takes_food_waste=False)
    wrong |= Q(kind=HaulKind.OIL, hauler__takes_oil=False)
    return count(_hauls(subject, span).filter(wrong).count())


def _hauls(subject: Subject, span: Span) -> "QuerySet[Haul]":
    return Haul.objects.filter(
        canteen_id=subject.id, at__date__range=(span.first, span.last)
    ).order_by()


def days_planned(subject: Subject, span: Span) -> Evidence:
    """Share of the days served for which a plan was in force."""
    days = served_days(subject, span)
    rows = Plan.objects.filter(
        canteen_id=subject.id, day__range=(span.first, span.last), status=PlanStatus.CONFIRMED
    )
    planned = set(rows.order_by().values_list("day", flat=True))
    return share(len(days & planned), len(days), page="canteen:plans_eaten")


def planned_purchases(subject: Subject, span: Span) -> Evidence:
    """Share of the purchase requests granted that were no emergency."""
    rows = PurchaseRequest.objects.filter(
        canteen_id=subject.id,
        made_at__date__range=(span.first, span.last),
        status=RequestStatus.ORDERED,
    )
    granted = rows.count()
    return share(granted - rows.filter(is_emergency=True).count(), granted)


def second_batches(subject: Subject, span: Span) -> Evidence:
    """Share of the planned second batches that somebody decided while the meal was served."""
    rows = PlanDish.objects.filter(
        plan_meal__plan__canteen_id=subject.id,
        plan_meal__plan__day__range=(span.first, span.last),
        plan_meal__plan__status=PlanStatus.CONFIRMED,
        second__gt=0,
    )
    return share(rows.exclude(released=None).count(), rows.count(), page="canteen:plans_eaten")


def half_portions(subject: Subject, span: Span) -> Evidence:
    """Share of the portions sold that were small ones."""
    rows = SaleDish.objects.filter(
        sale__canteen_id=subject.id,
        sale__day__range=(span.first, span.last),
        sale__cancelled_at=None,
    )
    return share(rows.filter(portions__lt=1).count(), rows.count())


def plate_checks(subject: Subject, span: Span) -> Evidence:
    """Meals a week at which enough trays were looked at."""
    values = parameters.read(site_id=subject.site_id, on=span.last)
    rows = CleanPlateCheck.objects.filter(
        canteen_id=subject.id, day__range=(span.first, span.last)
    ).order_by()
    meals = rows.values("day", "meal").annotate(trays=Sum("inspected"))
    enough = meals.filter(trays__gte=values.integer(PLATES_PER_MEAL)).count()
    found = count(enough, page="canteen:indicators")
    return Evidence(
        value=Decimal(enough * 7) / span.days,
        text=found.text,
        values=found.values,
        url=found.url,
        parameters={PLATES_PER_MEAL.code: values.used[PLATES_PER_MEAL.code]},
    )


def measures_tried(subject: Subject, span: Span) -> Evidence:
    """Measures that ran or were evaluated in the period."""
    rows = Measure.objects.filter(
        canteen_id=subject.id,
        starts_on__lte=span.last,
        status__in=(MeasureStatus.RUNNING, MeasureStatus.EVALUATED),
    ).filter(Q(evaluated_at=None) | Q(evaluated_at__date__gte=span.first))
    return count(rows.count(), page="canteen:experiments")


def card_before(code: str) -> Callable[[Subject, Span], Evidence]:
    """Whether the card of the period before was confirmed: 1 or 0."""

    def ask(subject: Subject, span: Span) -> Evidence:
        cards = Card.objects.filter(
            site_id=subject.site_id,
            standard_code=code,
            subject_kind=subject.kind,
            subject_id=subject.id,
            last_on=span.first - timedelta(days=1),
        )
        done = cards.exclude(status=CardStatus.DRAFT).count()
        return count(done, page="scorecards:cards")

    return ask
