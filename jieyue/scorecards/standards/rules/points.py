"""From a value to points, from points to a grade."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from jieyue.scorecards.standards.rules.content import Criterion, Grade, Kind

STEP = Decimal("0.01")  # points are kept to two places, rounded half up before grades are looked up


def rounded(points: Decimal) -> Decimal:
    return points.quantize(STEP, rounding=ROUND_HALF_UP)


def proposed(criterion: Criterion, value: Decimal) -> Decimal:
    """Points for a measured value, from 0 to the criterion's. Not for a veto.

    deduct: `per` for each beyond `free`. bonus: `per` for each. scale: none at `zero_at`, all at
    `full_at`, straight between, in either direction. bands: the points of the last bound that
    the value reaches; below the first bound none.
    """
    rule = criterion.rule
    if criterion.kind is Kind.DEDUCT:
        beyond = max(value - Decimal(str(rule.get("free", 0))), Decimal(0))
        points = criterion.points - beyond * Decimal(str(rule["per"]))
    elif criterion.kind is Kind.BONUS:
        points = value * Decimal(str(rule["per"]))
    elif criterion.kind is Kind.SCALE:
        none, full = Decimal(str(rule["zero_at"])), Decimal(str(rule["full_at"]))
        points = criterion.points * (value - none) / (full - none)
    else:
        reached = [earned for bound, earned in rule["bands"] if value >= Decimal(str(bound))]
        points = Decimal(str(reached[-1])) if reached else Decimal(0)
    return rounded(min(max(points, Decimal(0)), criterion.points))


def is_vetoed(value: Decimal) -> bool:
    """A veto counts occurrences: any is one."""
    return value > 0


@dataclass(frozen=True)
class Outcome:
    """Of a whole card. `grade` is the grade's code."""

    total: Decimal
    grade: str
    vetoed: bool


def outcome(
    points: Iterable[Decimal], vetoes: Iterable[bool], *, most: Decimal, grades: Sequence[Grade]
) -> Outcome:
    """Sum, cap and grade. A veto leaves the points as they are and makes the grade the lowest."""
    total = rounded(min(sum(points, Decimal(0)), most))
    if any(vetoes):
        return Outcome(total, grades[-1].code, vetoed=True)
    grade = next(grade for grade in grades if total >= grade.at_least)
    return Outcome(total, grade.code, vetoed=False)
