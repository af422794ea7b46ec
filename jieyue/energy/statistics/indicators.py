"""节能指标: per area and per person, by the formulas of STANDARDS 1.6. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from jieyue.energy.factors.rules import (
    VEHICLE_FUELS,
    Coal,
    CoefficientSet,
    SetsMixed,
    coal,
)


@dataclass(frozen=True)
class Uses:
    """What was used in a period, by medium in its unit, and how well that is known.

    missing: media of which something should be known and is not. vehicle_litres: of gasoline and
    diesel what vehicles took; a medium absent there is all vehicles'. server_room_kwh,
    heating_pump_kwh: metered apart. own_kwh: made on the premises. estimated_share: of standard
    coal-free use, 0 to 1, the largest of the media. coverage: 0 to 1, the smallest.
    """

    by_medium: Mapping[str, Decimal]
    sources: Mapping[str, str]
    coverage: Decimal | None = None
    estimated_share: Decimal = Decimal(0)
    vehicle_litres: Mapping[str, Decimal] | None = None
    server_room_kwh: Decimal = Decimal(0)
    heating_pump_kwh: Decimal = Decimal(0)
    own_kwh: Decimal = Decimal(0)

    def vehicle_fuel(self) -> dict[str, Decimal]:
        """Litres that official vehicles took, by fuel."""
        given = self.vehicle_litres or {}
        return {
            fuel: given.get(fuel, self.by_medium[fuel])
            for fuel in VEHICLE_FUELS
            if fuel in self.by_medium
        }


@dataclass(frozen=True)
class Indicators:
    """The indicators of a unit or of the complex over a period, by one coefficient set.

    Coal figures are kgce. per_m2 leaves vehicle fuel out, per_person has it in. None: something
    it needs is unknown. basis: how persons were taken. used: parameter versions.
    """

    set_code: str
    total_kgce: Decimal
    vehicle_kgce: Decimal
    per_m2: Decimal | None
    per_m2_with_vehicles: Decimal | None
    per_person: Decimal | None
    water_per_person: Decimal | None
    electricity_per_m2: Decimal | None
    non_heating_per_m2: Decimal | None
    conventional_electricity_per_m2: Decimal | None
    persons: int | None
    water_persons: int | None
    area_m2: Decimal | None
    coverage: Decimal | None
    estimated_share: Decimal
    uses: Mapping[str, Decimal]
    sources: Mapping[str, str]
    basis: str
    used: Mapping[str, int]

    @property
    def total(self) -> Coal:
        return Coal(self.total_kgce, self.set_code)

    def check_set(self, code: str) -> None:
        """Raises SetsMixed unless limits by the set `code` may be held against these figures."""
        if code != self.set_code:
            raise SetsMixed(self.set_code, code)


def indicators(
    uses: Uses,
    coefficients: CoefficientSet,
    *,
    persons: int | None,
    water_persons: int | None,
    area_m2: Decimal | None,
    basis: str = "",
    used: Mapping[str, int] | None = None,
) -> Indicators:
    """Every indicator of 1.6, exact; rounded where it is shown. Raises NoCoefficient."""
    total = coal(uses.by_medium, coefficients)
    vehicles = coal(uses.vehicle_fuel(), coefficients)
    heat = {"heat": uses.by_medium["heat"]} if "heat" in uses.by_medium else {}
    heating = coal(heat, coefficients)
    electricity = uses.by_medium.get("electricity")
    conventional = (
        None if electricity is None else electricity - uses.heating_pump_kwh - uses.server_room_kwh
    )
    known = total.kgce if _has_energy(uses) else None
    return Indicators(
        set_code=coefficients.code,
        total_kgce=total.kgce,
        vehicle_kgce=vehicles.kgce,
        per_m2=_per(known, area_m2, less=vehicles.kgce),
        per_m2_with_vehicles=_per(known, area_m2),
        per_person=_per(known, persons),
        water_per_person=_per(uses.by_medium.get("water"), water_persons),
        electricity_per_m2=_per(electricity, area_m2),
        non_heating_per_m2=_per(known, area_m2, less=(vehicles + heating).kgce),
        conventional_electricity_per_m2=_per(conventional, area_m2),
        persons=persons,
        water_persons=water_persons,
        area_m2=area_m2,
        coverage=uses.coverage,
        estimated_share=uses.estimated_share,
        uses=dict(uses.by_medium),
        sources=dict(uses.sources),
        basis=basis,
        used=dict(coefficients.used) | dict(used or {}),
    )


def reduction(base: Decimal | None, current: Decimal | None) -> Decimal | None:
    """(base - current) / base; None when either is unknown or the base is not above 0."""
    if base is None or current is None or base <= 0:
        return None
    return (base - current) / base


def _has_energy(uses: Uses) -> bool:
    return any(medium != "water" for medium in uses.by_medium)


def _per(
    amount: Decimal | None, divisor: Decimal | int | None, *, less: Decimal = Decimal(0)
) -> Decimal | None:
    return None if amount is None or not divisor else (amount - less) / divisor
