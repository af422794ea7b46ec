"""配备率 and 计量率: are enough meters there, and how much of the use do they see. Pure."""

from collections.abc import Collection, Mapping
from decimal import Decimal

HUNDRED = Decimal(100)


def rate(installed: int, needed: int | None) -> Decimal | None:
    """配备率 of GB 17167: installed by needed, 0 to 1; None: nobody said what is needed.

    More than needed is no more than all.
    """
    if not needed:
        return None
    return min(Decimal(installed) / needed, Decimal(1))


def is_met(found: Decimal | None, required_pct: Decimal | None) -> bool | None:
    """Whether the rate reaches what is required; None where either is not known."""
    if found is None or required_pct is None:
        return None
    return found * HUNDRED >= required_pct


def topmost(meter_ids: Collection[int], parents: Mapping[int, int | None]) -> list[int]:
    """Those of the meters above which none of them stands, so that no use counts twice."""
    wanted, found = set(meter_ids), []
    for meter_id in sorted(wanted):
        seen = {meter_id}
        above = parents.get(meter_id)
        while above is not None and above not in wanted and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above is None or above in seen:
            found.append(meter_id)
    return found


def measured_rate(measured: Decimal, total: Decimal) -> Decimal | None:
    """计量率: what a level's meters saw by the total, not above 1; None without a total."""
    if total <= 0:
        return None
    return min(max(measured / total, Decimal(0)), Decimal(1))
