import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jieyue.energy.readings import merging
from jieyue.energy.readings.merging import Readings

reading = st.tuples(
    st.integers(1, 3), st.integers(-100, 200_000), st.integers(0, 5), st.sampled_from([2, 3, 4])
)


def readings(rows):
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    return Readings(*(np.array(column, np.int64) for column in columns[:3]), _codes(columns[3]))


def _codes(column):
    return np.array(column, np.uint8)


def rows(found):
    columns = (found.meter_id, found.at_s, found.register_milli, found.quality)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def plainly(some):
    """What stands, said the slow way."""
    best = {}
    for meter, at_s, register, quality in some:
        rank = (-quality, register)
        best[meter, at_s] = min(best.get((meter, at_s), rank), rank)
    return [(*key, register, -worse) for key, (worse, register) in sorted(best.items())]


@given(st.lists(st.lists(reading, max_size=12), max_size=5), st.randoms())
def test_what_stands_depends_on_the_set_alone(batches, chance):
    held = readings([])
    came = 0
    for batch in batches:
        joined = merging.join(held, readings(batch))
        came = joined.added + joined.unchanged + joined.conflicting
        assert came == len(batch)
        held = joined.readings
    assert rows(held) == plainly([row for batch in batches for row in batch])
    again = [row for batch in batches for row in batch]
    chance.shuffle(again)
    repeated = merging.join(held, readings(again))
    assert rows(repeated.readings) == rows(held)
    assert repeated.added == 0
    assert not repeated.changed.any()


def test_the_higher_quality_stands_then_the_smaller_value():
    held = readings([(1, 0, 500, 2), (1, 60, 700, 2), (1, 120, 800, 4)])
    came = [(1, 0, 499, 4), (1, 60, 690, 2), (1, 120, 810, 2), (1, 180, 900, 2), (1, 180, 900, 2)]
    joined = merging.join(held, readings(came))
    assert rows(joined.readings) == [
        (1, 0, 499, 4),
        (1, 60, 690, 2),
        (1, 120, 800, 4),
        (1, 180, 900, 2),
    ]
    assert (joined.added, joined.unchanged, joined.conflicting) == (1, 1, 3)
    assert joined.changed.tolist() == [True, True, False, True]
