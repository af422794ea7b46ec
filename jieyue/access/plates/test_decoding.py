import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jieyue.access.plates.decoding import ALPHABET, Reducer, likeliest
from jieyue.access.plates.provinces import province_shares
from jieyue.access.plates.rules import ISSUING, PROVINCES, SERIAL, parse

CLASSES = ["", *ALPHABET, "O", "I", "·", "晥", " "]


def columns(text, clear=0.97):
    """What a recogniser says that sees `text`, a blank between any two characters."""
    rows = []
    for character in text:
        for seen in (character, ""):
            row = np.full(len(CLASSES), (1 - clear) / (len(CLASSES) - 1), np.float32)
            row[CLASSES.index(seen)] = clear
            rows.append(row)
    return Reducer(CLASSES).reduce(np.stack(rows))


@pytest.mark.parametrize(
    ("seen", "plate"),
    [
        ("川T12345", "川T12345"),
        ("川T·12345", "川T12345"),
        ("川TD12345", "川TD12345"),
        ("川T11122", "川T11122"),
        ("川TO1I45", "川T01145"),  # no I or O in a serial
        ("粤ZP560港", "粤ZP560港"),
        ("224578使", "224578使"),
    ],
)
def test_what_was_seen_is_read_as_a_plate(seen, plate):
    best = likeliest(columns(seen))[0]
    assert best.text == plate
    assert all(strength > 0.9 for strength in best.strengths)


def test_a_character_that_is_none_of_a_plate_is_no_clear_character():
    best = likeliest(columns("晥A12345"))
    assert not best or best[0].strengths[0] < 0.1


@settings(max_examples=20)
@given(
    st.tuples(
        st.sampled_from(PROVINCES), st.sampled_from(ISSUING), *[st.sampled_from(SERIAL)] * 5
    ).map("".join)
)
def test_every_ordinary_plate_is_read_back(plate):
    assert likeliest(columns(plate))[0].text == plate


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_noise_gives_plates_or_nothing(seed):
    noise = np.random.default_rng(seed).dirichlet(np.ones(len(CLASSES)), 20).astype(np.float32)
    for likely in likeliest(Reducer(CLASSES).reduce(noise)):
        parse(likely.text)
        assert 0 <= likely.share <= 1
        assert len(likely.strengths) == len(likely.text)


def test_the_second_opinion_is_on_every_province_and_sums_to_one():
    shares = province_shares(np.full((20, 18_710), 1 / 18_710, np.float32))
    assert list(shares) == list(PROVINCES)
    assert sum(shares.values()) == pytest.approx(1)
