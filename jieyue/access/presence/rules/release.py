"""What may be shown of counts: rounded figures and bands that cannot be put together again.

Units and zones are two ways to divide the same people. A unit's figure is rounded to the smallest
number shown; below that it is a band. The total is a range, cut out of what the units' figures
allow in a way that depends on those figures alone. The zones' figures are made so coarse that they
allow that whole range, and now and then coarser by chance, so that coarse figures do not tell why
they are. So each division, the total, and all of them together leave every count of every band
possible, also for somebody who knows these rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from jieyue.access.entries.rules import Range, possible, shown, total_range

Key = TypeVar("Key")
COARSENED = 12  # times at most that the zones' step is doubled
CHANCES = (0,) * 24 + (1,) * 4 + (2, 2, 3, 4)  # doublings to begin with, each as likely


@dataclass(frozen=True)
class Released:
    """Units below `smallest` and zones below `zone_step` are None: a band that begins at 0.

    total: the range that everybody together lies in.
    """

    units: Mapping[int | None, int | None]
    zones: Mapping[int, int | None]
    total: Range
    smallest: int
    zone_step: int


def release(
    units: Mapping[int | None, float], zones: Mapping[int, float], *, smallest: int, chance: int
) -> Released:
    """What may be shown of one moment.

    chance: any number that belongs to the moment, so that the same counts always give the same
    figures and nobody draws anew by asking again.
    """
    smallest = max(smallest, 1)
    by_unit = _shown(units, smallest)
    together = sum(round(count) for count in units.values())
    total = total_range(together, by_unit.values(), smallest=smallest)
    step = smallest << CHANCES[chance % len(CHANCES)]
    while not _allows(zones, step, total, smallest - 1) and step < smallest << COARSENED:
        step *= 2
    return Released(by_unit, _shown(zones, step), total, smallest, step)


def _allows(zones: Mapping[int, float], step: int, total: Range, band: int) -> bool:
    """Whether the zones may hold any total in the range, and a band of theirs 0 and `band`."""
    figures = _shown(zones, step).values()
    allowed = possible(figures, smallest=step)
    if allowed.least > total.least or total.most > allowed.most:
        return False
    return None not in figures or (
        allowed.least + band <= total.most and total.least <= allowed.most - band
    )


def _shown(counts: Mapping[Key, float], step: int) -> dict[Key, int | None]:
    return {key: shown(count, smallest=step) for key, count in counts.items()}
