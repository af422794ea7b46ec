"""Measures for pages: the list, and one with what it shows so far."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.experiments.comparison import after_of, before_of, frozen
from jieyue.canteen.experiments.models import Effort, Measure, MeasureStatus, Outcome
from jieyue.canteen.experiments.rules.comparing import Claim
from jieyue.canteen.experiments.rules.days import Excluded, Lunch
from jieyue.kit import formats
from jieyue.kit.actor import Actor

STATUS_COLOURS = {
    MeasureStatus.PLANNED: "azure",
    MeasureStatus.RUNNING: "yellow",
    MeasureStatus.EVALUATED: "green",
    MeasureStatus.ABANDONED: "secondary",
}
CLAIMS: dict[str, tuple[Promise, str]] = {
    Claim.BETTER: (_("better, beyond chance"), "green"),
    Claim.NOT_SHOWN: (_("not shown: chance alone could do this"), "secondary"),
    Claim.TOO_FEW: (_("too few lunches to say anything"), "secondary"),
    Claim.WORSE: (_("worse, beyond chance"), "red"),
}
EXCLUDED: dict[str, Promise] = {
    "few_diners": _("far fewer diners than usual"),
    "named": _("left out before the start"),
    "not_measured": _("not measured"),
}
WARNINGS: dict[str, Promise] = {
    "drifting_before": _(
        "The outcome was rising or falling before the start already; part of the change may be "
        "that."
    ),
    "weekdays_differ": _("Some weekday stands on one side only."),
}

TABLE_FIELDS = ("number", "title", "outcome", "starts_on", "status", "result")


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a measure brought, as it was evaluated."""

    claim: "str | Promise"
    colour: str
    is_shown: bool
    before: float | None
    after: float | None
    change: float | None
    low: float | None
    high: float | None
    kg_year: float | None
    kg_year_low: float | None
    kg_year_high: float | None
    yuan_year: float | None
    warnings: "list[str | Promise]"


@dataclass(frozen=True, kw_only=True)
class MeasureView:
    """One measure whole. after: so far, or as evaluated."""

    number: str
    title: str
    hypothesis: str
    canteen: str
    canteen_id: int
    effort: "str | Promise"
    outcome: str
    outcome_label: "str | Promise"
    meal: str
    starts_on: date
    status: str
    status_label: "str | Promise"
    colour: str
    wanted: int
    least_share: float
    registered_by: str
    registered_at: datetime
    evaluated_by: str
    evaluated_at: datetime | None
    abandoned_by: str
    abandoned_at: datetime | None
    abandoned_reason: str
    before: tuple[Lunch, ...]
    after: tuple[Lunch, ...]
    excluded: "list[tuple[date, str | Promise]]"
    named: list[tuple[date, str]]
    result: Result | None

    @property
    def is_share(self) -> bool:
        return self.outcome == Outcome.CLEAN_SHARE

    @property
    def may_evaluate(self) -> bool:
        return self.status == MeasureStatus.RUNNING and len(self.after) >= self.wanted


def table(actor: Actor) -> "QuerySet[Measure, dict[str, object]]":
    """Every measure, the latest first."""
    rows = Measure.objects.visible_to(actor).order_by("-starts_on", "-id")
    values: QuerySet[Measure, dict[str, object]] = rows.values(*TABLE_FIELDS)
    return values


def measure_of(actor: Actor, *, number: str, on: date) -> MeasureView:
    """Six queries at most. Raises Measure.DoesNotExist."""
    measure: Measure = (
        Measure.objects.visible_to(actor).select_related("canteen").get(number=number)
    )
    before, after, excluded = _lunches(measure, on)
    named = {date.fromisoformat(day): reason for day, reason in measure.excluded_days.items()}
    return MeasureView(
        number=measure.number,
        title=measure.title,
        hypothesis=measure.hypothesis,
        canteen=measure.canteen.name,
        canteen_id=measure.canteen_id,
        effort=Effort(measure.effort).label,
        outcome=measure.outcome,
        outcome_label=Outcome(measure.outcome).label,
        meal=measure.meal,
        starts_on=measure.starts_on,
        status=measure.status,
        status_label=MeasureStatus(measure.status).label,
        colour=STATUS_COLOURS[MeasureStatus(measure.status)],
        wanted=measure.lunches_wanted,
        least_share=float(measure.least_share),
        registered_by=formats.who(measure.registered_by),
        registered_at=measure.registered_at,
        evaluated_by=formats.who(measure.evaluated_by),
        evaluated_at=measure.evaluated_at,
        abandoned_by=measure.abandoned_by,
        abandoned_at=measure.abandoned_at,
        abandoned_reason=measure.abandoned_reason,
        before=before,
        after=after,
        excluded=[(each.day, named.get(each.day) or EXCLUDED[each.reason]) for each in excluded],
        named=sorted(named.items()),
        result=_result(measure),
    )


def _lunches(
    measure: Measure, on: date
) -> tuple[tuple[Lunch, ...], tuple[Lunch, ...], tuple[Excluded, ...]]:
    if measure.status == MeasureStatus.PLANNED:
        chosen = before_of(measure, until=on)
        return chosen.lunches, (), chosen.excluded
    if measure.status == MeasureStatus.EVALUATED:
        kept = measure.result
        after = tuple(Lunch(date.fromisoformat(day), n, value) for day, n, value in kept["after"])
        excluded = tuple(
            Excluded(date.fromisoformat(day), reason) for day, reason in kept["excluded"]
        )
        return frozen(measure), after, excluded
    if measure.status == MeasureStatus.ABANDONED:
        return frozen(measure), (), ()
    following = after_of(measure, until=on)
    return frozen(measure), following.lunches, following.excluded


def _result(measure: Measure) -> Result | None:
    if not measure.result:
        return None
    kept, difference = measure.result, measure.result["difference"]
    label, colour = CLAIMS[difference["claim"]]
    return Result(
        claim=label,
        colour=colour,
        is_shown=difference["claim"] in (Claim.BETTER, Claim.WORSE),
        before=difference["before"],
        after=difference["after"],
        change=difference["change"],
        low=difference["low"],
        high=difference["high"],
        kg_year=kept["kg_year"],
        kg_year_low=kept["kg_year_low"],
        kg_year_high=kept["kg_year_high"],
        yuan_year=kept["yuan_year"],
        warnings=[WARNINGS[code] for code in difference["warnings"]],
    )
