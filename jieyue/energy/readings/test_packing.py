from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.energy.readings import days, packing
from jieyue.energy.readings.series import Series

DAY_S = days.first_second(date(2026, 1, 5))
MOST = 10**15  # a register of twelve digits, in thousandths


def series(*rows: tuple[int, int, int]) -> Series:
    at_s, register, quality = zip(*rows, strict=True)
    return Series(
        np.array(at_s, np.int64), np.array(register, np.int64), np.array(quality, np.uint8)
    )


def rows(found: Series) -> list[tuple[int, int, int]]:
    columns = (found.at_s.tolist(), found.register_milli.tolist(), found.quality.tolist())
    return list(zip(*columns, strict=True))


readings = st.dictionaries(
    st.integers(0, days.DAY_S - 1),
    st.tuples(st.integers(-MOST, MOST), st.sampled_from([1, 2, 3, 4, 5, 9])),
    min_size=1,
    max_size=40,
)


@given(st.lists(readings, min_size=1, max_size=4))
def test_a_packed_day_is_the_same_day(some):
    first = [DAY_S + n * days.DAY_S for n in range(len(some))]
    whole = [
        (day_s + offset, *day[offset])
        for day_s, day in zip(first, some, strict=True)
        for offset in sorted(day)
    ]
    starts = np.cumsum([0, *map(len, some)])[:-1]
    packed = packing.pack_all(np.array(first), series(*whole), starts)
    assert rows(packing.unpack_all(first, packed)) == whole
    assert packed[-1] == packing.pack(first[-1], series(*whole[starts[-1] :]))


def test_quarter_hours_take_little():
    steps = np.random.default_rng(1).integers(0, 800, 96) * 10
    day = Series(
        DAY_S + np.arange(96) * 900, 5_000_000 + np.cumsum(steps), np.full(96, 2, np.uint8)
    )
    packed = packing.pack(DAY_S, day)
    assert len(packed) / 96 < 2
    assert rows(packing.unpack(DAY_S, packed)) == rows(day)


@pytest.mark.parametrize("content", [b"", b"\x01", b"\x02" + bytes(60)])
def test_other_bytes_are_no_packed_day(content):
    with pytest.raises(packing.BadPacking):
        packing.unpack(DAY_S, content)


@pytest.mark.parametrize(
    ("at_s", "day"),
    [
        (days.first_second(date(2026, 1, 5)), date(2026, 1, 5)),
        (days.first_second(date(2026, 1, 5)) - 1, date(2026, 1, 4)),
        (1767542400, date(2026, 1, 5)),  # 2026-01-04T16:00Z is midnight in China
    ],
)
def test_a_day_begins_at_local_midnight(at_s, day):
    assert days.local_day_of(at_s) == day
    assert days.date_of(days.number_of(day)) == day
