"""What silent readers did not tell is made up for while it is little. Pure."""

import math
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from jieyue.access.presence.rules.counting import Cell

Place = TypeVar("Place")


class Part(NamedTuple):
    """A cell, and the share of its usual passages that go through readers that are heard."""

    cell: Cell
    coverage: float


def known(
    cells: Mapping[tuple[int, int | None], Cell],
    coverage: Mapping[tuple[int, int | None], float],
    *,
    least: float,
    limits: Mapping[int | None, float],
) -> dict[tuple[int, int | None], Cell]:
    """By place and unit, with what is made up for; cells of less coverage are unknown, left out.

    limits: how many of each unit may be inside at most; one that is not there has no limit.
    """
    by_unit: dict[int | None, dict[tuple[int, int | None], Part]] = {}
    for key, cell in cells.items():
        if coverage[key] >= least and coverage[key] > 0:
            by_unit.setdefault(key[1], {})[key] = Part(cell, coverage[key])
    found: dict[tuple[int, int | None], Cell] = {}
    for unit_id, parts in by_unit.items():
        found |= made_up(parts, most=limits.get(unit_id, math.inf))
    return found


def made_up(parts: Mapping[Place, Part], *, most: float) -> dict[Place, Cell]:
    """One unit's cells of one moment, each divided by its coverage (above 0).

    Together they hold no more than `most` people, nor does the upper end of any.
    """
    found = {place: _divided(part) for place, part in parts.items()}
    before = sum(part.cell.estimate for part in parts.values())
    added = sum(cell.estimate for cell in found.values()) - before
    if added <= 0:
        return found
    share = min(1.0, max(most - before, 0.0) / added)
    return {
        place: _within(parts[place].cell, cell, share=share, most=most)
        for place, cell in found.items()
    }


def _divided(part: Part) -> Cell:
    cell, coverage = part
    if coverage >= 1:
        return cell
    return cell._replace(
        estimate=cell.estimate / coverage,
        high=cell.high / coverage,
        nobody=cell.nobody * coverage,
    )


def _within(before: Cell, cell: Cell, *, share: float, most: float) -> Cell:
    estimate = round(before.estimate + share * (cell.estimate - before.estimate), 3)
    return cell._replace(estimate=estimate, high=max(min(cell.high, most), estimate))
