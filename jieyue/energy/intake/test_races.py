"""Two at the same readings in the same moment: nothing is lost, nothing twice, nobody waits on."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from jieyue.energy.consumption import actions as adjusting
from jieyue.energy.consumption.models import Adjustment, MeterDay, MeterMonth, StepNote
from jieyue.energy.consumption.recomputing import recompute
from jieyue.energy.factories import make_meter
from jieyue.energy.intake import by_hand, correcting, refusals
from jieyue.energy.intake.incoming import incoming
from jieyue.energy.intake.models import Batch, Source
from jieyue.energy.intake.storing import Stored, store
from jieyue.energy.meters.actions import change_meter, place, replace_instrument
from jieyue.energy.meters.entries import Device, MeterEntry, Place, Removal
from jieyue.energy.readings import days, storage
from jieyue.kit.actor import system
from jieyue.people.factories import make_site

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 3, 20, 4, tzinfo=UTC)
START = days.first_second(date(2026, 3, 1))
QUARTERS = range(3 * 96 + 1)


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def actor(site):
    return system("tests", site_id=site.id)


def deliver(meters, quarters, actor):
    """The same quarters of all these meters; a counter that rises by 1 in each."""
    rows = [(meter.id, START + 900 * n, 100_000 + 1_000 * n) for meter in meters for n in quarters]
    came = incoming(*[[row[n] for row in rows] for n in range(3)], 2)
    return store(came, source=Source.DEVICE, actor=actor, at=AT)


def derived(meter):
    fields = ("use_micro", "estimated_micro", "covered_s", "adjusted_micro")
    return [
        list(MeterDay.objects.filter(meter=meter).order_by("day").values_list("day", *fields)),
        list(MeterMonth.objects.filter(meter=meter).values_list("month", *fields, "days")),
        list(StepNote.objects.filter(meter=meter).values_list("kind", "from_s", "to_s").order_by()),
    ]


def everything_anew(meter):
    """What is derived of a meter when all of it is derived at once."""
    recompute({meter.id: (START, START + 40 * 86_400)}, site_id=meter.site_id)
    return derived(meter)


def test_deliveries_that_overlap_on_many_meters_in_any_order(at_once, site, actor):
    meters = [make_meter(site=site) for _n in range(6)]
    found = at_once(
        lambda: deliver(meters, QUARTERS[:200], actor),
        lambda: deliver(meters[::-1], QUARTERS[150:], actor),
        lambda: deliver(meters[2:5], QUARTERS[::2], actor),
        lambda: deliver([meters[5], meters[0]], QUARTERS[1::2], actor),
    )
    assert all(isinstance(each, Stored) for each in found), found
    assert sum(each.added for each in found) == 6 * len(QUARTERS)
    for meter in meters:
        assert derived(meter)[1] == [(date(2026, 3, 1), 288_000_000, 0, 3 * 86_400, 0, 3)]


def test_a_delivery_beside_whatever_else_changes_the_meter(at_once, site, actor):
    meter, other = make_meter(site=site), make_meter(site=site)
    deliver([meter, other], QUARTERS[:150], actor)
    wrong = days.instant(START + 900 * 100)
    found = at_once(
        lambda: deliver([other, meter], QUARTERS[140:], actor),
        lambda: deliver([meter, other], QUARTERS[100:250], actor),
        lambda: correcting.correct(
            meter_id=meter.id, read_at=wrong, register=Decimal("199.5"), reason="misread",
            actor=actor, at=AT,
        ),
        lambda: adjusting.adjust(
            meter_id=meter.id, first_on=date(2026, 3, 1), last_on=date(2026, 3, 4),
            use=Decimal(8), reason="by-pass", actor=actor, at=AT,
        ),
    )  # fmt: skip
    assert not [each for each in found if isinstance(each, Exception)]
    assert Adjustment.objects.count() == 1
    stands = derived(meter)
    assert sum(row[1] for row in stands[0]) == stands[1][0][1] == 296_000_000
    assert everything_anew(meter) == stands


def test_a_delivery_beside_another_instrument(at_once, site, actor):
    meter = make_meter(site=site)
    deliver([meter], QUARTERS[:150], actor)
    changed = days.instant(START + 900 * 150)
    removal = Removal(final_register=Decimal(250), final_method="read", reason="old")
    device = Device(serial="N-1", register_unit="kwh", initial_register=Decimal(250))
    found = at_once(
        lambda: deliver([meter], QUARTERS[150:], actor),
        lambda: replace_instrument(
            meter_id=meter.id, device=device, removal=removal, replaced_at=changed,
            actor=actor, at=AT,
        ),
    )  # fmt: skip
    assert not [each for each in found if isinstance(each, Exception)], found
    assert everything_anew(meter)[1][0][1] == 288_000_000


def test_of_two_who_correct_one_reading_the_second_is_told(at_once, site, actor):
    meter = make_meter(site=site)
    deliver([meter], QUARTERS, actor)

    def correct(register):
        return lambda: correcting.correct(
            meter_id=meter.id, read_at=days.instant(START + 900 * 50), register=Decimal(register),
            reason="misread", actor=actor, at=AT,
        )  # fmt: skip

    found = at_once(correct("150.2"), correct("150.4"), correct("150.6"))
    refused = [each for each in found if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [refusals.AlreadyCorrected] * 2
    assert derived(meter) == everything_anew(meter)


def test_one_entry_of_a_phone_sent_three_times_at_once_is_kept_once(at_once, site, actor):
    meter = make_meter(site=site)
    read = by_hand.Read(meter.number, "123.4", days.instant(START))
    key = UUID(int=7)

    def send():
        return by_hand.note(read, client_id=key, happened_at=AT, actor=actor, at=AT)

    found = at_once(send, send, send)
    assert [each for each in found if isinstance(each, Exception)] == []
    assert sorted(each.is_new for each in found) == [False, False, True]
    assert len({each.batch_id for each in found}) == Batch.objects.count() == 1
    assert len(storage.load([meter.id], first=date(2026, 3, 1), last=date(2026, 3, 1))) == 1


def test_changing_and_placing_a_meter_never_wait_for_one_another(at_once, site, actor):
    meter = make_meter(site=site)
    other = make_meter(site=site)
    computed = make_meter(site=site, kind="virtual", formula=meter.number)

    def change(n):
        entry = MeterEntry(name=f"n{n}", formula=f"{meter.number} + {other.number}")
        return lambda: change_meter(meter_id=computed.id, entry=entry, actor=actor, at=AT)

    def move(n):
        new = Place(since_on=date(2026, 2, 1) + timedelta(days=n), item="lighting")
        return lambda: place(meter_id=computed.id, place=new, actor=actor, at=AT)

    found = at_once(change(1), move(1))
    assert not [each for each in found if "deadlock" in str(each)], found
