"""The first character by its picture: what is drawn is what it is taken for, at any brightness."""

import numpy as np
import pytest

from jieyue.access.plates import engines, finding, first_character
from jieyue.access.plates.rules import PROVINCES

SHAPE = (first_character.HEIGHT, first_character.WIDTH)
needs_vision = pytest.mark.skipif(
    not engines.is_installed(), reason="the extra vision is not installed"
)


def noise(seed, most=255):
    return np.random.default_rng(seed).uniform(0, most, (3, *SHAPE)).astype(np.uint8)


def test_shares_are_of_all_provinces_and_sum_to_one():
    shares = np.exp(first_character.scores(noise(1)))
    assert shares.shape == (3, len(PROVINCES))
    assert shares.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_half_the_light_is_the_same_picture():
    window = noise(2, most=120) * 2
    dimmer = first_character.levelled(window // 2 + 20)
    assert dimmer == pytest.approx(first_character.levelled(window), abs=0.1)


def test_an_empty_window_is_no_error():
    assert np.isfinite(first_character.scores(np.full((1, *SHAPE), 90, np.uint8))).all()


@needs_vision
@pytest.mark.parametrize("scale", [0.2, 0.5, 1.5])
@pytest.mark.parametrize(("ground", "paint"), [(60, 240), (190, 30)])
def test_three_upright_strokes_are_the_river(scale, ground, paint):
    import cv2

    plate = np.full((140, 440), ground, np.uint8)
    for x, top in ((19, 27), (38, 35), (57, 27)):
        cv2.line(plate, (x, top), (x, 113), paint, 8)
    cv2.putText(plate, "A", (70, 112), cv2.FONT_HERSHEY_SIMPLEX, 3.4, paint, 10)
    small = cv2.resize(plate, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    window = first_character.window(small, finding.whole(small[..., None]))
    assert PROVINCES[int(first_character.scores(window[None]).argmax())] == "川"
