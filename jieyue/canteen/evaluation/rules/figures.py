"""What one day of one canteen tells about thrift."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Bought:
    """Goods received; `kg` are those whose mass is known, `known_yuan` what these cost."""

    kg: Decimal = ZERO
    yuan: Decimal = ZERO
    known_yuan: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class Supply:
    """Portions of the dishes of a day. off: sum of abs(prepared - taken) over dishes and meals.

    Only dishes whose takings were counted are in `prepared` and `off`.
    """

    dishes: int = 0
    counted: int = 0
    prepared: int = 0
    off: int = 0


@dataclass(frozen=True, kw_only=True)
class Yielded:
    """Raw goods in kg. gross, net, standard: of the ingredients whose trimmings were weighed.

    standard: the net mass that the ingredients' own net yields promise.
    """

    issued_kg: Decimal = ZERO
    gross_kg: Decimal = ZERO
    net_kg: Decimal = ZERO
    standard_kg: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class Stored:
    """Values that left the store, in yuan."""

    issued_yuan: Decimal = ZERO
    spoiled_yuan: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class Plates:
    """Trays looked at. meals: at how many meals of the day."""

    meals: int = 0
    inspected: int = 0
    clean: int = 0


@dataclass(frozen=True, kw_only=True)
class Forecasts:
    """Diners of the meals that were forecast the day before. off: sum of abs(forecast - came)."""

    meals: int = 0
    came: int = 0
    off: int = 0


@dataclass(frozen=True, kw_only=True)
class DayFigures:
    """None of a part: nothing was recorded. waste_kg has the stages that were weighed."""

    day: date
    diners: int = 0
    meals: int = 0
    waste_kg: Mapping[str, Decimal] = field(default_factory=dict)
    bought: Bought = field(default_factory=Bought)
    supply: Supply = field(default_factory=Supply)
    yielded: Yielded = field(default_factory=Yielded)
    stored: Stored = field(default_factory=Stored)
    plates: Plates = field(default_factory=Plates)
    forecasts: Forecasts = field(default_factory=Forecasts)
