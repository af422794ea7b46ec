from datetime import UTC, date, datetime

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jieyue.energy.factories import make_meter
from jieyue.energy.readings import days, storage
from jieyue.energy.readings.models import Quality, ReadingCorrection, ReadingDay
from jieyue.energy.readings.series import Series
from jieyue.energy.readings.test_packing import rows, series

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 5)
DAY_S = days.first_second(DAY)


def regular(start_s: int, count: int, *, step_s: int = 900, first: int = 1000) -> Series:
    at_s = start_s + np.arange(count, dtype=np.int64) * step_s
    return Series(at_s, first + np.arange(count, dtype=np.int64) * 10, np.full(count, 2, np.uint8))


def test_what_is_merged_is_loaded_again():
    meter = make_meter()
    merged = storage.merge({meter.id: regular(DAY_S, 200)}, site_id=meter.site_id)
    assert (merged.added, merged.unchanged, merged.conflicting) == (200, 0, 0)
    assert merged.touched == {meter.id: (DAY_S, DAY_S + 199 * 900)}
    loaded = storage.load([meter.id], first=DAY, last=date(2026, 1, 7))
    assert rows(loaded[meter.id]) == rows(regular(DAY_S, 200))
    one_day = storage.load([meter.id], first=DAY, last=DAY)
    assert len(one_day[meter.id]) == 96
    kept = ReadingDay.objects.filter(meter=meter).order_by("day").values_list("day", "count")
    assert list(kept) == [(DAY, 96), (date(2026, 1, 6), 96), (date(2026, 1, 7), 8)]


def test_the_same_again_touches_nothing():
    meter = make_meter()
    storage.merge({meter.id: regular(DAY_S, 96)}, site_id=meter.site_id)
    again = storage.merge({meter.id: regular(DAY_S, 96)}, site_id=meter.site_id)
    assert (again.added, again.unchanged, again.conflicting) == (0, 96, 0)
    assert again.touched == {}


def test_days_around_are_the_nearest_stored_however_far():
    meter, other = make_meter(), make_meter()
    far = [days.first_second(day) for day in (date(2025, 3, 1), date(2025, 6, 1), date(2026, 9, 1))]
    for start_s in (*far, DAY_S):
        for one in (meter, other):
            storage.merge({one.id: regular(start_s, 2)}, site_id=one.site_id)
    loaded = storage.load([meter.id, other.id], first=DAY, last=DAY, days_around=1)
    for one in (meter, other):
        assert loaded[one.id].at_s[::2].tolist() == [far[1], DAY_S, far[2]]
    only = storage.load([meter.id], first=date(2026, 2, 1), last=date(2026, 2, 2), days_around=2)
    assert only[meter.id].at_s[::2].tolist() == [far[0], far[1], DAY_S, far[2]][1:]


def test_corrections_lie_over_what_came():
    meter = make_meter()
    storage.merge({meter.id: regular(DAY_S, 3)}, site_id=meter.site_id)
    for at_s, register in ((DAY_S, 7), (DAY_S, 8), (DAY_S + 900, None), (DAY_S + 5, 1)):
        ReadingCorrection.objects.create(
            site=meter.site,
            meter=meter,
            at_s=at_s,
            register_milli=register,
            reason="x",
            recorded_at=datetime(2026, 1, 6, tzinfo=UTC),
            recorded_by="x",
        )
    loaded = storage.load([meter.id], first=DAY, last=DAY)[meter.id]
    assert rows(loaded) == [(DAY_S, 8, Quality.CORRECTED), (DAY_S + 1800, 1020, 2)]


def test_a_neighbour_is_found_behind_a_withdrawn_day():
    meter = make_meter()
    before = days.first_second(date(2025, 11, 30))
    wrong = days.first_second(date(2025, 12, 31))
    for start_s in (before, wrong, DAY_S):
        storage.merge({meter.id: regular(start_s, 1)}, site_id=meter.site_id)
    ReadingCorrection.objects.create(
        site=meter.site,
        meter=meter,
        at_s=wrong,
        reason="x",
        recorded_at=datetime(2026, 1, 6, tzinfo=UTC),
        recorded_by="x",
    )
    loaded = storage.load([meter.id], first=DAY, last=DAY, days_around=1)[meter.id]
    assert loaded.at_s.tolist() == [before, DAY_S]


def test_many_days_take_the_bulk_path():
    meters = [make_meter() for _ in range(2)]
    came = {meter.id: regular(DAY_S, 150 * 4, step_s=21_600) for meter in meters}
    storage.merge(came, site_id=meters[0].site_id)
    again = {
        meter.id: series(*[(at_s, 1, 9) for at_s, _r, _q in rows(one)])
        for meter, one in zip(meters, came.values(), strict=True)
    }
    merged = storage.merge(again, site_id=meters[0].site_id)
    assert merged.conflicting == 1200
    loaded = storage.load([meters[1].id], first=DAY, last=date(2026, 12, 31))[meters[1].id]
    assert set(loaded.register_milli.tolist()) == {1}


reading = st.tuples(
    st.integers(0, 1), st.integers(DAY_S, DAY_S + 200_000), st.integers(0, 9), st.integers(2, 4)
)


class Order(TestCase):
    @settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(reading, max_size=12), st.lists(st.integers(0, 3), min_size=12, max_size=12))
    def test_batches_and_their_order_do_not_matter(self, some, places):
        meters = [make_meter(), make_meter()]
        others = [make_meter(), make_meter()]
        batches = [[], [], [], []]
        for row, place in zip(some, places, strict=False):
            batches[place].append(row)
        _store(meters, [some])
        _store(others, [*reversed(batches), *batches])
        for one, other in zip(meters, others, strict=True):
            assert _packed(one) == _packed(other)


def _store(meters, batches):
    for batch in batches:
        for n, meter in enumerate(meters):
            mine = [row[1:] for row in batch if row[0] == n]
            if mine:
                storage.merge({meter.id: series(*mine)}, site_id=meter.site_id)


def _packed(meter):
    kept = ReadingDay.objects.filter(meter=meter).order_by("day").values_list("day", "packed")
    return [(day, bytes(packed)) for day, packed in kept]


def test_two_stores_of_one_day_at_once_lose_nothing(at_once):
    meter = make_meter()

    def store(offset):
        def run():
            with transaction.atomic():
                one = regular(DAY_S + offset, 40)
                return storage.merge({meter.id: one}, site_id=meter.site_id).added

        return run

    assert at_once(*(store(60 * n) for n in range(6))) == [40] * 6
    assert len(storage.load([meter.id], first=DAY, last=DAY)[meter.id]) == 240
