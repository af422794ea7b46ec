"""The plate's grid: where characters stand, and how readings beside it lose."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.plates import grid
from jieyue.access.plates.decoding import Likely
from jieyue.access.plates.readings import fits, on_the_grid


def places(of, start=0.0, scale=1.0):
    return tuple((start + scale * mm) / grid.WIDTH for mm in of)


@given(st.floats(-60, 60), st.floats(0.7, 1.3), st.sampled_from([grid.ORDINARY, grid.NEW_ENERGY]))
def test_a_plate_cut_out_wrong_is_still_on_its_grid(start, scale, of):
    found = grid.fit(places(of, start, scale))
    assert found.start == pytest.approx(start, abs=1e-6)
    assert found.scale == pytest.approx(scale, abs=1e-6)
    assert found.misfit < 1e-6


def test_the_gap_of_the_dot_is_between_the_second_and_third():
    for of in (grid.ORDINARY, grid.NEW_ENERGY):
        assert int(np.argmax(np.diff(of))) == 1


@pytest.mark.parametrize("count", [0, 1, 6, 9])
def test_other_counts_of_characters_fit_nowhere(count):
    assert grid.fit([0.1 * at for at in range(count)]) == grid.UNFIT


def test_a_character_read_as_two_with_the_last_one_lost_counts_less():
    right = Likely("桂ATK071", 0.2, (0.5,) * 7, places(grid.ORDINARY))
    split = (25.0, 52.0, *grid.ORDINARY[1:6])
    wrong = Likely("川BATK07", 0.8, (0.5,) * 7, places(split))
    assert fits(right) > 0.99
    assert fits(wrong) < 0.5
    shares = {one.text: one.share for one in on_the_grid([wrong, right])}
    assert sum(shares.values()) == pytest.approx(1)
    assert shares[right.text] > 0.2
    assert shares[wrong.text] < 0.8
