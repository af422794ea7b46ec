"""What the one door does with readings, whatever they came by."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest

from jieyue.energy.factories import make_instrument, make_meter
from jieyue.energy.intake.incoming import Incoming, incoming
from jieyue.energy.intake.models import Batch, RefusedReading, Source
from jieyue.energy.intake.storing import Stored, store
from jieyue.energy.meters.models import MeterKind, MeterStatus
from jieyue.energy.readings import days, storage
from jieyue.energy.readings.models import ReadingDay
from jieyue.kit.actor import NotAllowed, Scope
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_actor, make_site, make_unit

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 20, 4, tzinfo=UTC)
DAY = date(2026, 1, 5)
DAY_S = days.first_second(DAY)
IMPORT = "energy.readings.import"
RECORD = "energy.readings.record"


def put(meter, rows, *, source=Source.DEVICE, actor=None, at=AT, **extra) -> Stored:
    """rows: pairs of seconds after the day's start and the register in thousandths."""
    actor = actor or make_actor(site=meter.site, grants={IMPORT: Scope.COMPLEX})
    came = incoming([meter.id] * len(rows), [DAY_S + s for s, _r in rows], [r for _s, r in rows], 2)
    return store(came, source=source, actor=actor, at=at, **extra)


def loaded(meter):
    found = storage.load([meter.id], first=date(2026, 1, 1), last=date(2026, 2, 1))
    if meter.id not in found:
        return []
    one = found[meter.id]
    return list(zip((one.at_s - DAY_S).tolist(), one.register_milli.tolist(), strict=True))


def quarters(count, *, first=5_000_000, step=1_000, start=0):
    return [(start + 900 * n, first + step * n) for n in range(count)]


def test_readings_are_kept_counted_and_recorded():
    meter = make_meter()
    stored = put(meter, [*quarters(4), quarters(1)[0]], name="a.csv")
    assert (stored.added, stored.unchanged, stored.conflicting, stored.refused) == (4, 1, 0, 0)
    assert loaded(meter) == quarters(4)
    batch = Batch.objects.get(id=stored.batch_id)
    assert (batch.meters, batch.name, batch.first_at) == (1, "a.csv", days.instant(DAY_S))
    entry = Entry.objects.get(name="energy.intake.stored")
    assert entry.data["batch_id"] == batch.id
    assert entry.data["added"] == 4


def test_the_same_file_again_is_told_and_changes_nothing():
    meter = make_meter()
    first = put(meter, quarters(4))
    kept = list(ReadingDay.objects.values_list("packed", flat=True))
    again = put(meter, quarters(4))
    assert (again.added, again.unchanged, again.resend_of) == (0, 4, first.batch_id)
    assert list(ReadingDay.objects.values_list("packed", flat=True)) == kept
    assert put(meter, quarters(3)).resend_of is None


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([(86_400 * 30, 1000)], "from_the_future"),
        ([(0, -1)], "negative"),
        ([(0, 1_000_000_000)], "beyond_digits"),
    ],
)
def test_what_cannot_be_is_refused_and_named(rows, reason):
    meter = make_meter(digits=6)
    stored = put(meter, [*quarters(2, first=1000), *rows] if rows[0][0] else rows)
    assert stored.refused == 1
    assert stored.reasons == {reason: 1}
    refused = RefusedReading.objects.get()
    assert (refused.reason, refused.meter_number, refused.was_stored) == (
        reason,
        meter.number,
        False,
    )
    assert len(loaded(meter)) == (2 if rows[0][0] else 0)


def test_readings_outside_an_instruments_time_are_refused():
    meter = make_meter(with_instrument=False)
    make_instrument(
        meter=meter,
        installed_at=days.instant(DAY_S + 900),
        removed_at=days.instant(DAY_S + 2700),
        final_register=Decimal(1),
    )
    stored = put(meter, quarters(5))
    assert stored.reasons == {"after_removal": 1, "before_installation": 1}
    assert [at_s for at_s, _r in loaded(meter)] == [900, 1800, 2700]


def test_a_stopped_meters_readings_are_kept_and_flagged():
    meter = make_meter(status=MeterStatus.STOPPED)
    stored = put(meter, quarters(3))
    assert (stored.added, stored.flagged, stored.reasons) == (3, 3, {"stopped_meter": 3})


def test_a_virtual_meter_has_no_readings():
    meter = make_meter(kind=MeterKind.VIRTUAL, formula="A - B")
    assert put(meter, quarters(1)).reasons == {"virtual_meter": 1}


def test_another_sites_meter_does_not_exist():
    meter = make_meter()
    other = make_actor(site=make_site(), grants={IMPORT: Scope.COMPLEX})
    stored = put(meter, quarters(2), actor=other)
    assert stored.reasons == {"unknown_meter": 2}
    assert RefusedReading.objects.first().meter_number == ""
    assert loaded(meter) == []


def test_more_decimals_than_the_instrument_shows_are_flagged():
    meter = make_meter()  # two decimals
    stored = put(meter, [(0, 5_000_005), (900, 5_001_010)])
    assert (stored.added, stored.reasons) == (2, {"finer_than_instrument": 1})


@pytest.mark.parametrize(
    ("times", "reason"), [(10_000, "unit_slip"), (1_000, "unit_slip"), (40, "wrong_multiplier")]
)
def test_a_slip_of_unit_or_multiplier_is_flagged(times, reason):
    meter = make_meter(digits=9, capacity_per_hour=Decimal(400), multiplier=Decimal(40))
    put(meter, quarters(4))
    rows = quarters(6, first=5_004_000, start=3600)
    rows[2] = (rows[2][0], rows[2][1] * times)
    stored = put(meter, rows)
    assert stored.reasons == {reason: 1}
    assert RefusedReading.objects.get().detail == f"× {times}"
    assert stored.added == 6


def test_all_of_a_delivery_too_small_by_a_unit_is_flagged():
    meter = make_meter(digits=9, capacity_per_hour=Decimal(400))
    put(meter, quarters(4))
    rows = [(s, r // 10_000) for s, r in quarters(6, first=5_004_000, start=3600)]
    stored = put(meter, rows)
    assert stored.reasons["unit_slip"] == 6


def test_an_ordinary_jump_is_no_slip():
    meter = make_meter(digits=9, capacity_per_hour=Decimal(400))
    put(meter, quarters(4, first=3_000))
    stored = put(meter, quarters(4, first=90_000, start=3600))
    assert stored.reasons == {}


def test_a_use_above_the_capacity_of_an_interval_meter_is_refused():
    meter = make_meter(kind=MeterKind.INTERVAL, interval_s=3600, capacity_per_hour=Decimal(100))
    stored = put(meter, [(3600, 50_000), (7200, 500_000_000)])
    assert (stored.added, stored.reasons) == (1, {"above_capacity": 1})


def test_a_known_skew_moves_readings_to_our_time():
    meter = make_meter()
    stored = put(meter, quarters(2, start=3600), skew_s=3598)
    assert [at_s for at_s, _r in loaded(meter)] == [0, 900]
    assert stored.reasons == {"clock_corrected": 2}
    assert Batch.objects.get().skew_s == 3598
    sent = RefusedReading.objects.order_by("id")[0]
    assert datetime.fromisoformat(sent.at_text) == days.instant(DAY_S + 3600)


def test_a_live_delivery_an_hour_ahead_is_named():
    meter = make_meter()
    now = days.instant(DAY_S + 3600)
    stored = put(meter, [(7195, 5_000_000)], at=now)
    assert stored.reasons == {"clock_hour_off": 1}
    assert put(meter, [(9000, 5_000_000)], at=now).reasons == {"from_the_future": 1}


def test_readings_an_hour_off_what_is_known_are_flagged():
    meter = make_meter()
    put(meter, quarters(40))
    late = [(s + 450 + 3600, r + 500) for s, r in quarters(30)]
    stored = put(meter, late)
    assert stored.reasons == {"clock_hour_off": 30}
    fitting = [(s + 300, r + 300) for s, r in quarters(30)]
    assert put(make_twin(meter), fitting).reasons == {}


def make_twin(meter):
    twin = make_meter(site=meter.site)
    put(twin, quarters(40))
    return twin


def test_a_bill_whose_price_cannot_be_is_flagged():
    meter = make_meter()
    put(meter, [(0, 5_000_000)])
    actor = make_actor(site=meter.site, grants={IMPORT: Scope.COMPLEX})
    came = incoming([meter.id] * 2, [DAY_S + 86_400, DAY_S + 172_800], [5_100_000, 5_200_000], 3)
    priced = Incoming(came.readings, amount_fen=np.array([8_000, 1]))  # 0.80 and 0.0001 a kWh
    stored = store(priced, source=Source.FILE, actor=actor, at=AT)
    assert stored.reasons == {"implied_price": 1}


def test_a_new_meter_far_from_its_neighbours_is_flagged():
    meters = [make_meter(capacity_per_hour=None)]
    meters += [make_meter(site=meters[0].site, capacity_per_hour=None) for _ in range(3)]
    actor = make_actor(site=meters[0].site, grants={IMPORT: Scope.COMPLEX})
    rows = [
        (meter.id, DAY_S + 3600 * n, 1000 + n * (10_000_000 if meter is meters[0] else 1_000))
        for meter in meters
        for n in range(10)
    ]
    came = incoming(*zip(*rows, strict=True), 2)
    stored = store(came, source=Source.DEVICE, actor=actor, at=AT)
    assert stored.reasons == {"unlike_neighbours": 1}
    assert RefusedReading.objects.get().meter_number == meters[0].number


def test_only_who_may_stores():
    meter = make_meter()
    with pytest.raises(NotAllowed):
        put(meter, quarters(1), actor=make_actor(site=meter.site, grants={}))
    recorder = make_actor(site=meter.site, grants={RECORD: Scope.COMPLEX})
    with pytest.raises(NotAllowed):
        put(meter, quarters(1), actor=recorder)
    assert put(meter, quarters(1), actor=recorder, source=Source.HAND).added == 1


def test_a_right_for_a_unit_reaches_its_meters_only():
    unit = make_unit()
    mine, other = make_meter(unit=unit), make_meter(site=unit.site)
    actor = make_actor(site=unit.site, unit=unit, grants={RECORD: Scope.UNIT})
    assert put(mine, quarters(1), actor=actor, source=Source.HAND).added == 1
    stored = put(other, quarters(1), actor=actor, source=Source.HAND)
    assert stored.reasons == {"unknown_meter": 1}


def test_a_thousand_refusals_are_kept_and_all_counted():
    meter = make_meter(with_instrument=False)
    stored = put(meter, [(n, 1) for n in range(1500)])
    assert stored.refused == 1500
    assert RefusedReading.objects.count() == 1000


def test_nothing_is_half_stored(monkeypatch):
    def fails(touched, *, site_id):
        raise RuntimeError(len(touched))

    monkeypatch.setattr("jieyue.energy.intake.storing.recomputing.recompute", fails)
    meter = make_meter()
    with pytest.raises(RuntimeError):
        put(meter, quarters(3))
    assert loaded(meter) == []
    assert not Batch.objects.exists()
