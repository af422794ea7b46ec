"""The first character by its picture: what is drawn is what it is taken for, at any brightness."""

import numpy as np
import pytest

from jieyue.access.plates import engines, first_character
from jieyue.access.plates.rules import PROVINCES


def test_shares_are_of_all_provinces_and_sum_to_one():
    windows = np.random.default_rng(1).uniform(
        0, 255, (3, first_character.HEIGHT, first_character.WIDTH)
    )
    shares = first_character.shares(windows.astype(np.float32))
    assert shares.shape == (3, len(PROVINCES))
    assert shares.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_light_on_dark_and_dark_on_light_are_the_same_edges():
    window = np.random.default_rng(2).uniform(
        0, 200, (1, first_character.HEIGHT, first_character.WIDTH)
    )
    window = window.astype(np.float32)
    assert first_character.edges(255 - window) == pytest.approx(
        first_character.edges(window), abs=1e-3
    )
    dimmer = first_character.edges(window * 0.5 + 20)
    assert dimmer == pytest.approx(first_character.edges(window), abs=1e-2)


def test_an_empty_window_is_no_error():
    blank = np.full((1, first_character.HEIGHT, first_character.WIDTH), 90, np.float32)
    assert np.isfinite(first_character.shares(blank)).all()


@pytest.mark.skipif(not engines.is_installed(), reason="the extra vision is not installed")
def test_a_plain_stroke_character_is_told_from_a_strip():
    import cv2

    strip = np.full((140, 440, 3), (160, 70, 20), np.uint8)
    for x in (19, 38, 57):  # 川 is three upright strokes
        cv2.line(strip, (x, 27), (x, 113), (245, 245, 245), 8)
    shares = first_character.shares(first_character.window(strip)[None])[0]
    assert PROVINCES[int(shares.argmax())] == "川"
