"""What leftovers say of a portion and of a recipe's yield, drawn towards what is written. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ONE = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class DishDay:
    """One meal of a dish in kg: what came out of the pots, and what came back.

    planned_portions: what the pots were cooked for. taken: portions served.
    """

    cooked_kg: Decimal
    planned_portions: int
    taken: int
    unserved_kg: Decimal
    plate_kg: Decimal


@dataclass(frozen=True, kw_only=True)
class Caution:
    """shrink_days: days at which the evidence weighs as much as what is written.

    least_change: share from which a change is worth a proposal; most_change: the largest at once.
    """

    shrink_days: Decimal
    least_days: int
    least_change: Decimal
    most_change: Decimal


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """portion_g, yield_factor: None where what is written stands. served_g, eaten_g: as seen."""

    days: int
    served_g: Decimal
    eaten_g: Decimal
    portion_g: int | None
    yield_factor: Decimal | None


def estimate(days: Sequence[DishDay], *, portion_g: int, caution: Caution) -> Estimate | None:
    """What the days say; None with fewer than `least_days` of use.

    served = (cooked - unserved) / taken; eaten = served - left on the plate / taken.
    yield = cooked / (planned portions x portion), as the recipe promises 1.
    """
    used = [day for day in days if _is_plausible(day)]
    if len(used) < max(caution.least_days, 1):
        return None
    taken = sum(day.taken for day in used)
    cooked = sum((day.cooked_kg for day in used), Decimal(0))
    unserved = sum((day.unserved_kg for day in used), Decimal(0))
    plate = sum((day.plate_kg for day in used), Decimal(0))
    promised = sum(day.planned_portions for day in used) * Decimal(portion_g) / 1000
    served_g = (cooked - unserved) * 1000 / taken
    eaten_g = served_g - plate * 1000 / taken
    weight = len(used) / (len(used) + caution.shrink_days)
    portion = _change(eaten_g / portion_g, weight, caution)
    factor = _change(cooked / promised, weight, caution)
    return Estimate(
        days=len(used),
        served_g=served_g.quantize(ONE, rounding=ROUND_HALF_UP),
        eaten_g=eaten_g.quantize(ONE, rounding=ROUND_HALF_UP),
        portion_g=None if portion is None else _rounded(portion * portion_g),
        yield_factor=None if factor is None else factor.quantize(Decimal("0.001")),
    )


def _is_plausible(day: DishDay) -> bool:
    """More came out than came back, and somebody ate."""
    return day.taken > 0 and day.planned_portions > 0 and day.cooked_kg > day.unserved_kg


def _change(ratio: Decimal, weight: Decimal, caution: Caution) -> Decimal | None:
    """The factor to propose: 1 drawn to `ratio` by `weight`, within bounds; None if too small."""
    change = (ratio - 1) * weight
    if abs(change) < caution.least_change:
        return None
    return 1 + max(-caution.most_change, min(change, caution.most_change))


def _rounded(grams: Decimal) -> int:
    """To the nearest 5 g, as portions are written."""
    return int((grams / 5).quantize(ONE, rounding=ROUND_HALF_UP)) * 5
