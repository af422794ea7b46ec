"""This morning's gate corrects lunch (晨间修正).

The night's forecast is the prior. Each unit's people inside by the cut-off are held against what
is usual for it at that minute; the difference, times the unit's propensity to eat, is the
morning's signal. How much of a signal has come true on past days decides how far the number moves
and how much narrower its interval becomes (linear regression, normal approximation). The change
is capped. A unit that reports nothing is left out: missing data is not absence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from jieyue.canteen.forecast.rules.reliability import Reliability


@dataclass(frozen=True)
class Night:
    """The forecast before the morning; `low` and `high` bound the middle 80 %."""

    expected: float
    low: float
    high: float
    quantiles: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class UnitMorning:
    """One unit this morning, against its usual.

    inside: people inside by the cut-off; None when its gates told nothing.
    usual_inside: what is usual at this minute on such a day, learnt from `days` past days.
    propensity: diners per person inside.
    away_known: people whose absence the night's forecast has counted already.
    note: why the unit may differ today ("training", "meeting_away", …), empty if nothing is known.
    """

    unit_id: int
    inside: int | None
    usual_inside: float
    days: int
    propensity: float
    away_known: int = 0
    note: str = ""

    @property
    def expected_inside(self) -> float:
        return max(0.0, self.usual_inside - self.away_known)


@dataclass(frozen=True)
class UnitEffect:
    """Diners by which a unit moved the number, and why."""

    unit_id: int
    effect: float
    reason: str


@dataclass(frozen=True)
class Corrected:
    """The forecast after the morning. `effects` are sorted, the largest change first."""

    expected: float
    low: float
    high: float
    quantiles: dict[str, float]
    effects: tuple[UnitEffect, ...]
    units_counted: int
    capped: bool


def corrected(
    night: Night,
    units: Sequence[UnitMorning],
    *,
    reliability: Reliability,
    shrink_days: float,
    most_share: float,
) -> Corrected:
    """The night's forecast changed by the morning.

    shrink_days: days of history at which a unit's own difference weighs as much as the complex's.
    most_share: largest change as a share of the night's number; the kitchen cannot absorb more.
    """
    known = [unit for unit in units if unit.days > 0 and unit.usual_inside > 0]
    counted = [unit for unit in known if unit.inside is not None and unit.expected_inside > 0]
    if not counted:
        return Corrected(night.expected, night.low, night.high, dict(night.quantiles), (), 0, False)
    covered = min(1.0, _diners(counted) / _diners(known)) if _diners(known) else 0.0
    differences = _differences(counted, shrink_days=shrink_days)
    shift = reliability.slope * fsum(differences.values())
    most = most_share * night.expected
    kept = max(-most, min(most, shift))
    scale = reliability.slope * (kept / shift if shift else 1.0)
    narrower = sqrt(1 - covered * reliability.explained)
    return _moved(night, kept, narrower, _effects(counted, differences, scale), shift != kept)


def _diners(units: Sequence[UnitMorning]) -> float:
    return fsum(unit.propensity * unit.expected_inside for unit in units)


def _differences(units: Sequence[UnitMorning], *, shrink_days: float) -> dict[int, float]:
    """Diners by which each unit differs from usual, shrunk to the complex by days of history."""
    inside = fsum(unit.inside or 0 for unit in units)
    usual = fsum(unit.expected_inside for unit in units)
    ratio = inside / usual - 1
    differences = {}
    for unit in units:
        trust = unit.days / (unit.days + shrink_days)
        own = (unit.inside or 0) - unit.expected_inside
        people = trust * own + (1 - trust) * ratio * unit.expected_inside
        differences[unit.unit_id] = unit.propensity * people
    return differences


def _effects(
    units: Sequence[UnitMorning], differences: Mapping[int, float], scale: float
) -> tuple[UnitEffect, ...]:
    effects = [
        UnitEffect(unit.unit_id, scale * differences[unit.unit_id], _reason(unit)) for unit in units
    ]
    return tuple(sorted(effects, key=lambda e: (-abs(e.effect), e.unit_id)))


def _reason(unit: UnitMorning) -> str:
    fewer = (unit.inside or 0) < unit.expected_inside
    if fewer and unit.note:
        return unit.note
    return "fewer_inside" if fewer else "more_inside"


def _moved(
    night: Night,
    shift: float,
    narrower: float,
    effects: tuple[UnitEffect, ...],
    capped: bool,
) -> Corrected:
    def move(value: float) -> float:
        return max(0.0, night.expected + shift + (value - night.expected) * narrower)

    return Corrected(
        expected=move(night.expected),
        low=move(night.low),
        high=move(night.high),
        quantiles={p: round(move(value), 2) for p, value in night.quantiles.items()},
        effects=effects,
        units_counted=len(effects),
        capped=capped,
    )
