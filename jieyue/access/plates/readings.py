"""One straightened strip read once, and what many such readings say together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import exp

import numpy as np

from jieyue.access.plates import finding, grid
from jieyue.access.plates.candidates import stretched
from jieyue.access.plates.decoding import Likely, likeliest
from jieyue.access.plates.engines import read_columns
from jieyue.access.plates.finding import Corners
from jieyue.access.plates.pictures import Picture

MISFIT_MM = 14.0  # a reading with its characters this far from the grid counts a third
LEAST_FIT = 0.02


@dataclass(frozen=True)
class Way:
    """A way to look: leaning by a share of the height, margins, the strip's width, contrast."""

    shear: float
    margin: tuple[float, float]
    width: int
    stretched: bool


TIGHT, LOOSE = (-0.02, -0.08), (0.02, 0.05)
# Tried one after the other until the reading is sure.
ROUNDS = (
    (Way(0.0, TIGHT, 168, False), Way(0.0, LOOSE, 216, True)),
    (Way(0.0, LOOSE, 168, False), Way(0.0, TIGHT, 216, True)),
    tuple(
        Way(shear, margin, width, width == 216)
        for shear in (-0.25, 0.25)
        for margin, width in ((TIGHT, 168), (LOOSE, 216))
    ),
)


@dataclass(frozen=True)
class Look:
    """One reading of one strip. guess: which straightening it belongs to."""

    guess: int
    corners: Corners
    margin: tuple[float, float]
    likely: tuple[Likely, ...]
    provinces: dict[str, float]

    @cached_property
    def weight(self) -> float:
        strengths = self.likely[0].strengths
        clear = float(np.mean(strengths)) ** 2 * min(strengths[1:])
        return clear * max(LEAST_FIT, fits(self.likely[0]))


def looks(cut: Picture, guesses: Sequence[Corners], ways: Sequence[Way]) -> list[Look]:
    """Every guess looked at in every way; readings that are no plate are left out."""
    found = []
    for width in sorted({way.width for way in ways}):
        tried, strips = [], []
        for way in (way for way in ways if way.width == width):
            for guess, corners in enumerate(guesses):
                leaning = finding.sheared(corners, way.shear)
                strip = finding.strip(cut, leaning, margin=way.margin)
                strips.append(stretched(strip) if way.stretched else strip)
                tried.append((guess, leaning, way.margin))
        for place, columns in zip(tried, read_columns(strips, width=width), strict=True):
            likely = on_the_grid(likeliest(columns.plate))
            if likely:
                found.append(Look(*place, likely, columns.provinces))
    return found


def fits(likely: Likely) -> float:
    """How well characters stand where a plate has them, 0 to 1.

    A character split in two, or one lost, shows as others beside their places.
    """
    return exp(-((grid.fit(likely.places).misfit / MISFIT_MM) ** 2))


def on_the_grid(likely: Sequence[Likely]) -> tuple[Likely, ...]:
    """Shares weighed by how well each text fits the grid, likeliest first."""
    weighed = [one.share * max(LEAST_FIT, fits(one)) for one in likely]
    total = sum(weighed) or 1.0
    rows = [replace(one, share=share / total) for one, share in zip(likely, weighed, strict=True)]
    return tuple(sorted(rows, key=lambda one: -one.share))


def together(looks: Sequence[Look]) -> dict[str, float]:
    """Each text's share of all readings, clear ones weighing more."""
    shares: dict[str, float] = defaultdict(float)
    total = sum(look.weight for look in looks) or 1.0
    for look in looks:
        for likely in look.likely:
            shares[likely.text] += likely.share * look.weight / total
    return shares


def confidences(text: str, looks: Sequence[Look]) -> tuple[float, ...]:
    """Of each character: how clearly it was seen, less where readings saw another."""
    total = sum(look.weight for look in looks) or 1.0
    sums = [0.0] * len(text)
    for look in looks:
        best = look.likely[0]
        if len(best.text) != len(text):
            continue
        for at, (seen, strength) in enumerate(zip(best.text, best.strengths, strict=True)):
            if seen == text[at]:
                sums[at] += look.weight * strength
    return tuple(round(value / total, 4) for value in sums)
