"""Use beside the register: added with a reason, in every sum, never changed, taken back once."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest
from django.urls import reverse

from jieyue.energy.consumption import actions, queries, refusals
from jieyue.energy.consumption.models import Adjustment, MeterDay
from jieyue.energy.consumption.recomputing import recompute
from jieyue.energy.factories import make_meter
from jieyue.energy.meters.models import Meter, MeterKind
from jieyue.energy.readings import storage
from jieyue.energy.readings.days import first_second
from jieyue.energy.readings.series import Series
from jieyue.kit.actor import NotAllowed
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import (
    make_account,
    make_actor,
    make_person,
    make_site,
    make_unit,
    role_grants,
)
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 3)
AT = datetime(2026, 3, 20, tzinfo=UTC)
GRANTS = {
    "energy.consumption.correct": "complex",
    "energy.consumption.read": "complex",
    "energy.meters.read": "complex",
}


def read_for_three_days(meter: Meter) -> None:
    """24 kWh a day."""
    count = 73
    at_s = first_second(FIRST) + np.arange(count, dtype=np.int64) * 3600
    series = Series(at_s, np.arange(count, dtype=np.int64) * 1000, np.full(count, 2, np.uint8))
    merged = storage.merge({meter.id: series}, site_id=meter.site_id)
    recompute(merged.touched, site_id=meter.site_id)


@pytest.fixture
def meter():
    found = make_meter(number="E-01", interval_s=3600)
    read_for_three_days(found)
    return found


@pytest.fixture
def actor(meter):
    return make_actor(site=meter.site, grants=GRANTS)


def adjust(meter, actor, **changes):
    given = {"first_on": FIRST, "last_on": LAST, "use": Decimal(10), "reason": "漏装互感器"}
    return actions.adjust(meter_id=meter.id, actor=actor, at=AT, **given | changes)


def uses(meter):
    return [day.use_micro for day in queries.days([meter.id], first=FIRST, last=LAST)[meter.id]]


def test_an_adjustment_is_spread_over_its_days_and_sums_exactly(meter, actor):
    adjust(meter, actor)
    assert uses(meter) == [27_333_333, 27_333_333, 27_333_334]
    (month,) = queries.months([meter.id], first=FIRST, last=FIRST)[meter.id]
    assert (month.use, month.adjusted_micro) == (82, 10_000_000)
    assert Entry.objects.filter(name="energy.consumption.adjusted").count() == 1
    (whole,) = queries.totals(site_id=meter.site_id, first=FIRST, last=LAST)
    assert whole.use == 82


def test_readings_that_come_later_leave_adjustments_in_place(meter, actor):
    adjust(meter, actor, first_on=LAST, last_on=date(2026, 3, 10))
    recompute({meter.id: (first_second(FIRST), first_second(LAST))}, site_id=meter.site_id)
    found = queries.days([meter.id], first=LAST, last=date(2026, 3, 10))[meter.id]
    assert [day.use_micro for day in found] == [25_250_000, *[1_250_000] * 7]
    assert found[-1].covered_s == 0


def test_taken_back_once_and_the_second_is_told_by_whom(meter, actor):
    before = uses(meter)
    row = adjust(meter, actor)
    actions.take_back(adjustment_id=row.id, reason="重复", actor=actor, at=AT)
    assert uses(meter) == before
    with pytest.raises(refusals.AlreadyTakenBack) as refused:
        actions.take_back(adjustment_id=row.id, reason="重复", actor=actor, at=AT)
    assert refused.value.by == actor.name
    with pytest.raises(refusals.TakesBack):
        actions.take_back(adjustment_id=row.taken_back_by.id, reason="again", actor=actor, at=AT)
    assert Adjustment.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"use": Decimal(0)}, refusals.AdjustsNothing),
        ({"reason": "  "}, refusals.ReasonNeeded),
        ({"last_on": date(2026, 2, 1)}, refusals.DaysCrossed),
        ({"last_on": date(2026, 3, 21)}, refusals.DaysToCome),
        ({"first_on": date(2024, 1, 1)}, refusals.TooManyDays),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(meter, actor, changes, refusal):
    with pytest.raises(refusal):
        adjust(meter, actor, **changes)
    assert not Adjustment.objects.exists()
    assert not MeterDay.objects.exclude(adjusted_micro=0).exists()


def test_a_virtual_meter_is_adjusted_at_its_sources(meter, actor):
    made = make_meter(site=meter.site, kind=MeterKind.VIRTUAL, formula="2 * E-01")
    with pytest.raises(refusals.IsComputed):
        adjust(made, actor)


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_adjust(meter, role):
    grants = role_grants(role)
    actor = make_actor(site=meter.site, grants=grants)
    if grants.get("energy.consumption.correct") == "complex":
        adjust(meter, actor)
    else:
        with pytest.raises(NotAllowed):
            adjust(meter, actor)


PAGES = ("energy:step_notes", "energy:adjustments", "energy:adjust")


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_open_the_pages(meter, role, sign_in):
    grants = role_grants(role)
    client = sign_in(make_account(site=meter.site, grants=grants))
    reads = grants.get("energy.consumption.read") == "complex"
    corrects = grants.get("energy.consumption.correct") == "complex"
    for name in PAGES:
        may = corrects if name == "energy:adjust" else reads
        status = client.get(reverse(name, args=[meter.number])).status_code
        assert (status == 200) is may, (name, status)
        assert status in (200, 403, 404)


def test_another_sites_meter_is_not_there(meter, sign_in):
    client = sign_in(make_account(site=make_site(), grants=GRANTS))
    for name in PAGES:
        assert client.get(reverse(name, args=[meter.number])).status_code == 404


def test_a_unit_sees_the_notes_of_its_own_meter_only(meter, sign_in):
    unit = make_unit(site=meter.site)
    own = make_meter(site=meter.site, unit=unit)
    grants = role_grants("unit_energy_officer")
    client = sign_in(make_account(person=make_person(unit=unit), grants=grants))
    assert client.get(reverse("energy:step_notes", args=[own.number])).status_code == 200
    assert client.get(reverse("energy:step_notes", args=[meter.number])).status_code == 404


def test_adjusting_and_taking_back_on_the_page(meter, sign_in):
    client = sign_in(make_account(site=meter.site, grants=GRANTS))
    address = reverse("energy:adjust", args=[meter.number])
    given = {"first_on": "2026-03-01", "last_on": "2026-03-02", "use": "-4", "reason": "重复计入"}
    refused = client.post(address, given | {"last_on": "2026-02-01"})
    assert refused.status_code == 422
    assert "重复计入" in refused.content.decode()
    assert client.post(address, given).status_code == 302
    assert uses(meter) == [22_000_000, 22_000_000, 24_000_000]
    row = Adjustment.objects.get()
    back = reverse("energy:take_back", args=[meter.number, row.id])
    assert "重复计入" in client.get(back).content.decode()
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "弄错了"}).status_code == 302
    assert uses(meter) == [24_000_000] * 3
    listed = client.get(reverse("energy:adjustments", args=[meter.number])).content.decode()
    assert "弄错了" in listed


def test_the_notes_say_what_was_done_and_go_to_excel(meter, sign_in, assert_query_budget):
    jump = Series(
        np.array([first_second(LAST) + 90_000]), np.array([90_000_000]), np.array([2], np.uint8)
    )
    merged = storage.merge({meter.id: jump}, site_id=meter.site_id)
    recompute(merged.touched, site_id=meter.site_id)
    client = sign_in(make_account(site=meter.site, grants=GRANTS))
    address = reverse("energy:step_notes", args=[meter.number])
    with assert_query_budget(12):
        page = client.get(address)
    assert page.status_code == 200
    assert "90,000" in page.content.decode()
    exported = client.get(address, {"export": "xlsx"})
    assert exported["Content-Type"].startswith("application/vnd.openxml")
