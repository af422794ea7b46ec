"""折标准煤与碳排放: what a use is in standard coal and in carbon dioxide. Pure.

GB/T 2589-2020: E = sum of use x coefficient. Calorific (当量) and equivalent (等价) coal differ
2.5-fold for electricity, so coal carries the code of its set and does not mix with another's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

CALORIFIC = "calorific"
EQUIVALENT = "equivalent"
KG_PER_T = Decimal(1000)
NOT_ADDED = frozenset({"water"})  # 新水 is no part of a public institution's energy, 1.5
VEHICLE_FUELS = frozenset({"gasoline", "diesel"})


class FactorRefusal(Exception):
    """What this topic refuses."""


class UnknownSet(FactorRefusal):
    """No coefficient set has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoCoefficient(FactorRefusal):
    """The set has no coefficient for a medium."""

    def __init__(self, medium: str, *, set_code: str) -> None:
        super().__init__(medium, set_code)
        self.medium, self.set_code = medium, set_code


class SetsMixed(FactorRefusal):
    """Two figures of standard coal were made with different coefficient sets."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one, other)
        self.one, self.other = one, other


class NoGridFactor(FactorRefusal):
    """No factor of this grid is known for the year or one before it."""

    def __init__(self, scope: str, *, year: int) -> None:
        super().__init__(scope, year)
        self.scope, self.year = scope, year


@dataclass(frozen=True)
class CoefficientSet:
    """Standard coal per unit of each medium, as `meters.rules.UNIT_OF` counts it.

    electricity_year: of an equivalent set, whose year's supply rate it has. used: the parameter
    versions behind it.
    """

    code: str
    kgce_per_unit: Mapping[str, Decimal]
    electricity_year: int | None = None
    used: Mapping[str, int] = field(default_factory=dict)

    def coefficient(self, medium: str) -> Decimal:
        """kgce per unit. Raises NoCoefficient."""
        try:
            return self.kgce_per_unit[medium]
        except KeyError:
            raise NoCoefficient(medium, set_code=self.code) from None


@dataclass(frozen=True)
class Coal:
    """So much standard coal, or coal per something, by one coefficient set.

    Adding, comparing and dividing by another set's coal raises SetsMixed.
    """

    kgce: Decimal
    set_code: str

    def __add__(self, other: "Coal") -> "Coal":
        return Coal(self.kgce + self._same(other), self.set_code)

    def __sub__(self, other: "Coal") -> "Coal":
        return Coal(self.kgce - self._same(other), self.set_code)

    def __lt__(self, other: "Coal") -> bool:
        return self.kgce < self._same(other)

    def __le__(self, other: "Coal") -> bool:
        return self.kgce <= self._same(other)

    def __gt__(self, other: "Coal") -> bool:
        return self.kgce > self._same(other)

    def __ge__(self, other: "Coal") -> bool:
        return self.kgce >= self._same(other)

    def per(self, divisor: Decimal | int) -> "Coal":
        """Divided by an area or a number of persons above 0."""
        return Coal(self.kgce / divisor, self.set_code)

    def ratio_to(self, other: "Coal") -> Decimal:
        """This over `other`. Raises SetsMixed."""
        return self.kgce / self._same(other)

    def _same(self, other: "Coal") -> Decimal:
        if self.set_code != other.set_code:
            raise SetsMixed(self.set_code, other.set_code)
        return other.kgce


def coal(uses: Mapping[str, Decimal], coefficients: CoefficientSet) -> Coal:
    """Comprehensive energy of `uses` by medium; water is not added. Raises NoCoefficient."""
    kgce = sum(coal_by_medium(uses, coefficients).values(), Decimal(0))
    return Coal(kgce, coefficients.code)


def coal_kgce(uses: Mapping[str, Decimal], coefficients: CoefficientSet) -> Decimal:
    """The same as a bare number, for whoever keeps the set's code beside it."""
    return coal(uses, coefficients).kgce


def coal_by_medium(uses: Mapping[str, Decimal], coefficients: CoefficientSet) -> dict[str, Decimal]:
    """kgce of each medium that counts, exact. Raises NoCoefficient."""
    return {
        medium: use * coefficients.coefficient(medium)
        for medium, use in uses.items()
        if medium not in NOT_ADDED
    }


def per_unit(
    per_kg: Mapping[str, Decimal], *, density_kg_per_l: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """Figures per kilogram, cubic metre, kWh or GJ turned into figures per counted unit.

    Fuel is counted in litres, coal in tonnes; all others as the standard has them.
    """
    return {
        medium: figure * density_kg_per_l.get(medium, KG_PER_T if medium == "coal" else Decimal(1))
        for medium, figure in per_kg.items()
    }


def of_year(by_year: Mapping[str, str], year: int) -> tuple[int, Decimal] | None:
    """The figure of a year, or of the latest year before it that has one; None: none begun."""
    begun = [int(each) for each in by_year if int(each) <= year]
    return (max(begun), Decimal(by_year[str(max(begun))])) if begun else None


@dataclass(frozen=True)
class CarbonFactors:
    """kgCO2 per counted unit of each medium; electricity's with its grid and year.

    On every report stand `grid_scope`, `grid_year` and the factor itself.
    """

    kg_per_unit: Mapping[str, Decimal]
    grid_scope: str
    grid_year: int
    used: Mapping[str, int] = field(default_factory=dict)

    @property
    def grid_kg_per_kwh(self) -> Decimal:
        return self.kg_per_unit["electricity"]


@dataclass(frozen=True)
class Carbon:
    """Carbon dioxide in kg by medium, and which media have no factor and so are not in it."""

    kg_by_medium: Mapping[str, Decimal]
    without_factor: tuple[str, ...]
    factors: CarbonFactors

    @property
    def kg(self) -> Decimal:
        return sum(self.kg_by_medium.values(), Decimal(0))

    @property
    def t(self) -> Decimal:
        return self.kg / KG_PER_T

    def is_comparable_to(self, other: "Carbon") -> bool:
        """False when grid, year or factor differ: such years in one trend must be flagged."""
        mine, theirs = self.factors, other.factors
        return (mine.grid_scope, mine.grid_year, mine.grid_kg_per_kwh) == (
            theirs.grid_scope,
            theirs.grid_year,
            theirs.grid_kg_per_kwh,
        )


def carbon(
    uses: Mapping[str, Decimal],
    factors: CarbonFactors,
    *,
    own_kwh: Decimal = Decimal(0),
) -> Carbon:
    """Direct combustion, purchased electricity and purchased heat.

    own_kwh: electricity made on the premises (PV), in the use but not purchased.
    """
    counted = {m: use for m, use in uses.items() if m not in NOT_ADDED and use}
    if "electricity" in counted:
        counted["electricity"] -= own_kwh
    per_unit_kg = factors.kg_per_unit
    known = {m: use * per_unit_kg[m] for m, use in counted.items() if m in per_unit_kg}
    missing = tuple(sorted(m for m in counted if m not in per_unit_kg))
    return Carbon(known, missing, factors)
