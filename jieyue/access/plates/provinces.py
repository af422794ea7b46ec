"""A second opinion on the first character of a plate.

The recogniser was taught on all kinds of text: where a province is small and blurred it writes a
letter or another character. But it does so in its own regular way, and what it takes 皖 for tells
皖. These weights know that way for each of the 31; they were fitted to drawn plates only, to no
photo (tools/plate_provinces.py).
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jieyue.access.plates.rules import PROVINCES

Numbers = npt.NDArray[np.float32]

LEFT = 0.22  # of the columns; the first character ends at 0.14 of the plate
LEAST = 1e-6


class _Weights(NamedTuple):
    """classes: of the recogniser; each scaled, then weighed for each province."""

    classes: npt.NDArray[np.int32]
    mean: Numbers
    spread: Numbers
    weights: Numbers
    bias: Numbers


@lru_cache(maxsize=1)
def _weights() -> _Weights:
    with np.load(Path(__file__).with_name("provinces.npz")) as stored:
        numbers = [
            stored[name].astype(np.float32) for name in ("mean", "spread", "weights", "bias")
        ]
        return _Weights(stored["classes"].astype(np.int32), *numbers)


def seen_on_the_left(columns: Numbers) -> Numbers:
    """The logarithm of each class's best column where the province stands.

    columns: of one strip, over all the recogniser's classes.
    """
    left = columns[: max(1, int(len(columns) * LEFT))]
    best: Numbers = np.log(left.max(axis=0) + LEAST)
    return best


def province_shares(columns: Numbers) -> dict[str, float]:
    """How likely each province is by one strip; sums to 1."""
    known = _weights()
    seen = (seen_on_the_left(columns)[known.classes] - known.mean) / known.spread
    values = seen @ known.weights + known.bias
    shares = np.exp(values - values.max())
    shares /= shares.sum()
    return dict(zip(PROVINCES, (float(share) for share in shares), strict=True))
