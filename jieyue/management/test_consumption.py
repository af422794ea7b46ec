"""`jieyue consumption`: one meter's use by the pieces of any zone."""

import json
from datetime import date
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from jieyue.energy.consumption import queries
from jieyue.energy.consumption.recomputing import recompute
from jieyue.energy.factories import make_meter
from jieyue.energy.meters.models import MeterKind
from jieyue.energy.readings import storage
from jieyue.energy.readings.days import first_second
from jieyue.energy.readings.series import Series

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 1)


@pytest.fixture
def meter():
    """One kWh an hour for fifty days; six hours of 5 March are missing."""
    found = make_meter(number="E-01", interval_s=3600)
    count = 50 * 24 + 1
    kept = np.array([n for n in range(count) if not 97 <= n <= 101], np.int64)
    at_s = first_second(FIRST) + kept * 3600 + 420
    series = Series(at_s, kept * 1000, np.full(len(kept), 2, np.uint8))
    merged = storage.merge({found.id: series}, site_id=found.site_id)
    recompute(merged.touched, site_id=found.site_id)
    return found


def told(*arguments):
    out = StringIO()
    call_command("consumption", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_days_are_those_that_are_stored(meter):
    found = told("--meter", "E-01", "--by", "day", "--from", "2026-03-01", "--to", "2026-04-30")
    stored = queries.days([meter.id], first=FIRST, last=date(2026, 4, 30))[meter.id]
    assert [row["use"] for row in found["rows"] if row["use"] is not None] == [
        str(day.use) for day in stored
    ]
    assert found["rows"][4]["start"] == "2026-03-05T00:00:00+08:00"
    assert found["rows"][4]["estimated"] == "6.000000"
    assert float(found["rows"][4]["coverage"]) == 0.75
    assert found["rows"][-1] == {
        "start": "2026-04-30T00:00:00+08:00", "use": None, "estimated": "0.000000",
        "adjusted": "0", "coverage": "0.000000", "known": False,
    }  # fmt: skip
    assert [note["kind"] for note in found["notes"]] == ["gap"]


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Madrid", "Asia/Kolkata"])
@pytest.mark.parametrize("by", ["hour", "day", "month"])
def test_pieces_of_another_zone_sum_to_the_same(zone, by):
    meter = make_meter(number="E-02", interval_s=3600)
    at_s = first_second(FIRST) + np.arange(50 * 24, dtype=np.int64) * 3600
    series = Series(at_s, np.arange(50 * 24, dtype=np.int64) * 1000, np.full(1200, 2, np.uint8))
    storage.merge({meter.id: series}, site_id=meter.site_id)
    rows = told("--meter", "E-02", "--by", by, "--zone", zone)["rows"]
    assert sum(float(row["use"] or 0) for row in rows) == pytest.approx(1199)
    if by == "day" and zone == "Europe/Madrid":
        (short,) = [row for row in rows if row["start"].startswith("2026-03-29")]
        assert short["use"] == "23.000000"  # the clocks go forward
    if by == "month" and zone == "America/New_York":
        assert [row["start"][:10] for row in rows] == ["2026-02-28", "2026-03-01", "2026-04-01"]


def test_a_virtual_meter_and_words_for_people(meter):
    make_meter(site=meter.site, number="V-01", kind=MeterKind.VIRTUAL, formula="2 * E-01")
    day = ("--from", "2026-03-02", "--to", "2026-03-02")
    assert told("--meter", "V-01", *day)["rows"][0]["use"] == "48.000000"
    out = StringIO()
    call_command("consumption", "--meter", "E-01", *day, stdout=out)
    assert "24.000" in out.getvalue()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--meter", "E-09"),
        ("--meter", "E-01", "--zone", "Mars/Base"),
        ("--meter", "E-01", "--from", "1.3.2026"),
        ("--meter", "E-01", "--from", "2026-03-02", "--to", "2026-03-01"),
    ],
)
def test_wrong_input_is_named(meter, arguments):
    with pytest.raises(CommandError) as refused:
        call_command("consumption", *arguments)
    assert refused.value.returncode == 2


def test_a_meter_without_readings_needs_days():
    make_meter(number="E-03")
    with pytest.raises(CommandError):
        call_command("consumption", "--meter", "E-03")
    assert (
        told("--meter", "E-03", "--from", "2026-03-01", "--to", "2026-03-01")["rows"][0]["use"]
        is None
    )
