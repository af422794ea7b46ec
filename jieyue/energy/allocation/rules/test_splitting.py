import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.energy.allocation.rules.splitting import NoWeights, split, split_signed

WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=40).filter(any)
WHOLES = st.integers(-(10**16), 10**16)


@pytest.mark.parametrize(
    ("whole", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (10, [0, 5], [0, 10]),
        (1, [1, 2], [0, 1]),
        (0, [3, 4], [0, 0]),
        (7, [50, 30, 20], [4, 2, 1]),
    ],
)
def test_the_largest_remainders_get_what_is_left(whole, weights, parts):
    assert split(whole, weights) == parts


@given(WHOLES, WEIGHTS)
def test_the_parts_sum_to_the_whole_and_are_near_their_share(whole, weights):
    parts, total = split(whole, weights), sum(weights)
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * total - whole * weight) < total
        assert weight or part == 0


@given(WHOLES, WEIGHTS)
def test_a_negative_whole_is_the_mirror(whole, weights):
    assert split(-whole, weights) == [-part for part in split(whole, weights)]


@given(WHOLES, st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=30).filter(any))
def test_an_amount_over_uses_of_either_sign_sums_up_too(whole, uses):
    assert sum(split_signed(whole, uses)) == whole


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_nothing_to_divide_by_is_refused(weights):
    with pytest.raises(NoWeights):
        split(5, weights)


@pytest.mark.parametrize("uses", [[], [0, 0]])
def test_an_amount_without_any_use_is_refused(uses):
    with pytest.raises(NoWeights):
        split_signed(5, uses)
