"""Three opinions on a plate's first character, and what they say together.

How clearly the recogniser saw it, what it takes this one for (provinces.py), and the picture of
the character alone (first_character.py). No province is likelier than another beforehand.
"""

from collections.abc import Sequence

import numpy as np

from jieyue.access.plates import first_character, grid
from jieyue.access.plates.finding import Corners
from jieyue.access.plates.pictures import Picture
from jieyue.access.plates.readings import Look
from jieyue.access.plates.rules import PROVINCES

# What each opinion leaves to a province it did not see.
LEAST_SEEN, LEAST_SECOND, LEAST_PICTURED = 0.05, 0.02, 0.02
SECOND_WEIGHT = 0.5  # it is too certain of itself
HEIGHTS = (-0.06, 0.0, 0.06)  # margins above and below at which the character is looked at
MOST_LOOKS = 8
DISPUTED = 0.5  # at most, where opinions differ: never sure
FITTING_MM = 16.0  # a reading fits the grid when its characters stand that close


def likeliest_province(cut: Picture, text: str, looks: Sequence[Look]) -> tuple[str, float]:
    """The likeliest province of a text, and how likely it is."""
    seen = _seen(text, looks)
    second = {p: sum(look.provinces[p] for look in looks) / len(looks) for p in PROVINCES}
    pictured = _pictured(cut, text, looks)
    together = {
        p: (seen[p] + LEAST_SEEN)
        * (second[p] + LEAST_SECOND) ** SECOND_WEIGHT
        * (pictured[p] + LEAST_PICTURED)
        for p in PROVINCES
    }
    best = max(together, key=together.__getitem__)
    clear = together[best] / sum(together.values())
    agreeing = sum(best == max(one, key=one.__getitem__) for one in (seen, second, pictured))
    return best, round(clear if agreeing == 3 else min(clear, DISPUTED), 4)


def _seen(text: str, looks: Sequence[Look]) -> dict[str, float]:
    """How clearly the recogniser saw each province before the rest of the text."""
    total = sum(look.weight for look in looks) or 1.0
    seen: dict[str, float] = dict.fromkeys(PROVINCES, 0.0)
    for look in looks:
        for likely in look.likely:
            if likely.text[1:] == text[1:] and likely.text[0] in seen:
                seen[likely.text[0]] += look.weight * likely.share * likely.strengths[0] / total
    return seen


def _pictured(cut: Picture, text: str, looks: Sequence[Look]) -> dict[str, float]:
    """What the picture of the first character is taken for, where the others say it stands."""
    import cv2

    grey: Picture = cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY)
    windows = [
        first_character.window(grey, _taller(_on_the_grid(look, text), look.margin[1] + height))
        for look in sorted(looks, key=lambda one: -one.weight)[:MOST_LOOKS]
        for height in HEIGHTS
    ]
    shares = np.exp(first_character.scores(np.stack(windows))).mean(axis=0)
    return dict(zip(PROVINCES, shares.tolist(), strict=True))


def _taller(corners: Corners, margin: float) -> Corners:
    """The corners of the strip with that margin above and below, as a share of its height."""
    down = (corners[[3, 2]] - corners[[0, 1]]) * margin / (1 - 2 * margin)
    return np.concatenate([corners[:2] - down, corners[2:] + down[::-1]])


def _on_the_grid(look: Look, text: str) -> Corners:
    """The look's corners moved along the plate's edges so that its characters fit the grid."""
    margin = look.margin[0]
    start, scale = 0.0, 1.0
    for likely in look.likely:
        found = grid.fit(likely.places)
        if likely.text[1:] == text[1:] and found.misfit < FITTING_MM:
            start, scale = found.start / grid.WIDTH, found.scale
            break
    low, high = ((end - margin) / (1 - 2 * margin) for end in (start, start + scale))
    top, bottom = look.corners[1] - look.corners[0], look.corners[2] - look.corners[3]
    return np.array(
        [
            look.corners[0] + low * top,
            look.corners[0] + high * top,
            look.corners[3] + high * bottom,
            look.corners[3] + low * bottom,
        ],
        np.float32,
    )
