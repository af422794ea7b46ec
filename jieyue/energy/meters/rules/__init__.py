"""What a register is worth: units, multipliers and the dated pieces of a meter's counting."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from jieyue.energy.scale import MILLI
from jieyue.kit.quantities import CannotConvert, Unit, convert

UNIT_OF: dict[str, str] = {
    "electricity": "kwh",
    "water": "m3",
    "gas": "m3",
    "heat": "gj",
    "coal": "t",
    "gasoline": "l",
    "diesel": "l",
    "lpg": "kg",
    "other": "tce",
}
MOST_DIGITS = 12  # with three decimals and a multiplier of 10,000 an int64 still holds the use
FINEST = 3  # decimals of a register and of a multiplier, `jieyue.energy.scale`
ROLLOVER_PERIODS = 12


class CannotCount(ValueError):
    """A register in `unit` cannot become the medium's unit."""

    def __init__(self, *, unit: str, medium: str, wanted: str) -> None:
        super().__init__(unit, medium)
        self.unit, self.medium, self.wanted = unit, medium, wanted


@dataclass(frozen=True)
class Segment:
    """One instrument at a meter, [from_s, until_s), seconds since 1970 UTC; None: still there.

    modulus_milli: where its counter turns over. initial, final: first and last register, in
    thousandths; None: not known. final_method: how the last was found (`FinalMethod`), "" while
    the instrument hangs; anything but "read" makes the use up to it an estimate.
    """

    from_s: int
    until_s: int | None
    multiplier_milli: int
    modulus_milli: int
    initial_milli: int | None
    final_milli: int | None
    final_method: str = ""


def modulus_milli(digits: int) -> int:
    """Where a counter of so many whole digits turns over, in thousandths."""
    return int(10**digits) * MILLI


def unit_factor(register_unit: str, medium: str) -> Decimal:
    """How many of the medium's unit one of the register's unit is. Raises CannotCount."""
    wanted = UNIT_OF[medium]
    try:
        return convert(Decimal(1), Unit(register_unit), Unit(wanted))
    except (CannotConvert, ValueError):
        raise CannotCount(unit=register_unit, medium=medium, wanted=wanted) from None


def multiplier(*, ct_ratio: Decimal, pt_ratio: Decimal, register_unit: str, medium: str) -> Decimal:
    """倍率: transformers times the unit's factor, not rounded. Raises CannotCount."""
    return ct_ratio * pt_ratio * unit_factor(register_unit, medium)


def is_fine(value: Decimal) -> bool:
    """Whether it has at most three decimals, so that it is kept exactly."""
    return value * MILLI == (value * MILLI).to_integral_value()


def capacity(usual_micro_per_hour: Sequence[int], *, times: int) -> int | None:
    """The most a meter without a stated capacity passes in an hour: so many times its median.

    STANDARDS 1.10 (2): over the last twelve periods. None: nothing is known, nothing is refused.
    """
    last = sorted(usual_micro_per_hour[-ROLLOVER_PERIODS:])
    if not last:
        return None
    middle = len(last) // 2
    median = last[middle] if len(last) % 2 else (last[middle - 1] + last[middle]) // 2
    return median * times or None
