"""The coefficient sets, carbon factors and prices of a site on a day."""

from datetime import date
from decimal import Decimal

from jieyue.energy.factors import parameters as defined
from jieyue.energy.factors import rules
from jieyue.energy.factors.rules import (
    CALORIFIC,
    EQUIVALENT,
    KG_PER_T,
    CarbonFactors,
    CoefficientSet,
    NoGridFactor,
    UnknownSet,
    of_year,
    per_unit,
)
from jieyue.kit import parameters
from jieyue.kit.parameters import Values


def set_codes(*, site_id: int, on: date) -> list[str]:
    """Codes of the sets there are, the national ones first."""
    local = parameters.read(site_id=site_id, on=on).json(defined.LOCAL_SETS)
    return [CALORIFIC, EQUIVALENT, *sorted(local)]


def coefficient_set(*, site_id: int, code: str, on: date) -> CoefficientSet:
    """The set in force on a day. At most one query. Raises UnknownSet."""
    values = parameters.read(site_id=site_id, on=on)
    standard = {medium: values.decimal(each) for medium, each in defined.CALORIFIC.items()}
    year = None
    if code == EQUIVALENT:
        found = of_year(values.json(defined.EQUIVALENT_ELECTRICITY), on.year)
        if found is None:
            raise rules.NoCoefficient("electricity", set_code=code)
        year, standard["electricity"] = found
    elif code != CALORIFIC:
        local = values.json(defined.LOCAL_SETS)
        if code not in local:
            raise UnknownSet(code)
        standard |= {medium: Decimal(value) for medium, value in local[code].items()}
    counted = per_unit(standard, density_kg_per_l=densities(values))
    counted["other"] = KG_PER_T  # counted in tce
    return CoefficientSet(code, counted, year, values.used)


def carbon_factors(
    *, site_id: int, on: date, scope: str | None = None, year: int | None = None
) -> CarbonFactors:
    """Factors on a day, of the site's grid unless `scope` names another.

    `year`: of which year the grid's factor shall be; the latest published by then counts. Raises
    NoGridFactor.
    """
    values = parameters.read(site_id=site_id, on=on)
    scope = scope or values.text(defined.GRID_SCOPE)
    asked = year or on.year
    found = of_year(values.json(defined.GRID).get(scope, {}), asked)
    if found is None:
        raise NoGridFactor(scope, year=asked)
    per_kg = {medium: values.decimal(each) for medium, each in defined.CARBON.items()}
    counted = per_unit(per_kg, density_kg_per_l=densities(values))
    return CarbonFactors(counted | {"electricity": found[1]}, scope, found[0], values.used)


def price(*, site_id: int, medium: str, on: date) -> Decimal:
    """Yuan per counted unit of a medium."""
    return parameters.read(site_id=site_id, on=on).decimal(defined.PRICE[medium])


def densities(values: Values) -> dict[str, Decimal]:
    return {medium: values.decimal(each) for medium, each in defined.DENSITY.items()}
