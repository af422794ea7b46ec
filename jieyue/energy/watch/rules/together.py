"""Meters that show the same thing at the same time, for one cause: weather, a holiday. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Mapping

FEWEST = 3  # two may be chance


def together(
    excess: Mapping[int, float],
    group: Mapping[int, Hashable],
    size: Mapping[Hashable, int],
    *,
    share: float,
) -> list[tuple[int, ...]]:
    """Meters to be told as one, the largest excess first; the others alone.

    excess: by meter, its sign the direction. group: what is alike, such as medium and item.
    size: how many meters of a group there are. share: from so much of a group on, and three
    meters, one cause is behind those that left to one side.
    """
    sides: dict[tuple[Hashable, bool], list[int]] = defaultdict(list)
    for meter_id in sorted(excess, key=lambda each: (-abs(excess[each]), each)):
        sides[group[meter_id], excess[meter_id] > 0].append(meter_id)
    found: list[tuple[int, ...]] = []
    for (alike, _above), meter_ids in sides.items():
        if len(meter_ids) >= max(FEWEST, share * size[alike]):
            found.append(tuple(meter_ids))
        else:
            found += [(meter_id,) for meter_id in meter_ids]
    return found


def unexplained(
    excess: Mapping[int, float], parent: Mapping[int, int | None], *, but: float
) -> dict[int, float]:
    """Without the meters whose excess those right below them show, all but a share `but`."""
    below: dict[int, float] = defaultdict(float)
    for meter_id, found in excess.items():
        above = parent.get(meter_id)
        if above in excess and above is not None and (excess[above] > 0) == (found > 0):
            below[above] += found
    return {
        meter_id: found
        for meter_id, found in excess.items()
        if abs(below[meter_id]) < (1 - but) * abs(found)
    }
