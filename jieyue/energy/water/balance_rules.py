"""Water balance of units and of the whole, STANDARDS 1.11 (GB/T 12452-2022). Pure; m³ of a period.

What comes in equals what goes out:
    V_cy + V_f + V_s = V'_cy + V_co + V_d + V_l + V'_s
recirculated, fresh, serial in = recirculated, consumed, discharged, leaked, serial out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
NOTICEABLE = Decimal("0.001")


@dataclass(frozen=True)
class Line:
    """One water-using unit; every value 0 or more."""

    name: str
    v_cy: Decimal = ZERO
    v_f: Decimal = ZERO
    v_s: Decimal = ZERO
    v_cy_out: Decimal = ZERO
    v_co: Decimal = ZERO
    v_d: Decimal = ZERO
    v_l: Decimal = ZERO
    v_s_out: Decimal = ZERO

    @property
    def incoming(self) -> Decimal:
        return self.v_cy + self.v_f + self.v_s

    @property
    def outgoing(self) -> Decimal:
        return self.v_cy_out + self.v_co + self.v_d + self.v_l + self.v_s_out

    @property
    def imbalance(self) -> Decimal:
        """Incoming less outgoing; 0 in a balanced line."""
        return self.incoming - self.outgoing

    @property
    def is_balanced(self) -> bool:
        return abs(self.imbalance) < NOTICEABLE


@dataclass(frozen=True)
class Balance:
    """The whole test. shares are 0 to 1; None where what they are a share of is unknown or 0."""

    intake: Decimal | None
    fresh: Decimal
    consumed: Decimal
    discharged: Decimal
    leaked: Decimal
    reused: Decimal
    deviation: Decimal | None
    volume_leak_rate: Decimal | None
    reuse_rate: Decimal | None
    unbalanced: tuple[str, ...]
    is_within: bool


def balance(lines: Sequence[Line], *, intake: Decimal | None, most_deviation: Decimal) -> Balance:
    """The sums of all units against the whole's intake of the same period.

    deviation: how far the measured uses miss the intake; within `most_deviation` the test is
    accepted, when every line balances too.
    """
    fresh = sum((line.v_f for line in lines), ZERO)
    leaked = sum((line.v_l for line in lines), ZERO)
    reused = sum((line.v_cy + line.v_s for line in lines), ZERO)
    unbalanced = tuple(line.name for line in lines if not line.is_balanced)
    deviation = abs(fresh - intake) / intake if intake else None
    return Balance(
        intake=intake,
        fresh=fresh,
        consumed=sum((line.v_co for line in lines), ZERO),
        discharged=sum((line.v_d for line in lines), ZERO),
        leaked=leaked,
        reused=reused,
        deviation=deviation,
        volume_leak_rate=volume_leak_rate(leaked, fresh),
        reuse_rate=reuse_rate(reused, fresh),
        unbalanced=unbalanced,
        is_within=deviation is not None and deviation <= most_deviation and not unbalanced,
    )


def volume_leak_rate(leaked: Decimal, fresh: Decimal) -> Decimal | None:
    """漏失水量率: leaked over fresh water. Neither the fixtures' rate nor 漏损率 of CJJ 92."""
    return leaked / fresh if fresh > 0 else None


def fixture_leak_rate(leaking: int, checked: int) -> Decimal | None:
    """用水器具漏失率: leaking fixtures over all checked. Not the volume's rate."""
    return Decimal(leaking) / checked if checked else None


def reuse_rate(reused: Decimal, fresh: Decimal) -> Decimal | None:
    """V_r / (V_f + V_r)."""
    return reused / (fresh + reused) if fresh + reused > 0 else None


@dataclass(frozen=True)
class Unaccounted:
    """What went into a zone and is not seen again. share: of what went in."""

    volume: Decimal
    share: Decimal | None
    is_within: bool


def unaccounted(
    incoming: Decimal, outgoing: Decimal, *, least: Decimal, most: Decimal
) -> Unaccounted:
    """Check 1.10 (7): allowed from `least` to `most` of what went in, such as 0 to 0.10."""
    volume = incoming - outgoing
    share = volume / incoming if incoming > 0 else None
    return Unaccounted(volume, share, share is not None and least <= share <= most)
