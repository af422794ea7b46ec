"""What a year came to by the statistics."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.energy.factors.rules import NoGridFactor
from jieyue.energy.statistics import queries as statistics
from jieyue.energy.statistics.queries import Indicators
from jieyue.energy.targets.models import Target, TargetIndicator

FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True, kw_only=True)
class Result:
    """A year's value; None where something it needs is unknown. source: "statistics", "hand"."""

    value: Decimal | None
    source: str
    note: str = ""
    coverage: Decimal | None = None
    estimated_share: Decimal = Decimal(0)
    persons: int | None = None
    area_m2: Decimal | None = None


def of_year(target: Target, year: int) -> Result:
    """By the plan's coefficient set. A water target is divided by the water persons."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = statistics.indicators(
        site_id=target.site_id,
        unit_id=target.unit_id,
        first=first,
        last=last,
        set_code=target.plan.set_code,
    )
    value, note = _value(target, found, last)
    is_water = target.indicator == TargetIndicator.WATER_PER_PERSON
    return Result(
        value=None if value is None else value.quantize(FOUR_PLACES),
        source="statistics",
        note=note,
        coverage=None if found.coverage is None else found.coverage.quantize(FOUR_PLACES),
        estimated_share=found.estimated_share.quantize(FOUR_PLACES),
        persons=found.water_persons if is_water else found.persons,
        area_m2=None if found.area_m2 is None else found.area_m2.quantize(Decimal("0.01")),
    )


def _value(target: Target, found: Indicators, last: date) -> tuple[Decimal | None, str]:
    if target.indicator == TargetIndicator.CARBON_PER_M2:
        return _carbon(target, found, last)
    return {
        TargetIndicator.ENERGY_PER_M2: found.per_m2,
        TargetIndicator.ENERGY_PER_PERSON: found.per_person,
        TargetIndicator.WATER_PER_PERSON: found.water_per_person,
    }[TargetIndicator(target.indicator)], ""


def _carbon(target: Target, found: Indicators, last: date) -> tuple[Decimal | None, str]:
    """With the grid's factor that is known for the year, or for the last one before it."""
    if found.per_m2 is None or not found.area_m2:
        return None, ""
    try:
        carbon = statistics.carbon_of(found, site_id=target.site_id, on=last, year=last.year)
    except NoGridFactor:
        return None, ""
    factors = carbon.factors
    return carbon.kg / found.area_m2, f"{factors.grid_scope} {factors.grid_year}"
