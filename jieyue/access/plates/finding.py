"""Where in a picture a plate may be: four corners, and the strip that they become."""

import numpy as np
import numpy.typing as npt

from jieyue.access.plates.engines import text_map
from jieyue.access.plates.pictures import Picture

Corners = npt.NDArray[np.float32]  # four points: top left, top right, bottom right, bottom left
STRIP = (440, 140)  # a plate of one line is 440 mm by 140 mm; GA 36-2018
TEXT_FROM = 0.3
LEAST_SCORE = 0.4
GROWN = 1.5  # the network marks the middle of the text; its area is grown by this
LEAST_SIDE_PX = 3
WIDEST, NARROWEST = 9.0, 1.2


def find(picture: Picture, *, longest: int) -> list[tuple[float, Corners]]:
    """Boxes of text in the picture, (score, corners), largest first."""
    import cv2

    shares = text_map(picture, longest=longest)
    scale = np.array(
        [picture.shape[1] / shares.shape[1], picture.shape[0] / shares.shape[0]], np.float32
    )
    is_text = (shares > TEXT_FROM).astype(np.uint8)
    outlines, _ = cv2.findContours(is_text, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for outline in outlines:
        (x, y), (width, height), angle = cv2.minAreaRect(outline)
        if min(width, height) < LEAST_SIDE_PX:
            continue
        inside = cv2.drawContours(np.zeros_like(is_text), [outline], -1, 1, -1)
        score = float(shares[inside > 0].mean())
        if score < LEAST_SCORE:
            continue
        grown = width * height * GROWN / (width + height)
        box = cv2.boxPoints(((x, y), (width + grown, height + grown), angle))
        corners = in_order(box.astype(np.float32) * scale)
        if NARROWEST <= proportion(corners) <= WIDEST:
            found.append((score, corners))
    return sorted(found, key=lambda one: -_area(one[1]))


def in_order(points: Corners) -> Corners:
    """The corners from the top left on, clockwise, the long side being the top."""
    middle = points.mean(axis=0)
    angles = np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0])
    points = points[np.argsort(angles)]
    turns = [np.roll(points, -turn, axis=0) for turn in range(4)]

    def fitness(corners: Corners) -> float:
        across = corners[1] - corners[0]
        is_long = np.linalg.norm(across) >= np.linalg.norm(corners[2] - corners[1])
        return float(across[0]) * (1.0 if is_long else 0.3) if across[0] > 0 else -np.inf

    return max(turns, key=fitness).copy()


def proportion(corners: Corners) -> float:
    """Width by height."""
    across = float(np.linalg.norm(corners[1] - corners[0]))
    return across / max(float(np.linalg.norm(corners[3] - corners[0])), 1e-6)


def _area(corners: Corners) -> float:
    x, y = corners[:, 0], corners[:, 1]
    return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)


def sheared(corners: Corners, share: float) -> Corners:
    """The corners leaning by this share of the height: a plate seen from the side."""
    across = corners[1] - corners[0]
    along = across / max(float(np.linalg.norm(across)), 1e-6)
    by = along * share * np.linalg.norm(corners[3] - corners[0]) / 2
    leaning = corners.copy()
    leaning[:2] -= by
    leaning[2:] += by
    return leaning


def strip(picture: Picture, corners: Corners, *, margin: tuple[float, float]) -> Picture:
    """The quadrilateral straightened to 440 x 140, with margins as shares (negative cuts)."""
    import cv2

    width, height = STRIP
    ends = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    inner = ends * (1 - 2 * np.array(margin)) + np.array(STRIP) * np.array(margin)
    turn = cv2.getPerspectiveTransform(corners.astype(np.float32), inner.astype(np.float32))
    out: Picture = cv2.warpPerspective(
        picture, turn, STRIP, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return out


def whole(picture: Picture) -> Corners:
    """The picture's own corners."""
    height, width = picture.shape[:2]
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)


def around(picture: Picture, corners: Corners, *, share: float) -> tuple[Picture, Corners]:
    """A cut-out with a margin of that share of the box's width, and the corners in it."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    margin = share * float(high[0] - low[0])
    x0, y0 = (max(0, int(value - margin)) for value in low)
    x1, y1 = (int(value + margin) + 1 for value in high)
    return picture[y0:y1, x0:x1], corners - np.array([x0, y0], np.float32)
