"""Nothing is counted twice: whatever the tree, groups sum to the topmost known meters."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieyue.energy.consumption.hours import pack_days
from jieyue.energy.consumption.models import MeterDay, MeterMonth
from jieyue.energy.consumption.queries import Dimension, Step, days, hours, months, totals, virtual
from jieyue.energy.consumption.rules.spreading import Spread
from jieyue.energy.factories import make_meter
from jieyue.energy.meters.models import Item, Medium, Meter, MeterKind, Placement
from jieyue.estate.factories import make_building
from jieyue.people.factories import make_site, make_unit

pytestmark = pytest.mark.django_db
JANUARY, LAST = date(2026, 1, 1), date(2026, 2, 28)
DAYS = [JANUARY + timedelta(days=n) for n in range(59)]


def set_days(meter: Meter, uses: dict[date, int], *, estimated: int = 0) -> None:
    """Write days and months as recomputing would."""
    MeterDay.objects.bulk_create(
        MeterDay(
            site_id=meter.site_id, meter=meter, day=day, use_micro=use, estimated_micro=estimated,
            covered_s=86_400, hours=_even(use),
        )
        for day, use in uses.items()
    )  # fmt: skip
    for month in {day.replace(day=1) for day in uses}:
        within = [use for day, use in uses.items() if day.replace(day=1) == month]
        MeterMonth.objects.create(
            site_id=meter.site_id, meter=meter, month=month, use_micro=sum(within),
            estimated_micro=estimated * len(within), covered_s=86_400 * len(within),
            days=len(within),
        )  # fmt: skip


def _even(use: int) -> bytes:
    ends = use * np.arange(25, dtype=np.int64) // 24
    whole = np.full(24, 3600, np.int64)
    return pack_days(Spread(np.diff(ends), np.zeros(24, np.int64), whole, whole)).packed[0]


@st.composite
def forests(draw: st.DrawFn) -> list[dict]:
    """Meters: parent by place in the list, later moves, items, and days of which all is unknown."""
    count = draw(st.integers(1, 8))
    meters = []
    for n in range(count):
        parent = draw(st.none() | st.integers(0, n - 1)) if n else None
        moves = None
        if n and draw(st.booleans()):
            moves = (draw(st.sampled_from(DAYS[1:])), draw(st.none() | st.integers(0, n - 1)))
        unknown = draw(
            st.sampled_from([set(), set(DAYS), set(DAYS[:31]), set(DAYS[10:20]), set(DAYS[25:40])])
        )
        meters.append(
            {
                "parent": parent,
                "moves": moves,
                "item": draw(st.sampled_from([Item.LIGHTING, Item.POWER])),
                "unit": draw(st.integers(0, 2)),
                "unknown": unknown,
                "use": draw(st.integers(0, 9)) * 1_000_000 + draw(st.integers(0, 999)),
            }
        )
    return meters


def build(drawn: list[dict]) -> list[Meter]:
    site = make_site()
    units = [None, make_unit(site=site), make_unit(site=site)]
    built: list[Meter] = []
    for n, each in enumerate(drawn):
        parent = None if each["parent"] is None else built[each["parent"]]
        meter = make_meter(
            site=site, parent=parent, item=each["item"], unit=units[each["unit"]], since_on=JANUARY
        )
        if each["moves"]:
            moved_on, above = each["moves"]
            Placement.objects.filter(meter=meter).update(until_on=moved_on)
            Placement.objects.create(
                site=site, meter=meter, parent=None if above is None else built[above],
                item=Item.POWER, unit=units[(each["unit"] + 1) % 3], since_on=moved_on,
            )  # fmt: skip
        built.append(meter)
        known = [day for day in DAYS if day not in each["unknown"]]
        set_days(meter, {day: each["use"] + n * day.day for day in known})
    return built


def parent_on(each: dict, day: date) -> int | None:
    if each["moves"] and day >= each["moves"][0]:
        return each["moves"][1]
    return each["parent"]


def roots_use(drawn: list[dict]) -> int:
    """By hand: each day, every known meter with no known meter above it."""
    found = 0
    for day in DAYS:
        for n, each in enumerate(drawn):
            if day in each["unknown"]:
                continue
            above = parent_on(each, day)
            while above is not None and day in drawn[above]["unknown"]:
                above = parent_on(drawn[above], day)
            if above is None:
                found += each["use"] + n * day.day
    return found


def micro_of(rows: list) -> int:
    return int(sum((row.use for row in rows), Decimal(0)).scaleb(6))


DIMENSIONS = (Dimension.MEDIUM, Dimension.ITEM, Dimension.UNIT, Dimension.METER)
COMBINATIONS = [chosen for size in range(5) for chosen in combinations(DIMENSIONS, size)]


@given(drawn=forests())
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_groups_of_every_kind_sum_to_the_topmost_known_meters(drawn):
    built = build(drawn)
    site_id = built[0].site_id
    expected = roots_use(drawn)
    for by in COMBINATIONS:
        found = totals(site_id=site_id, first=JANUARY, last=LAST, by=by)
        assert micro_of(found) == expected, by
    by = (Dimension.UNIT, Dimension.ITEM)
    whole = {tuple(row.key.values()): row.use for row in totals(
        site_id=site_id, first=JANUARY, last=LAST, by=by
    )}  # fmt: skip
    for step in Step:
        parts = totals(site_id=site_id, first=JANUARY, last=LAST, by=by, step=step)
        for key, use in whole.items():
            assert sum(row.use for row in parts if tuple(row.key.values()) == key) == use
    for unit_id in {key[0] for key in whole if key[0] is not None}:
        only = totals(site_id=site_id, first=JANUARY, last=LAST, unit_id=unit_id, by=by)
        assert {tuple(row.key.values()): row.use for row in only} == {
            key: use for key, use in whole.items() if key[0] == unit_id
        }


@pytest.fixture
def house():
    """A main meter of 100 kWh a day, a floor of 40 below it, and a socket of 15 below that."""
    site = make_site()
    building, unit = make_building(site=site), make_unit(site=site)
    main = make_meter(site=site, building=building)
    floor = make_meter(parent=main, item=Item.LIGHTING, building=building, unit=unit)
    socket = make_meter(parent=floor, item=Item.SERVER_ROOM, building=building, unit=unit)
    for meter, kwh in ((main, 100), (floor, 40), (socket, 15)):
        set_days(meter, dict.fromkeys(DAYS, kwh * 1_000_000))
    return site, main, floor, socket


def by_meter(site, **changes):
    asked = {"first": JANUARY, "last": LAST, "by": [Dimension.METER]} | changes
    return {row.key[Dimension.METER]: row for row in totals(site_id=site.id, **asked)}


def test_each_meter_holds_what_those_below_do_not_tell(house):
    site, main, floor, socket = house
    found = by_meter(site)
    uses = [found[meter.id].use for meter in (main, floor, socket)]
    assert uses == [60 * 59, 25 * 59, 15 * 59]
    assert {row.coverage for row in found.values()} == {Decimal(1)}


def test_a_dead_floor_neither_hides_nor_doubles_what_is_below(house):
    site, main, floor, socket = house
    MeterDay.objects.filter(meter=floor, day__gte=date(2026, 1, 11), day__lte=LAST).delete()
    MeterMonth.objects.filter(meter=floor).delete()
    MeterMonth.objects.create(
        site=site, meter=floor, month=JANUARY, use_micro=400_000_000, covered_s=864_000, days=10
    )
    found = by_meter(site)
    assert found[socket.id].use == 15 * 59
    assert found[floor.id].use == 25 * 10
    assert found[main.id].use == 60 * 10 + 85 * 49
    assert sum(row.use for row in found.values()) == 5900
    assert found[floor.id].coverage == Decimal(10) / 59


def test_unaccounted_use_may_be_negative_and_is_shown(house):
    site, main, floor, _socket = house
    MeterMonth.objects.filter(meter=floor).update(use_micro=200_000_000 * 31)
    assert by_meter(site, last=date(2026, 1, 31))[main.id].use == (100 - 200) * 31


def test_a_meter_with_all_below_it_sums_to_what_it_measured(house):
    site, _main, floor, _socket = house
    items = totals(
        site_id=site.id, first=JANUARY, last=LAST, by=[Dimension.ITEM], meter_ids=[floor.id]
    )
    found = {row.key[Dimension.ITEM]: row.use for row in items}
    assert found == {Item.LIGHTING: 25 * 59, Item.SERVER_ROOM: 15 * 59}


def test_part_of_a_month_is_summed_by_the_day(house):
    site, main, _floor, _socket = house
    rows = by_meter(site, first=date(2026, 1, 30), last=date(2026, 2, 2))
    assert rows[main.id].use == 60 * 4


def test_another_medium_below_is_a_root_of_its_own(house):
    site, main, _floor, _socket = house
    heat = make_meter(parent=main, medium=Medium.HEAT)
    set_days(heat, dict.fromkeys(DAYS, 7_000_000))
    found = totals(site_id=site.id, first=JANUARY, last=LAST, by=[Dimension.MEDIUM])
    assert {row.key[Dimension.MEDIUM]: row.use for row in found} == {
        Medium.ELECTRICITY: 5900,
        Medium.HEAT: 7 * 59,
    }


def test_what_no_meter_knows_is_not_zero_but_uncovered():
    meter = make_meter()
    (row,) = totals(site_id=meter.site_id, first=JANUARY, last=LAST)
    assert (row.use, row.coverage) == (0, 0)


def test_another_site_is_not_counted(house):
    other = make_meter()
    set_days(other, dict.fromkeys(DAYS, 9_000_000))
    site, *_meters = house
    assert other.id not in by_meter(site)
    assert by_meter(site, meter_ids=[other.id]) == {}


def test_a_virtual_meter_is_a_view_and_counts_in_no_total(house):
    site, main, floor, socket = house
    made = make_meter(
        site=site, kind=MeterKind.VIRTUAL, formula=f"{main.number} - 0.5 * {floor.number}"
    )
    assert made.id not in by_meter(site)
    (whole,) = virtual(made.id, first=JANUARY, last=LAST)
    assert (whole.use, whole.coverage) == (80 * 59, 1)
    by_month = virtual(made.id, first=JANUARY, last=LAST, step=Step.MONTH)
    assert [row.use for row in by_month] == [80 * 31, 80 * 28]
    by_day = virtual(made.id, first=JANUARY, last=date(2026, 1, 3), step=Step.DAY)
    assert [(row.start, row.use) for row in by_day] == [(day, 80) for day in DAYS[:3]]
    found = hours(made.id, first=JANUARY, last=JANUARY)
    assert abs(int(found.use_micro.sum()) - 80_000_000) <= 24
    assert found.known.all()
    MeterDay.objects.filter(meter=floor, day=JANUARY).delete()
    assert not hours(made.id, first=JANUARY, last=JANUARY).known.any()
    assert socket.id not in {row.key[Dimension.METER] for row in by_day}


def test_days_and_months_as_stored(house):
    _site, main, floor, _socket = house
    found = days([main.id, floor.id], first=JANUARY, last=date(2026, 1, 2))
    assert [(row.day, row.use, row.coverage) for row in found[floor.id]] == [
        (JANUARY, 40, 1),
        (date(2026, 1, 2), 40, 1),
    ]
    (month,) = months([main.id], first=JANUARY, last=date(2026, 1, 31))[main.id]
    assert (month.use, month.days) == (3100, 31)


def test_the_aggregation_takes_few_queries_whatever_it_sums(house, assert_query_budget):
    site, *_meters = house
    with assert_query_budget(5):
        totals(site_id=site.id, first=date(2026, 1, 5), last=LAST, by=[Dimension.UNIT])
