"""Reads of energy statistics for other topics. No actor: callers ask for the right."""

from collections.abc import Sequence
from datetime import date

from jieyue.energy.denominators import queries as denominators
from jieyue.energy.factors import queries as factors
from jieyue.energy.factors.rules import CALORIFIC, Carbon, carbon
from jieyue.energy.statistics import indicators as rules
from jieyue.energy.statistics.indicators import Indicators
from jieyue.energy.statistics.uses import uses_of

__all__ = ["Indicators", "carbon_of", "indicators", "indicators_of"]


def indicators(
    *,
    site_id: int,
    unit_id: int | None,
    first: date,
    last: date,
    set_code: str = CALORIFIC,
    basis: str | None = None,
) -> Indicators:
    """Indicators of a unit, or of the complex, over the local days [first, last].

    basis: "year_end" or "mean_of_months", else the site's own. Raises UnknownSet, NoCoefficient.
    """
    found = indicators_of(
        site_id=site_id, unit_ids=[unit_id], first=first, last=last, set_code=set_code, basis=basis
    )
    return found[unit_id]


def indicators_of(
    *,
    site_id: int,
    unit_ids: Sequence[int | None],
    first: date,
    last: date,
    set_code: str = CALORIFIC,
    basis: str | None = None,
) -> dict[int | None, Indicators]:
    """The same for many units at once (None: the complex), with no more queries."""
    coefficients = factors.coefficient_set(site_id=site_id, code=set_code, on=last)
    divisors = denominators.for_units(
        site_id=site_id, unit_ids=list(unit_ids), first=first, last=last, basis=basis
    )
    used = uses_of(site_id=site_id, unit_ids=unit_ids, first=first, last=last)
    return {
        unit_id: rules.indicators(
            used[unit_id],
            coefficients,
            persons=divisors[unit_id].energy_persons,
            water_persons=divisors[unit_id].water_persons,
            area_m2=divisors[unit_id].area_m2(set_code),
            basis=divisors[unit_id].basis,
            used=divisors[unit_id].used,
        )
        for unit_id in unit_ids
    }


def carbon_of(
    found: Indicators, *, site_id: int, on: date, scope: str | None = None, year: int | None = None
) -> Carbon:
    """Carbon dioxide of the same uses, with factor, year and scope. Raises NoGridFactor."""
    chosen = factors.carbon_factors(site_id=site_id, on=on, scope=scope, year=year)
    return carbon(found.uses, chosen)
