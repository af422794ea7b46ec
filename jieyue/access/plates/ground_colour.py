"""The colour of a plate's ground, from the pixels of its strip."""

import numpy as np

from jieyue.access.plates.colours import Colour
from jieyue.access.plates.pictures import Picture

# Hue in OpenCV's half degrees; dirty yellow leans to orange.
HUES = {Colour.YELLOW: (8, 35), Colour.GREEN: (35, 89), Colour.BLUE: (89, 136)}
LEAST_SATURATION = 60
LEAST_SHARE = 0.25  # of the plate's middle; characters cover about a third of it
CLEAR = 1.8  # the first colour must have this many times the pixels of the second


def ground_colour(strip: Picture) -> Colour | None:
    """The ground's colour; None where light leaves it open. Green stands for both greens."""
    import cv2

    height, width = strip.shape[:2]
    middle = strip[height // 6 : -height // 6, width // 12 : -width // 12]
    hue, saturation, value = (
        channel.ravel() for channel in cv2.split(cv2.cvtColor(middle, cv2.COLOR_BGR2HSV))
    )
    vivid = saturation >= LEAST_SATURATION
    shares = {
        colour: float(np.mean(vivid & (hue >= low) & (hue < high)))
        for colour, (low, high) in HUES.items()
    }
    (first, share), (_, second) = sorted(shares.items(), key=lambda one: -one[1])[:2]
    if share >= LEAST_SHARE:
        return first if share >= CLEAR * second else None
    if share > LEAST_SHARE / 2:
        return None
    return _without_colour(value)


def _without_colour(value: np.ndarray) -> Colour | None:
    """White or black: characters are fewer than ground, so the median is the ground's."""
    low, high = np.percentile(value, (5, 95))
    if high - low < 40:
        return None
    place = (float(np.median(value)) - low) / (high - low)
    if place < 0.35:
        return Colour.BLACK
    return Colour.WHITE if place > 0.65 else None
