"""Where in a picture the plate may be: cut-outs and independent guesses of its corners."""

from collections.abc import Iterable, Iterator

import numpy as np

from jieyue.access.plates import finding
from jieyue.access.plates.decoding import likeliest
from jieyue.access.plates.engines import read_columns
from jieyue.access.plates.finding import Corners
from jieyue.access.plates.pictures import Picture

CROP_PX = 480  # a smaller picture is taken for a plate already cut out, and so is a
WIDE = 2.4  # picture this many times as wide as high
SCENE_PX = 120  # the least side of what may yet be a whole scene
WIDEST_PX = 640  # a plate cut out larger is scaled down: it gains nothing
SCENE_SIDES = (800, 1280)  # the second only where the first gave nothing sure
MOST_BOXES = 12
MOST_CANDIDATES = 2  # at each size
FIRST_WIDTH = 168

Candidate = tuple[Picture, list[Corners]]


def candidates(picture: Picture) -> Iterator[Candidate]:
    """Cut-outs and independent guesses of the plate's corners in them, likeliest first."""
    height, width = picture.shape[:2]
    if max(height, width) <= CROP_PX or width >= WIDE * height:
        yield _as_crop(_at_most(picture, WIDEST_PX))
    if max(height, width) > CROP_PX or min(height, width) >= SCENE_PX:
        yield from _in_scene(picture)


def _in_scene(picture: Picture) -> Iterator[Candidate]:
    seen: list[Corners] = []
    for longest in SCENE_SIDES:
        boxes = [corners for _, corners in finding.find(picture, longest=longest)]
        kept: list[Corners] = []
        for corners in _promising(picture, boxes[:MOST_BOXES]):
            if all(_apart(corners, other) for other in kept):
                kept.append(corners)
        for corners in kept[:MOST_CANDIDATES]:
            again = [other for other in seen if not _apart(corners, other)]
            seen.append(corners)
            cut, inside = finding.around(picture, corners, share=0.25)
            moved = inside[0] - corners[0]
            guesses = [inside, *(other + moved for other in again)]
            scale = min(1.0, WIDEST_PX / max(cut.shape[:2]))
            cut, guesses = _at_most(cut, WIDEST_PX), [guess * scale for guess in guesses]
            yield cut, [*guesses, *_found_again(cut, near=guesses[0].mean(axis=0))]


def _promising(picture: Picture, boxes: list[Corners]) -> list[Corners]:
    """The boxes that read like plates at a first look, clearest first."""
    if not boxes:
        return []
    strips = [finding.strip(picture, corners, margin=(0, 0)) for corners in boxes]
    promises = []
    for at, columns in enumerate(read_columns(strips, width=FIRST_WIDTH)):
        found = likeliest(columns.plate, most=1)
        if found:
            promises.append((float(np.mean(found[0].strengths)), at))
    return [boxes[at] for _, at in sorted(promises, reverse=True)]


def _apart(one: Corners, other: Corners) -> bool:
    distance = np.linalg.norm(one.mean(axis=0) - other.mean(axis=0))
    return bool(distance > np.linalg.norm(one[1] - one[0]) / 2)


def _at_most(picture: Picture, longest: int) -> Picture:
    import cv2

    height, width = picture.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return picture
    size = (round(width * scale), max(1, round(height * scale)))
    out: Picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return out


def _as_crop(picture: Picture) -> Candidate:
    import cv2

    height, width = picture.shape[:2]
    ground = tuple(int(value) for value in picture.mean(axis=(0, 1)))
    down, across = height // 4, width // 7
    padded: Picture = cv2.copyMakeBorder(
        picture, down, down, across, across, cv2.BORDER_CONSTANT, value=ground
    )
    all_of_it = finding.whole(picture) + np.array([across, down], np.float32)
    middle = all_of_it.mean(axis=0)
    return padded, [all_of_it, *_found_again(padded, near=middle)]


def _found_again(cut: Picture, *, near: np.ndarray) -> list[Corners]:
    """The line of text in a cut-out, at two scales and contrasts."""
    looks = ((cut, 448), (stretched(cut), 320))
    found = []
    for picture, longest in looks:
        boxes = [corners for _, corners in finding.find(picture, longest=longest)]
        if boxes:
            found.append(_widest_near(boxes, near))
    return found


def _widest_near(boxes: Iterable[Corners], near: np.ndarray) -> Corners:
    def fitness(box: Corners) -> float:
        across = np.linalg.norm(box[1] - box[0])
        return float(across - np.linalg.norm(box.mean(axis=0) - near))

    return max(boxes, key=fitness)


def stretched(picture: Picture) -> Picture:
    """Contrast from the 2nd to the 98th hundredth of brightness."""
    low, high = np.percentile(picture, (2, 98))
    values = (picture.astype(np.float32) - low) * 255 / max(high - low, 1)
    clipped: Picture = np.clip(values, 0, 255).astype(np.uint8)
    return clipped
