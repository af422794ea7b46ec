"""Plates of two lines: every character lands where a plate of one line has it."""

import numpy as np
import pytest

from jieyue.access.plates import engines, finding, grid, two_lines
from jieyue.access.plates.decoding import Likely

needs_vision = pytest.mark.skipif(
    not engines.is_installed(), reason="the extra vision is not installed"
)
# GA 36-2018: left, top, right, bottom of the seven, mm.
ABOVE = [(110, 15, 190, 75), (250, 15, 330, 75)]
BELOW = [(27.5 + 80 * at, 90, 92.5 + 80 * at, 200) for at in range(5)]
TONES = (60, 85, 110, 135, 160, 185, 210)


def painted(*, scale=1.0, margin=0):
    """A plate whose characters are plain boxes, each of its own tone, and its corners."""
    size = (round(220 * scale) + 2 * margin, round(440 * scale) + 2 * margin, 3)
    picture = np.full(size, 10, np.uint8)
    for tone, box in zip(TONES, ABOVE + BELOW, strict=True):
        left, top, right, bottom = (round(mm * scale) + margin for mm in box)
        picture[top:bottom, left:right] = tone
    corners = finding.whole(picture) * (1 - 2 * margin / np.array(size[1::-1])) + margin
    return picture, corners.astype(np.float32)


def tones_on_the_grid(page, corners):
    left, top = corners[0]
    row = page[int(top) + 70, int(left) :, 0]
    return [int(row[int(mm)]) for mm in grid.ORDINARY]


@needs_vision
@pytest.mark.parametrize(("scale", "margin"), [(1, 0), (0.4, 20), (1.7, 90)])
def test_a_whole_plate_becomes_one_line(scale, margin):
    picture, corners = painted(scale=scale, margin=margin)
    page, strips = two_lines.joined(picture, [corners])
    assert len(strips) == 1
    assert tones_on_the_grid(page, strips[0]) == pytest.approx(TONES, abs=8)


@needs_vision
def test_the_line_below_tells_where_the_plate_is():
    picture, _ = painted(margin=40)
    left, top, right, bottom = two_lines.LINE_BELOW
    below = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    page, strips = two_lines.joined(picture, [below + 40])
    assert tones_on_the_grid(page, strips[0]) == pytest.approx(TONES, abs=8)


def test_nothing_as_long_as_a_plate_of_one_line_is_tried():
    picture = np.zeros((30, 150, 3), np.uint8)
    assert two_lines.joined(picture, [finding.whole(picture)]) is None


@pytest.mark.parametrize(
    ("start", "scale", "is_in_place"), [(0, 1, True), (9, 0.96, True), (140, 0.66, False)]
)
def test_one_line_squeezed_into_the_lower_is_not_in_place(start, scale, is_in_place):
    places = tuple((start + scale * mm) / grid.WIDTH for mm in grid.ORDINARY)
    assert two_lines.in_place(Likely("京AF1234", 1, (1,) * 7, places)) is is_in_place
