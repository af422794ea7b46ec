"""The province by the picture of the first character alone, whatever the recogniser says.

The plate's grid gives its place (GA 36-2018: 45 mm wide from 15.5 mm on, 90 mm tall). Directions of
edges in small cells go through a network of two layers. It was taught on drawn characters only, no
photo (tools/plate_first_character.py).
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jieyue.access.plates.pictures import Picture
from jieyue.access.plates.rules import PROVINCES

Numbers = npt.NDArray[np.float32]

LEFT, RIGHT, TOP, BOTTOM = 2, 74, 8, 132  # mm of the plate: the character and what is around it
WIDTH, HEIGHT = 40, 64
CELL = 4
DIRECTIONS = 8  # of edges, over half a turn
LEAST = 1e-3


def window(strip: Picture) -> Numbers:
    """The grey values around the first character of a strip of 440 x 140: HEIGHT x WIDTH."""
    import cv2

    part = cv2.cvtColor(strip[TOP:BOTTOM, LEFT:RIGHT], cv2.COLOR_BGR2GRAY)
    out: Numbers = cv2.resize(part, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return out.astype(np.float32)


def edges(windows: Numbers) -> Numbers:
    """Per window, how strong edges of each direction are in each cell, against its neighbours."""
    count = len(windows)
    down, across = np.zeros_like(windows), np.zeros_like(windows)
    down[:, 1:-1] = windows[:, 2:] - windows[:, :-2]
    across[:, :, 1:-1] = windows[:, :, 2:] - windows[:, :, :-2]
    strength = np.hypot(down, across)
    place = (np.arctan2(down, across) / np.pi % 1) * DIRECTIONS
    low = np.floor(place).astype(np.int32) % DIRECTIONS
    part = place - np.floor(place)
    rows, columns = HEIGHT // CELL, WIDTH // CELL
    cells = np.empty((count, rows, columns, DIRECTIONS), np.float32)
    for direction in range(DIRECTIONS):
        share = np.where(low == direction, 1 - part, 0)
        share += np.where((low + 1) % DIRECTIONS == direction, part, 0)
        of = (strength * share).reshape(count, rows, CELL, columns, CELL)
        cells[..., direction] = of.sum(axis=(2, 4))
    power = np.pad((cells**2).sum(axis=3), ((0, 0), (2, 2), (2, 2)), mode="edge")
    near = np.zeros_like(cells[..., 0])
    for y in range(5):
        for x in range(5):
            near += power[:, y : y + rows, x : x + columns]
    cells /= (
        np.sqrt(near[..., None])
        + LEAST * np.sqrt(power.max(axis=(1, 2)))[:, None, None, None]
        + LEAST
    )
    out: Numbers = np.sqrt(cells).reshape(count, -1)
    return out


@lru_cache(maxsize=1)
def _weights() -> tuple[Numbers, ...]:
    with np.load(Path(__file__).with_name("first_character.npz")) as stored:
        names = ("mean", "first", "first_bias", "second", "second_bias")
        return tuple(stored[name].astype(np.float32) for name in names)


def shares(windows: Numbers, weights: Sequence[Numbers] | None = None) -> Numbers:
    """How likely each province is, for each window; rows sum to 1."""
    mean, first, first_bias, second, second_bias = weights or _weights()
    hidden = np.maximum((edges(windows) - mean) @ first + first_bias, 0)
    values = hidden @ second + second_bias
    out: Numbers = np.exp(values - values.max(axis=1, keepdims=True))
    out /= out.sum(axis=1, keepdims=True)
    return out


def by_province(strip: Picture) -> dict[str, float]:
    """How likely each province is by one strip; sums to 1."""
    return dict(zip(PROVINCES, map(float, shares(window(strip)[None])[0]), strict=True))
