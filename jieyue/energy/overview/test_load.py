"""The load of a place from the packed days of its meters."""

from datetime import date, timedelta

import numpy as np
import pytest

from jieyue.energy.factories import make_day_use, make_meter
from jieyue.energy.meters.models import Placement
from jieyue.energy.overview.load import read
from jieyue.energy.overview.places import Place, PlaceKind
from jieyue.people.factories import make_site, make_unit

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def site():
    return make_site()


def place_of(site, kind=PlaceKind.COMPLEX, key=None):
    return Place(kind=kind, site_id=site.id, id=key, name="", url="")


def day_sums(load):
    return load.by_day()


def test_the_complex_is_its_main_meter(site):
    main = make_meter(site=site)
    below = make_meter(site=site, parent=main)
    make_day_use(meter=main, day=DAY, hours=10)
    make_day_use(meter=below, day=DAY, hours=4)
    load = read(place_of(site), "electricity", first=DAY, last=NEXT)
    assert day_sums(load) == [240.0, None]
    assert load.known_share.tolist() == [1.0, 0.0]


def test_a_unit_below_another_is_taken_off(site):
    ours, theirs = make_unit(site=site), make_unit(site=site)
    main = make_meter(site=site, unit=ours)
    below = make_meter(site=site, parent=main, unit=theirs)
    make_day_use(meter=main, day=DAY, hours=10)
    make_day_use(meter=below, day=DAY, hours=4)
    load = read(place_of(site, PlaceKind.UNIT, ours.id), "electricity", first=DAY, last=DAY)
    assert day_sums(load) == [144.0]


def test_the_children_stand_in_for_a_silent_meter(site):
    main = make_meter(site=site)
    one, other = make_meter(site=site, parent=main), make_meter(site=site, parent=main)
    make_day_use(meter=main, day=DAY, hours=10)
    for meter in (one, other):
        make_day_use(meter=meter, day=NEXT, hours=4)
    load = read(place_of(site), "electricity", first=DAY, last=NEXT)
    assert day_sums(load) == [240.0, 192.0]


def test_what_is_mostly_unknown_is_not_drawn_as_little(site):
    for size in (9, 1):
        meter = make_meter(site=site)
        make_day_use(meter=meter, day=DAY, hours=size)
        if size == 1:
            make_day_use(meter=meter, day=NEXT, hours=size)
    load = read(place_of(site), "electricity", first=DAY, last=NEXT)
    assert day_sums(load) == [240.0, None]
    assert load.known_share.tolist() == [1.0, 0.5]


def test_a_small_meter_that_is_silent_hides_nothing(site):
    for size in (19, 1):
        meter = make_meter(site=site)
        make_day_use(meter=meter, day=DAY, hours=size)
        if size == 19:
            make_day_use(meter=meter, day=NEXT, hours=size)
    load = read(place_of(site), "electricity", first=DAY, last=NEXT)
    assert day_sums(load) == [480.0, 456.0]
    assert load.known_share.tolist() == [1.0, 0.5]


def test_unknown_hours_stay_unknown(site):
    meter = make_meter(site=site)
    make_day_use(meter=meter, day=DAY, hours=[None, *[1] * 23])
    load = read(place_of(site), "electricity", first=DAY, last=DAY)
    assert np.isnan(load.use[0, 0])
    assert load.use[0, 1] == 1.0


def test_a_meter_that_moved_counts_where_it_was(site):
    ours, theirs = make_unit(site=site), make_unit(site=site)
    meter = make_meter(site=site, unit=ours)
    Placement.objects.filter(meter=meter).update(until_on=NEXT)
    Placement.objects.create(site=site, meter=meter, unit=theirs, since_on=NEXT)
    for day in (DAY, NEXT):
        make_day_use(meter=meter, day=day, hours=2)
    found = [
        read(place_of(site, PlaceKind.UNIT, unit.id), "electricity", first=DAY, last=NEXT)
        for unit in (ours, theirs)
    ]
    assert [day_sums(load) for load in found] == [[48.0, None], [None, 48.0]]


def test_virtual_meters_and_other_media_are_no_part(site):
    make_day_use(meter=make_meter(site=site, number="A"), day=DAY, hours=1)
    make_meter(site=site, kind="virtual", formula="A")
    make_day_use(meter=make_meter(site=site, medium="water"), day=DAY, hours=7)
    assert day_sums(read(place_of(site), "electricity", first=DAY, last=DAY)) == [24.0]
    assert read(place_of(site), "gas", first=DAY, last=DAY) is None


def test_queries_do_not_grow_with_meters(site, assert_query_budget):
    main = make_meter(site=site)
    for _each in range(12):
        make_day_use(meter=make_meter(site=site, parent=main), day=DAY)
    make_day_use(meter=main, day=DAY, hours=13)
    with assert_query_budget(3):
        read(place_of(site), "electricity", first=DAY, last=DAY)
