from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from jieyue.energy.consumption.models import MeterDay
from jieyue.energy.factories import make_meter
from jieyue.energy.intake import correcting, refusals
from jieyue.energy.intake.incoming import incoming
from jieyue.energy.intake.models import Source
from jieyue.energy.intake.storing import store
from jieyue.energy.meters.models import Meter
from jieyue.energy.readings import days, storage
from jieyue.energy.readings.corrections import ReasonNeeded
from jieyue.kit.actor import NotAllowed, system
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site, role_grants
from jieyue.people.roles.built_in import BUILT_IN

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 20, 4, tzinfo=UTC)
DAY_S = days.first_second(date(2026, 1, 5))


@pytest.fixture
def meter():
    meter = make_meter(interval_s=3600)
    at_s = [DAY_S + 3600 * n for n in range(25)]
    came = incoming([meter.id] * 25, at_s, [10_000 * n for n in range(25)], 2)
    store(came, source=Source.DEVICE, actor=system("tests", site_id=meter.site_id), at=AT)
    return meter


def correct(meter, register, *, hour=24, **more):
    grants = role_grants("energy_manager")
    wanted = {
        "meter_id": meter.id,
        "read_at": days.instant(DAY_S + 3600 * hour),
        "register": None if register is None else Decimal(register),
        "reason": "misread",
        "actor": make_actor(site=meter.site, grants=grants),
        "at": AT,
    }
    return correcting.correct(**(wanted | more))


def use(meter):
    rows = MeterDay.objects.filter(meter=meter, day=date(2026, 1, 5))
    return rows.values_list("use_micro", flat=True).first()


def test_a_correction_changes_the_use_and_keeps_what_came(meter):
    assert use(meter) == 240_000_000
    row = correct(meter, "245")
    assert (row.was_milli, row.register_milli) == (240_000, 245_000)
    assert use(meter) == 245_000_000
    assert storage.came_on(meter.id, date(2026, 1, 6)).register_milli.tolist() == [240_000]
    entry = Entry.objects.get(name="energy.readings.corrected")
    assert entry.data["reason"] == "misread"


def test_a_withdrawn_reading_never_was(meter):
    correct(meter, "999999", hour=12)
    assert use(meter) is not None
    first = correct(meter, None, hour=12, seen_id=correct_id(meter, 12))
    assert first.register_milli is None
    assert use(meter) == 240_000_000


def correct_id(meter, hour):
    from jieyue.energy.readings.corrections import newest

    return newest(meter.id, DAY_S + 3600 * hour).id


def test_the_second_to_correct_is_told_who_was_first(meter):
    correct(meter, "245")
    with pytest.raises(refusals.AlreadyCorrected) as refused:
        correct(meter, "246")
    assert (refused.value.by, refused.value.register) == ("Somebody", "245")
    assert use(meter) == 245_000_000


def test_what_cannot_be_corrected_is_refused(meter):
    with pytest.raises(refusals.NoSuchReading):
        correct(meter, "5", read_at=days.instant(DAY_S + 5))
    with pytest.raises(ReasonNeeded):
        correct(meter, "5", reason=" ")
    elsewhere = make_actor(site=make_site(), grants=role_grants("energy_manager"))
    with pytest.raises(Meter.DoesNotExist):
        correct(meter, "5", actor=elsewhere)


MAY = {"energy_manager", "energy_statistician"}


@pytest.mark.parametrize("role", [role.code for role in BUILT_IN])
def test_who_may_correct_and_who_may_not(meter, role):
    actor = make_actor(site=meter.site, grants=role_grants(role))
    if role in MAY:
        assert correct(meter, "245", actor=actor).register_milli == 245_000
        return
    with pytest.raises(NotAllowed):
        correct(meter, "245", actor=actor)
