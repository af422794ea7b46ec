import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.access.faces import matching
from jieyue.access.faces.matching import MOST_DISTANCE, NUMBERS, Gallery, WrongShape, distance


def face(seed):
    vector = np.random.default_rng(seed).normal(size=NUMBERS).astype(np.float32)
    return vector / np.linalg.norm(vector)


def moved(vector, by, seed=99):
    step = np.random.default_rng(seed).normal(size=NUMBERS).astype(np.float32)
    return vector + step / np.linalg.norm(step) * by


def test_nobody_is_found_in_an_empty_gallery():
    match = Gallery([]).match(face(1))
    assert (match.key, match.distance, match.second) == (None, None, None)


@pytest.mark.parametrize(("by", "key"), [(0.0, 7), (0.3, 7), (0.47, 7), (0.49, None), (0.9, None)])
def test_the_nearest_is_taken_up_to_the_threshold(by, key):
    gallery = Gallery([(7, face(7)), (8, face(8))])
    match = gallery.match(moved(face(7), by))
    assert match.key == key
    assert match.nearest == 7
    assert match.distance == pytest.approx(by, abs=1e-3)


def test_two_people_nearly_as_near_are_nobody():
    twin = moved(face(1), 0.1)
    gallery = Gallery([("ann", face(1)), ("bea", twin)])
    asked = (face(1) + twin) / 2
    assert gallery.match(asked).key is None
    assert Gallery([("ann", face(1))]).match(asked).key == "ann"


def test_two_pictures_of_one_person_do_not_stand_against_each_other():
    gallery = Gallery([("ann", face(1)), ("ann", moved(face(1), 0.02)), ("bea", face(2))])
    match = gallery.match(face(1))
    assert match.key == "ann"
    assert match.second == pytest.approx(distance(face(1), face(2)), abs=1e-4)


@given(st.integers(0, 1000), st.lists(st.integers(0, 1000), min_size=1, max_size=20, unique=True))
def test_the_answer_is_that_of_comparing_one_by_one(asked, stored):
    gallery = Gallery([(seed, face(seed)) for seed in stored])
    match = gallery.match(face(asked))
    distances = {seed: distance(face(asked), face(seed)) for seed in stored}
    assert match.distance == pytest.approx(min(distances.values()), abs=2e-3)
    assert match.key in (None, min(distances, key=distances.__getitem__))
    assert (match.key is None) or distances[match.key] <= MOST_DISTANCE + 1e-3


@pytest.mark.parametrize("at_once", [1, 7, 100, 2_048])
def test_however_many_are_looked_at_at_once_the_answer_is_one(monkeypatch, at_once):
    monkeypatch.setattr(matching, "ROWS_AT_ONCE", at_once)
    gallery = Gallery([(seed, face(seed)) for seed in range(100)])
    for seed in (0, 6, 7, 98, 99):
        match = gallery.match(moved(face(seed), 0.2))
        assert match.key == seed
        assert match.distance == pytest.approx(0.2, abs=1e-3)


@pytest.mark.parametrize("vector", [np.zeros(127), np.full(128, np.nan), np.zeros((2, 128))])
def test_what_is_no_embedding_is_refused(vector):
    with pytest.raises(WrongShape):
        Gallery([(1, face(1))]).match(vector)
    with pytest.raises(WrongShape):
        Gallery([(1, vector)])
