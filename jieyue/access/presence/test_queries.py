from datetime import time, timedelta
from decimal import Decimal

import pytest

from jieyue.access.presence import queries
from jieyue.access.presence.conftest import TUESDAY
from jieyue.access.presence.models import ZoneQuarter


@pytest.fixture
def day(house):
    """Large: 14 from 8 to 17:30; small: 3 from 9 to 12."""
    large, small = (house.people[unit.id] for unit in (house.large, house.small))
    house.come(large, 8)
    house.go(large, 17.5)
    house.come(small, 9)
    house.go(small, 12)
    house.keep(28)
    return house


def test_who_is_inside_by_unit_and_zone(day):
    found = queries.inside_by_unit_zone(site_id=day.site.id, at=day.at(10))

    counted = {row.unit_id: (row.zone_id, row.counted) for row in found}
    assert counted == {day.large.id: (day.zone.id, 14), day.small.id: (day.zone.id, 3)}
    assert queries.quarter(site_id=day.site.id, day=TUESDAY, quarter=time(10))[0].coverage == 1


@pytest.mark.parametrize(
    ("since", "until", "low", "high"), [(10, 11, 1, 1), (20, 22, 0, 0.3), (5, 6, 0, 0.3)]
)
def test_whether_anybody_is_in(day, since, until, low, high):
    for place in ({"zone_id": day.zone.id}, {}):
        found = queries.anybody_in(
            site_id=day.site.id, since=day.at(since), until=day.at(until), **place
        )
        assert low <= found.value <= high


def test_what_was_not_counted_is_not_known(day):
    found = queries.anybody_in(
        site_id=day.site.id,
        since=day.at(9) + timedelta(days=2),
        until=day.at(10) + timedelta(days=2),
    )
    assert found.value is None


def test_people_at_no_known_place_leave_a_zone_unknown(day):
    ZoneQuarter.objects.filter(quarter=time(20)).delete()
    ZoneQuarter.objects.create(
        site=day.site, day=TUESDAY, quarter=time(20), counted=3, estimate=3, low=3, high=3,
        nobody=0, coverage=1, method=1,
    )  # fmt: skip
    found = queries.anybody_in(
        site_id=day.site.id, zone_id=day.zone.id, since=day.at(20), until=day.at(20.2)
    )
    assert found.value is None


def test_the_last_out_for_lights(day):
    evening = queries.last_out(site_id=day.site.id, at=day.at(20))
    by_unit = {row.unit_id: row for row in evening}

    assert by_unit[day.large.id].at == day.at(17.5)
    assert by_unit[day.large.id].anybody < 0.3
    noon = {row.unit_id: row for row in queries.last_out(site_id=day.site.id, at=day.at(13))}
    assert noon[day.large.id].at is None
    assert noon[day.large.id].anybody > 0.9


def test_the_first_arrival_of_usual_days(house):
    for back, hour in ((1, 8.5), (4, 7.75), (5, 8.5), (6, 9)):
        earlier = TUESDAY - timedelta(days=back)
        house.come(house.people[house.large.id], hour, day=earlier)
        house.keep(28, day=earlier)

    first = queries.first_arrival(site_id=house.site.id, day=TUESDAY, unit_id=house.large.id)
    assert first == time(7, 45)
    late = queries.first_arrival(site_id=house.site.id, day=TUESDAY, quantile=0.9)
    assert late == time(9)
    assert queries.first_arrival(site_id=house.site.id, day=TUESDAY, unit_id=0) is None


def test_person_hours_of_a_month(day):
    hours = queries.person_hours_of_month(site_id=day.site.id, month=TUESDAY)

    assert hours[day.large.id] == pytest.approx(Decimal("133"), abs=Decimal(15))
    assert hours[day.small.id] == pytest.approx(Decimal("9"), abs=Decimal(2))


def test_empty_quarters_for_leaks(day):
    empty = queries.empty_quarters(site_id=day.site.id, day=TUESDAY, zone_id=day.zone.id)

    assert time(5) in empty
    assert time(23) in empty
    assert time(10) not in empty
    assert queries.empty_quarters(site_id=day.site.id, day=TUESDAY + timedelta(days=9)) == []
