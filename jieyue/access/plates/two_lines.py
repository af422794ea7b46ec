"""号牌 of two lines, behind lorries, buses and trailers: put into one line, and read as one.

GA 36-2018: 440 mm by 220; above, 80 by 60, the province and the issuing letter with a dot between;
below, 65 by 110, the five others. The line below is the wider: what is found as a line of text is
likely that one, and the whole plate is reckoned from it.
"""

from collections.abc import Sequence

import numpy as np

from jieyue.access.plates import finding, grid
from jieyue.access.plates.decoding import Likely
from jieyue.access.plates.finding import Corners
from jieyue.access.plates.pictures import Picture

PLATE = (440, 220)  # mm
LINE_BELOW = (22, 84, 418, 206)  # mm: left, top, right, bottom of the five as a box of text
# Boxes of such a plate, in mm, and where on the single line each goes.
PARTS = (
    ((98, 5, 200, 85), (9, 10, 66, 130)),
    ((240, 5, 342, 85), (67, 10, 124, 130)),
    ((17, 78, 423, 214), (144, 15, 433, 126)),
)
LEAST, MOST = 1.3, 2.7  # width by height of a cut-out that may be such a plate whole
LEAST_BELOW, MOST_BELOW = 2.2, 4.3  # of the line below
GAP = 40  # pixels between the strips
MOST_MISFIT_MM, MOST_SHIFT_MM, MOST_STRETCH = 14.0, 35.0, 0.15


def joined(cut: Picture, guesses: Sequence[Corners]) -> tuple[Picture, list[Corners]] | None:
    """Each guess that may be such a plate, its parts in one line; a strip each, one below another.

    The corners are those of the strips. None when nothing has the proportions.
    """
    plates = [plate for guess in guesses for plate in _plates(guess)]
    if not plates:
        return None
    width, height = finding.STRIP
    strips = [_in_one_line(cut, plate) for plate in plates]
    ground = strips[0].mean(axis=(0, 1)).astype(np.uint8)
    page = np.empty((len(strips) * (height + GAP) + GAP, width + 2 * GAP, 3), np.uint8)
    page[:] = ground
    corners = []
    for at, strip in enumerate(strips):
        top = GAP + at * (height + GAP)
        page[top : top + height, GAP : GAP + width] = strip
        corners.append(finding.whole(strip) + np.array([GAP, top], np.float32))
    return page, corners


def in_place(likely: Likely) -> bool:
    """Whether the characters stand where putting in one line puts them.

    A plate of one line taken for the lower of two stands squeezed into the right.
    """
    found = grid.fit(likely.places)
    return (
        found.misfit < MOST_MISFIT_MM
        and abs(found.start) < MOST_SHIFT_MM
        and abs(found.scale - 1) < MOST_STRETCH
    )


def _plates(guess: Corners) -> list[Corners]:
    """The corners of the whole plate, should the guess be the plate, or its line below."""
    proportion = finding.proportion(guess)
    plates = [guess] if LEAST <= proportion <= MOST else []
    if LEAST_BELOW <= proportion <= MOST_BELOW:
        plates.append(_carried(_box(*LINE_BELOW), guess, _box(0, 0, *PLATE)))
    return plates


def _in_one_line(cut: Picture, plate: Corners) -> Picture:
    width, height = finding.STRIP
    strip: Picture = np.empty((height, width, 3), np.uint8)
    strip[:] = np.median(_part(cut, plate, (8, 80, 432, 84), (8, 1)), axis=(0, 1))
    for box, (left, top, right, bottom) in PARTS:
        strip[top:bottom, left:right] = _part(cut, plate, box, (right - left, bottom - top))
    return strip


def _part(
    cut: Picture, plate: Corners, box: tuple[int, int, int, int], size: tuple[int, int]
) -> Picture:
    """A box of the plate, in mm, straightened to that size."""
    import cv2

    corners = _carried(_box(0, 0, *PLATE), plate, _box(*box))
    turn = cv2.getPerspectiveTransform(corners, _box(0, 0, *size))
    out: Picture = cv2.warpPerspective(
        cut, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return out


def _box(left: float, top: float, right: float, bottom: float) -> Corners:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def _carried(here: Corners, there: Corners, points: Corners) -> Corners:
    """The points moved as the corners `here` move to the corners `there`."""
    import cv2

    turn = cv2.getPerspectiveTransform(here, there.astype(np.float32))
    out: Corners = cv2.perspectiveTransform(points[None], turn)[0]
    return out
