"""The province by the picture of the first character alone, whatever the recogniser says.

The plate's grid gives its place (GA 36-2018: 45 mm wide from 15.5 mm on, 90 mm tall). A small
convolutional network was taught on drawn characters only, no photo
(tools/plate_first_character.py); its weights lie beside this page and numpy alone runs it.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jieyue.access.plates.finding import Corners
from jieyue.access.plates.pictures import Picture

Numbers = npt.NDArray[np.float32]

LEFT, RIGHT, TOP, BOTTOM = -10, 88, -4, 144  # mm of the plate: the character and what is around it
PLATE = (440, 140)  # mm
WIDTH, HEIGHT = 40, 48
LAYERS = 4  # each halves the sides but the last


def window(grey: Picture, corners: Corners) -> Picture:
    """The grey values around the first character of the plate at these corners: HEIGHT x WIDTH."""
    import cv2

    plate = np.array([[0, 0], [PLATE[0], 0], PLATE, [0, PLATE[1]]], np.float32)
    scale = np.array([2 * WIDTH / (RIGHT - LEFT), 2 * HEIGHT / (BOTTOM - TOP)], np.float32)
    ends = (plate - np.array([LEFT, TOP], np.float32)) * scale
    turn = cv2.getPerspectiveTransform(corners.astype(np.float32), ends)
    size = (2 * WIDTH, 2 * HEIGHT)
    twice = cv2.warpPerspective(
        grey, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    out: Picture = cv2.resize(twice, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return out


def levelled(windows: npt.NDArray[np.uint8]) -> Numbers:
    """Each window with a mean of 0 and a spread of 1."""
    values = windows.astype(np.float32)
    values -= values.mean(axis=(1, 2), keepdims=True)
    out: Numbers = values / (values.std(axis=(1, 2), keepdims=True) + 4)
    return out


@lru_cache(maxsize=1)
def _weights() -> dict[str, Numbers]:
    with np.load(Path(__file__).with_name("first_character.npz")) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def scores(windows: npt.NDArray[np.uint8], weights: Mapping[str, Numbers] | None = None) -> Numbers:
    """The logarithm of how likely each province is, in the order of PROVINCES, for each window."""
    weights = weights or _weights()
    values = levelled(windows)[..., None]
    for layer in range(LAYERS):
        values = _convolved(values, weights[f"kernel{layer}"]) + weights[f"bias{layer}"]
        values = np.maximum(values, 0)
        if layer < LAYERS - 1:
            values = _halved(values)
    out: Numbers = values.reshape(len(values), -1) @ weights["last"] + weights["last_bias"]
    out -= out.max(axis=1, keepdims=True)
    out -= np.log(np.exp(out).sum(axis=1, keepdims=True))
    return out


def _convolved(values: Numbers, kernel: Numbers) -> Numbers:
    """values: (windows, rows, columns, channels); kernel: (9 x channels, channels after)."""
    _, rows, columns, _ = values.shape
    padded = np.pad(values, ((0, 0), (1, 1), (1, 1), (0, 0)))
    shifts = [padded[:, y : y + rows, x : x + columns] for y in range(3) for x in range(3)]
    out: Numbers = np.concatenate(shifts, axis=3) @ kernel
    return out


def _halved(values: Numbers) -> Numbers:
    """The largest of each two by two."""
    count, rows, columns, channels = values.shape
    out: Numbers = values.reshape(count, rows // 2, 2, columns // 2, 2, channels).max(axis=(2, 4))
    return out
