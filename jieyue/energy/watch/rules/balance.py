"""Sub-meters against the meter above them, by the band of STANDARDS 1.10 (7). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

LEAST_WEEKS = 4


@dataclass(frozen=True)
class Unbalanced:
    """share: what the parent shows above its sub-meters, of its own use; negative: they exceed
    it. usual: the same in the weeks before, None when unknown."""

    share: float
    usual: float | None


def check(
    shares: Sequence[float | None], *, low: float, high: float, least_change: float
) -> Unbalanced | None:
    """shares: by week, the last one judged; None where not all is known.

    Above the band only when it did not lie there before: what is not sub-metered is no fault.
    """
    if not shares or shares[-1] is None:
        return None
    last = shares[-1]
    known = [share for share in shares[:-1] if share is not None]
    usual = median(known) if len(known) >= LEAST_WEEKS else None
    if last < low:
        return Unbalanced(last, usual)
    if last > high and usual is not None and last - usual > least_change:
        return Unbalanced(last, usual)
    return None
