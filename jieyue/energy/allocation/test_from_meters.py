"""A month from the meters' own days to the units' lines: moved units, more below than above."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from jieyue.energy.allocation import actions, seeding
from jieyue.energy.allocation.models import AllocationLine
from jieyue.energy.factories import make_day_use, make_meter
from jieyue.energy.meters.models import Placement
from jieyue.estate.factories import make_building, make_room
from jieyue.kit.actor import system
from jieyue.people.factories import make_site, make_unit

pytestmark = pytest.mark.django_db
MARCH, MOVED, AT = date(2026, 3, 1), date(2026, 3, 16), datetime(2026, 4, 3, 1, tzinfo=UTC)
DAYS = [MARCH + timedelta(days=n) for n in range(31)]


def use(meter, hourly, days=DAYS):
    for day in days:
        make_day_use(meter=meter, day=day, hours=Decimal(hourly))


@pytest.fixture
def house():
    site = make_site()
    building = make_building(site=site, code="1")
    a, b, c = (make_unit(site=site, code=code) for code in "ABC")
    for unit, area in ((a, 70), (b, 20), (c, 10)):
        make_room(building=building, level=2, unit=unit, area_m2=Decimal(area))
    main = make_meter(site=site, building=building)
    moving = make_meter(parent=main, building=building, unit=a)
    Placement.objects.filter(meter=moving).update(until_on=MOVED)
    Placement.objects.create(
        site=site, meter=moving, parent=main, building=building, unit=b, since_on=MOVED
    )
    greedy = make_meter(parent=main, building=building, unit=c)
    use(main, "4.000001")
    use(moving, "1.3")
    use(greedy, "5")
    seeding.seed(actor=system("tests", site_id=site.id), at=AT)
    return site, main, moving, greedy, (a, b, c)


def test_lines_and_amounts_sum_to_the_root_whatever_moved(house):
    site, main, moving, greedy, (a, b, c) = house
    actor = system("tests", site_id=site.id)
    bill = Decimal("1999.99")
    run = actions.draft(medium="electricity", month=MARCH, bill_yuan=bill, actor=actor, at=AT)
    lines = AllocationLine.objects.filter(run=run)
    assert sum(line.use_micro for line in lines) == run.use_micro == 24 * 31 * 4_000_001
    assert sum(line.amount_fen for line in lines) == run.amount_fen == 199_999
    own = {(line.meter_id, line.unit_id): line.use_micro for line in lines if line.kind == "own"}
    assert own == {
        (moving.id, a.id): 24 * 15 * 1_300_000,
        (moving.id, b.id): 24 * 16 * 1_300_000,
        (greedy.id, c.id): 24 * 31 * 5_000_000,
    }
    shared = {line.unit_id: line.use_micro for line in lines if line.meter_id == main.id}
    left = 24 * 31 * (4_000_001 - 1_300_000 - 5_000_000)
    assert sum(shared.values()) == left < 0
    exact = {a.id: left * 7 // 10, b.id: left * 2 // 10, c.id: left // 10}
    assert {unit: abs(shared[unit] - part) <= 1 for unit, part in exact.items()} == dict.fromkeys(
        exact, True
    )
