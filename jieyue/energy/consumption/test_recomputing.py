"""The days of a meter follow from the set of its readings, however and whenever they came."""

import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jieyue.energy.consumption.models import MeterDay, MeterMonth, StepNote
from jieyue.energy.consumption.recomputing import recompute
from jieyue.energy.factories import make_instrument, make_meter
from jieyue.energy.meters.models import Instrument, Meter
from jieyue.energy.readings import storage
from jieyue.energy.readings.days import first_second
from jieyue.energy.readings.series import Series
from jieyue.people.factories import make_site

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 1)
START = first_second(FIRST)
QUARTER = 900
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


def series(at_s: list[int], milli: list[int]) -> Series:
    return Series(
        np.array(at_s, np.int64), np.array(milli, np.int64), np.full(len(at_s), 2, np.uint8)
    )


def store(meter: Meter, came: Series) -> None:
    merged = storage.merge({meter.id: came}, site_id=meter.site_id)
    recompute(merged.touched, site_id=meter.site_id)


def everything(meter: Meter) -> tuple[list[tuple], ...]:
    """All that is derived of a meter, to compare."""
    columns = ("use_micro", "estimated_micro", "covered_s", "adjusted_micro")
    days = MeterDay.objects.filter(meter=meter).order_by("day")
    months = MeterMonth.objects.filter(meter=meter).order_by("month")
    notes = StepNote.objects.filter(meter=meter).order_by("from_s", "to_s", "kind")
    return (
        [(*row[:-1], bytes(row[-1])) for row in days.values_list("day", *columns, "hours")],
        list(months.values_list("month", *columns, "days")),
        list(notes.values_list("kind", "from_s", "to_s", "from_milli", "to_milli", "use_micro")),
    )


def plain(days: int, *, step_s: int = QUARTER, start: int = START) -> Series:
    count = days * 86_400 // step_s
    at = [start + n * step_s for n in range(count + 1)]
    return series(at, [100_000 + n * 1_000 for n in range(count + 1)])


def test_a_plain_month():
    meter = make_meter(capacity_per_hour=Decimal(1000))
    store(meter, plain(31))
    days, months, notes = everything(meter)
    assert [row[1] for row in days] == [96_000_000] * 31
    assert {row[3] for row in days} == {86_400}
    assert months == [(FIRST, 96_000_000 * 31, 0, 86_400 * 31, 0, 31)]
    assert notes == []


def test_use_that_is_taken_back_leaves_no_row_behind():
    meter = make_meter()
    store(meter, plain(3))
    MeterDay.objects.filter(meter=meter).update(use_micro=1)
    MeterDay.objects.create(
        site_id=meter.site_id, meter=meter, day=FIRST + timedelta(days=3), use_micro=5, hours=b"x"
    )
    recompute({meter.id: (START, START + 5 * 86_400)}, site_id=meter.site_id)
    days, months, _notes = everything(meter)
    assert [row[1] for row in days] == [96_000_000] * 3
    assert months[0][1] == 3 * 96_000_000


def test_readings_a_day_ahead_zero_nothing():
    meter = make_meter()
    whole = plain(3)
    store(meter, Series(whole.at_s[:97], whole.register_milli[:97], whole.quality[:97]))
    ahead = [START + 2 * 86_400 + QUARTER, START + 2 * 86_400 + 2 * QUARTER]
    store(meter, series(ahead, [100_000 + 96_000, 100_000 + 96_500]))
    store(meter, whole)
    days, _months, _notes = everything(meter)
    assert [row[1] for row in days] == [96_000_000] * 3


FAULTS = ("late", "zero", "spike", "small_spike", "jump", "back", "missing", "foreign_run")


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[int], list[int], list[list[int]]]:
    """Readings with faults in them, and the batches in which they come, by index."""
    step_s = draw(st.sampled_from([3600, 7200, 86_400 * 3]))
    count = draw(st.integers(4, 130))
    jitter = draw(st.integers(0, 1700))
    at = [START + n * step_s + (n * 37) % (jitter + 1) for n in range(count)]
    registers = [50_000 + n * 700 * draw(st.sampled_from([0, 1, 1])) for n in range(count)]
    registers = sorted(registers)
    for place in draw(st.lists(st.integers(0, count - 1), max_size=8)):
        fault = draw(st.sampled_from(FAULTS))
        if fault == "zero":
            registers[place] = 0
        elif fault == "spike":
            registers[place] += 90_000_000
        elif fault == "small_spike":
            registers[place] += 2_500
        elif fault == "jump":
            registers[place:] = [value + 60_000_000 for value in registers[place:]]
        elif fault == "back":
            registers[place:] = [max(0, value - 1_500) for value in registers[place:]]
        elif fault == "foreign_run":
            registers[place : place + 3] = [7_000_000] * len(registers[place : place + 3])
    order = draw(st.permutations(range(count)))
    cuts = sorted(draw(st.lists(st.integers(0, count), max_size=5)))
    batches = [order[a:b] for a, b in zip([0, *cuts], [*cuts, count], strict=True)]
    return at, registers, [batch for batch in batches if batch]


@given(history=histories(), has_capacity=st.booleans(), by_hand=st.booleans())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_order_in_any_batches_is_all_at_once(history, has_capacity, by_hand):
    at, registers, batches = history
    capacity = Decimal(1000) if has_capacity else None
    interval_s = None if by_hand else 3600
    one, other = (make_meter(capacity_per_hour=capacity, interval_s=interval_s) for _n in range(2))
    store(one, series(at, registers))
    for batch in batches:
        store(other, series([at[n] for n in batch], [registers[n] for n in batch]))
    assert everything(one) == everything(other)


@given(
    faults=st.lists(
        st.tuples(st.integers(0, 719), st.sampled_from(FAULTS), st.integers(1, 10)), max_size=40
    ),
    late=st.lists(st.tuples(st.integers(0, 719), st.integers(1, 3)), min_size=1, max_size=6),
    capacity=st.sampled_from([Decimal(1000), Decimal(3), None]),
)
@example(faults=[(300, "spike", 9)], late=[(308, 1)], capacity=Decimal(3))
@example(faults=[(300, "zero", 9)], late=[(300, 1)], capacity=Decimal(1000))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_window_made_anew_is_as_if_all_were(faults, late, capacity):
    """Half a year of six-hourly readings, full of faults; some of them come late."""
    count = 720
    registers = np.cumsum(np.arange(count) % 5 * 700) + 50_000
    for place, fault, run in faults:
        if fault == "zero":
            registers[place : place + run] = 0
        elif fault in ("spike", "foreign_run"):
            registers[place : place + run] += 90_000_000
        elif fault == "small_spike":
            registers[place : place + run] += 1_500
        elif fault == "jump":
            registers[place:] += 60_000_000
        elif fault == "back":
            registers[place:] = np.maximum(registers[place:] - 700 * run, 0)
    at = START + np.arange(count) * 21_600
    is_late = np.zeros(count, np.bool_)
    for place, run in late:
        is_late[place : place + run] = True
    one, other = (make_meter(capacity_per_hour=capacity, interval_s=21_600) for _n in range(2))
    quality = np.full(count, 2, np.uint8)
    store(one, Series(at, registers, quality))
    for chosen in (~is_late, is_late):
        store(other, Series(at[chosen], registers[chosen], quality[chosen]))
    assert everything(one) == everything(other)


def test_one_late_day_of_a_long_history_is_quick():
    meter = make_meter()
    whole = plain(120)
    late = (whole.at_s >= START + 60 * 86_400) & (whole.at_s < START + 61 * 86_400)
    store(meter, Series(whole.at_s[~late], whole.register_milli[~late], whole.quality[~late]))
    merged = storage.merge(
        {meter.id: Series(whole.at_s[late], whole.register_milli[late], whole.quality[late])},
        site_id=meter.site_id,
    )
    began = time.perf_counter()
    recompute(merged.touched, site_id=meter.site_id)
    assert time.perf_counter() - began < 0.5  # 50 ms alone on a machine
    days, _months, notes = everything(meter)
    assert {row[1] for row in days} == {96_000_000}
    assert notes == []


@pytest.mark.django_db(transaction=True)
def test_two_deliveries_for_one_meter_at_once_end_as_one_after_the_other(at_once):
    one, other = make_meter(), make_meter()
    whole = plain(4)
    even = np.arange(len(whole)) % 2 == 0

    def deliver(chosen):
        def run():
            with transaction.atomic():
                store(
                    one,
                    Series(whole.at_s[chosen], whole.register_milli[chosen], whole.quality[chosen]),
                )

        return run

    assert at_once(deliver(even), deliver(~even)) == [None, None]
    with transaction.atomic():
        store(other, whole)
    assert everything(one) == everything(other)


def test_the_queries_of_a_recompute_do_not_grow_with_meters(assert_query_budget):
    site = make_site()
    meters = [make_meter(site=site) for _n in range(12)]
    whole = plain(3)
    merged = storage.merge(dict.fromkeys((meter.id for meter in meters), whole), site_id=site.id)
    recompute({meters[0].id: (START, START)}, site_id=site.id)  # a site's first parameters
    with assert_query_budget(20):
        recompute(merged.touched, site_id=site.id)


def test_an_unread_final_register_as_in_the_same_days_of_last_year():
    meter = make_meter(with_instrument=False)
    changed = datetime(2026, 3, 10, 12, tzinfo=UTC)
    old = make_instrument(meter=meter, removed_at=changed, installed_at=LONG_AGO)
    Instrument.objects.filter(id=old.id).update(final_method="last_year")
    make_instrument(meter=meter, installed_at=changed, initial_register=Decimal(0))
    store(meter, plain(14, start=START - 364 * 86_400))
    first = plain(9)
    store(meter, first)
    days = MeterDay.objects.filter(meter=meter, day__gte=FIRST).order_by("day")
    uses = list(days.values_list("day", "use_micro", "estimated_micro"))
    whole = (FIRST + timedelta(days=8), 96_000_000, 0)
    assert uses[8] == whole
    # from midnight of the 10th to 20:00 local, when it was taken down: 80 quarters
    assert uses[9] == (FIRST + timedelta(days=9), 80_000_000, 80_000_000)
