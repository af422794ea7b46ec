"""The lunches of a measure before and after its start, and what they show."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from jieyue.canteen.diners.queries import served_on
from jieyue.canteen.experiments.lunches import LOWER_IS_BETTER, STAGES, lunches
from jieyue.canteen.experiments.models import Measure, Outcome
from jieyue.canteen.experiments.parameters import YUAN_PER_KG
from jieyue.canteen.experiments.rules import days as rules
from jieyue.canteen.experiments.rules.comparing import Claim, Difference, compare
from jieyue.canteen.experiments.rules.days import Chosen, Excluded, Lunch
from jieyue.kit import parameters

LOOKED_BACK = timedelta(days=180)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Before(Chosen):
    """The lunches before, with the usual number of diners then."""

    usual: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """A comparison with what it means in a year; the yearly figures only where it is shown."""

    difference: Difference
    after: tuple[Lunch, ...]
    excluded: tuple[Excluded, ...]
    kg_year: float | None
    kg_year_low: float | None
    kg_year_high: float | None
    yuan_year: float | None
    parameters: Mapping[str, int]

    def stored(self) -> dict[str, Any]:
        """Plain values for the measure's row."""
        return {
            "difference": asdict(self.difference),
            "after": [[each.day.isoformat(), each.diners, each.outcome] for each in self.after],
            "excluded": [[each.day.isoformat(), each.reason] for each in self.excluded],
            "kg_year": self.kg_year,
            "kg_year_low": self.kg_year_low,
            "kg_year_high": self.kg_year_high,
            "yuan_year": self.yuan_year,
        }


def before_of(measure: Measure, *, until: date) -> Before:
    """The lunches that qualify before the start, of those before `until`. Two queries."""
    found = lunches(
        canteen_id=measure.canteen_id,
        meal=measure.meal,
        outcome=measure.outcome,
        first=measure.starts_on - LOOKED_BACK,
        last=min(until, measure.starts_on) - timedelta(days=1),
    )
    chosen = rules.before(
        found,
        starts_on=measure.starts_on,
        least_share=float(measure.least_share),
        named=_named(measure),
        count=measure.lunches_wanted,
    )
    return Before(chosen.lunches, chosen.excluded, round(rules.usual_diners(found)))


def frozen(measure: Measure) -> tuple[Lunch, ...]:
    """The lunches before, as they were frozen at the start."""
    return tuple(
        Lunch(date.fromisoformat(day), diners, outcome) for day, diners, outcome in measure.before
    )


def after_of(measure: Measure, *, until: date) -> Chosen:
    """The lunches that qualify from the start to the day before `until`. Two queries."""
    found = lunches(
        canteen_id=measure.canteen_id,
        meal=measure.meal,
        outcome=measure.outcome,
        first=measure.starts_on,
        last=until - timedelta(days=1),
    )
    return rules.after(
        found,
        starts_on=measure.starts_on,
        usual=float(measure.usual_diners or 0),
        least_share=float(measure.least_share),
        named=_named(measure),
        count=measure.lunches_wanted,
    )


def report(measure: Measure, following: Chosen, *, on: date) -> Report:
    """What the lunches show, as of a day."""
    difference = compare(
        frozen(measure),
        following.lunches,
        lower_is_better=Outcome(measure.outcome) in LOWER_IS_BETTER,
        wanted=measure.lunches_wanted,
    )
    values = parameters.read(site_id=measure.site_id, on=on)
    price = float(values.decimal(YUAN_PER_KG))
    year = _kg_a_year(measure, difference, on)
    return Report(
        difference=difference,
        after=following.lunches,
        excluded=following.excluded,
        kg_year=year[0],
        kg_year_low=year[1],
        kg_year_high=year[2],
        yuan_year=None if year[0] is None else year[0] * price,
        parameters=values.used,
    )


def _kg_a_year(
    measure: Measure, difference: Difference, on: date
) -> tuple[float | None, float | None, float | None]:
    """Kilograms saved in a year with their interval; None for all where nothing is shown.

    Guests a year are those of the last 365 days, or of the days known scaled up to them.
    """
    is_shown = difference.claim in (Claim.BETTER, Claim.WORSE)
    if not is_shown or Outcome(measure.outcome) not in STAGES:
        return None, None, None
    served = served_on(
        canteen_id=measure.canteen_id,
        meal=measure.meal,
        first=on - YEAR,
        last=on - timedelta(days=1),
    )
    known = (on - min(served)).days if served else YEAR.days
    guests_thousands = sum(served.values()) * YEAR.days / known / 1000
    change, low, high = difference.change, difference.low, difference.high
    assert change is not None  # a claim was made
    assert low is not None
    assert high is not None
    return -change * guests_thousands, -high * guests_thousands, -low * guests_thousands


def _named(measure: Measure) -> dict[date, str]:
    return {date.fromisoformat(day): reason for day, reason in measure.excluded_days.items()}
