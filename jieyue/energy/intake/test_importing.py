import gzip
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

from jieyue.energy.consumption.models import MeterDay
from jieyue.energy.factories import make_meter
from jieyue.energy.intake import importing, refusals
from jieyue.energy.intake.importing import Choices
from jieyue.energy.intake.models import Batch, RefusedReading
from jieyue.energy.meters.models import Instrument, Meter, MeterKind, Placement
from jieyue.energy.readings import days, storage
from jieyue.energy.readings.models import ReadingDay
from jieyue.kit import problems
from jieyue.kit.actor import NotAllowed, Scope, system
from jieyue.people.factories import make_actor, make_site

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 20, 4, tzinfo=UTC)


def take_in(site, content, *, name="a.csv", actor=None, dry_run=False, **choices):
    if isinstance(content, str):
        content = content.encode()
    return importing.import_file(
        content,
        name=name,
        choices=Choices(**({"medium": "electricity"} | choices)),
        actor=actor or system("tests", site_id=site.id),
        at=AT,
        dry_run=dry_run,
    )


def loaded(meter):
    """Local times and registers of January 2026 and the year before."""
    found = storage.load([meter.id], first=date(2015, 1, 1), last=date(2027, 1, 1))
    if meter.id not in found:
        return []
    one = found[meter.id]
    return [
        (days.instant(at_s + 8 * 3600).strftime("%m-%d %H:%M"), register / 1000)
        for at_s, register in zip(one.at_s.tolist(), one.register_milli.tolist(), strict=True)
    ]


def xlsx(rows, *, merged=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for span in merged:
        book.active.merge_cells(span)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_long_sheet_with_a_title_merged_cells_and_chinese_dates():
    meter = make_meter(number="E-01")
    rows = [
        ["2026年1月抄表记录", None, None],
        ["表号", "抄表日期", "读数(kWh)"],
        ["E-01", "1月5日", "１２３４．５"],
        [None, "2026年1月6日 8:00", 1240.5],
        [None, 46029.5, "1.250,5"],
    ]
    content = xlsx(rows, merged=("A1:C1", "A3:A5"))
    imported = take_in(meter.site, content, name="a.xlsx")
    assert imported.stored.added == 3
    assert loaded(meter) == [
        ("01-05 00:00", 1234.5),
        ("01-06 08:00", 1240.5),
        ("01-07 12:00", 1250.5),
    ]


def test_a_value_merged_over_several_readings_is_refused():
    meter = make_meter(number="E-01")
    rows = [
        ["表号", "时间", "读数"],
        ["E-01", "2026-01-05", 5],
        ["E-01", "2026-01-06", None],
        ["E-01", "2026-01-07", 9],
    ]
    imported = take_in(meter.site, xlsx(rows, merged=("C2:C3",)))
    assert imported.stored.reasons == {"merged_value": 2}
    assert loaded(meter) == [("01-07 00:00", 9)]


def test_a_sheet_of_meters_by_days():
    first, second = make_meter(number="E-01"), make_meter(number="E-02")
    second.site = first.site
    Meter.objects.filter(id=second.id).update(site=first.site)
    content = "2026年抄表\n表号,安装位置,1月5日,1月6日\nE-01,东楼,10,11\nE-02,西楼,,21.5\n"
    imported = take_in(first.site, content.encode("gb18030"))
    assert imported.layout == "days"
    assert imported.left_out == ["安装位置"]
    assert loaded(first) == [("01-05 00:00", 10), ("01-06 00:00", 11)]
    assert loaded(second) == [("01-06 00:00", 21.5)]


def test_what_cannot_be_read_is_named_and_the_rest_is_kept():
    meter = make_meter(number="E-01")
    content = (
        "meter,time,register\n"
        'E-01,2026-01-05,"1,234"\n'
        "E-01,someday,5\n"
        "E-01,2026-01-06,abc\n"
        ",2026-01-06,6\n"
        "E-99,2026-01-06,6\n"
        "E-01,2026-01-07,7\n"
        "E-01,2026-01-08,\n"
    )
    imported = take_in(meter.site, content)
    assert imported.stored.reasons == {
        "ambiguous_number": 1,
        "bad_number": 1,
        "bad_time": 1,
        "missing_meter": 1,
        "unknown_meter": 1,
    }
    assert (imported.stored.added, imported.unknown) == (1, ["E-99"])
    line = RefusedReading.objects.get(reason="ambiguous_number")
    assert (line.line, line.meter_number, line.value_text) == (2, "E-01", "1,234")


def test_units_become_the_instruments():
    meter = make_meter(number="W-01", medium="water")  # counts in m3
    take_in(meter.site, "meter,time,register_l\nW-01,2026-01-05,1500\n", medium="water")
    assert loaded(meter) == [("01-05 00:00", 1.5)]
    take_in(meter.site, "表号,时间,读数(吨)\nW-01,2026-01-06,2\n", medium="water")
    assert loaded(meter)[1] == ("01-06 00:00", 2)


def test_a_unit_of_something_else_is_refused():
    meter = make_meter(number="W-01", medium="water")
    imported = take_in(meter.site, "meter,time,register_kwh\nW-01,2026-01-05,15\n", medium="water")
    assert imported.stored.reasons == {"wrong_unit": 1}


def test_uses_are_not_registers():
    meter = make_meter(number="E-01")
    imported = take_in(meter.site, "表号,时间,用电量\nE-01,2026-01-05,15\n")
    assert imported.stored.reasons == {"wrong_kind": 1}


def test_a_number_of_another_medium_is_refused():
    meter = make_meter(number="E-01", medium="water")
    imported = take_in(meter.site, "meter,time,register\nE-01,2026-01-05,15\n")
    assert imported.stored.reasons == {"other_medium": 1}


def test_unknown_meters_are_opened_where_asked():
    site = make_site()
    content = (
        "time,d1_l_per_s,d2_l_per_s,rain_mm\n2026-01-05T00:00,3.5625,,1\n2026-01-05T01:00,1,2,0\n"
    )
    imported = take_in(site, content, medium="water", open_meters=True)
    assert (imported.opened, imported.left_out) == (["d1", "d2"], ["rain_mm"])
    meter = Meter.objects.get(site=site, number="d1")
    assert (meter.kind, meter.interval_s) == (MeterKind.INTERVAL, 3600)
    hung = Instrument.objects.get(meter=meter)
    assert (hung.register_unit, hung.multiplier) == ("l", Decimal("0.001"))
    assert loaded(meter) == [("01-05 01:00", 12825), ("01-05 02:00", 3600)]  # at its end
    again = take_in(site, content, medium="water", open_meters=True)
    assert (again.stored.added, again.stored.unchanged, again.opened) == (0, 3, [])
    assert again.stored.resend_of == imported.stored.batch_id


def test_a_meter_that_one_years_file_opened_takes_the_year_before():
    site = make_site()
    choices = {"medium": "water", "unit": "l", "open_meters": True}
    head = "meter,time,register\n"
    take_in(site, head + "w1,2026-01-05T00:00,300\nw1,2026-01-06T00:00,310\n", **choices)
    earlier = take_in(site, head + "w1,2025-01-05T00:00,20\nw1,2025-01-06T00:00,30\n", **choices)
    assert (earlier.stored.added, earlier.stored.refused) == (2, 0)
    meter = Meter.objects.get(number="w1")
    assert Placement.objects.get(meter=meter).since_on == date(2025, 1, 5)
    days_used = MeterDay.objects.filter(meter=meter, day__lt=date(2026, 1, 7))
    assert sum(day.use_micro for day in days_used) == 290_000  # 0.29 m3, the year between included


def test_an_instrument_that_people_entered_keeps_its_first_day():
    meter = make_meter(number="E-01")
    installed_at = Instrument.objects.get(meter=meter).installed_at
    imported = take_in(meter.site, "meter,time,register\nE-01,1999-01-05,15\n", open_meters=True)
    assert imported.stored.reasons == {"before_installation": 1}
    assert Instrument.objects.get(meter=meter).installed_at == installed_at


def test_opening_needs_the_ledgers_right():
    site = make_site()
    actor = make_actor(site=site, grants={"energy.readings.import": Scope.COMPLEX})
    content = "meter,time,register_kwh\nE-1,2026-01-05,15\n"
    with pytest.raises(NotAllowed):
        take_in(site, content, actor=actor, open_meters=True)
    assert not Batch.objects.exists()


def test_a_trial_stores_nothing():
    meter = make_meter(number="E-01")
    imported = take_in(meter.site, "meter,time,register\nE-01,2026-01-05,15\n", dry_run=True)
    assert imported.stored.added == 1
    assert not Batch.objects.exists()
    assert not ReadingDay.objects.exists()


def test_local_times_of_another_zone():
    meter = make_meter(number="E-01")
    content = (
        "meter,local_time,register\n"
        "E-01,2025-10-26T02:30:00,1\nE-01,2025-10-26T02:30:00,2\nE-01,2025-03-30T02:30:00,3\n"
    )
    imported = take_in(meter.site, gzip.compress(content.encode()), zone="Europe/Madrid")
    assert imported.stored.reasons == {
        "before_installation": 2,
        "no_such_time": 1,
        "repeated_hour": 2,
    }


@pytest.mark.parametrize(
    ("content", "choices", "error"),
    [
        (b"", {}, refusals.EmptyFile),
        (b"\xd0\xcf\x11\xe0xx", {}, refusals.OldSheet),
        (b"PK\x03\x04xx", {}, refusals.Unreadable),
        (b"\x1f\x8bxx", {}, refusals.Unreadable),
        (b"a,b\n1,2\n", {}, refusals.ColumnsMissing),
        (b"meter,time,register\n", {}, refusals.NoReadings),
        (b"meter,time,register\nE,2026-01-05,1\n", {"unit": "bushel"}, refusals.UnknownUnit),
        (b"meter,time,register\nE,2026-01-05,1\n", {"zone": "Mars/X"}, refusals.UnknownZone),
        (b"meter,time,register\nE,2026-01-05,1\n", {"open_meters": True}, refusals.UnitNeeded),
        (
            b"meter,time,register_l\nE,2026-01-05,1\n",
            {"open_meters": True},
            refusals.UnitUnfit,
        ),
        (
            b"meter,time,register_kwh\n*E,2026-01-05,1\n",
            {"open_meters": True},
            refusals.MeterRefused,
        ),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_refused_in_words(content, choices, error):
    with pytest.raises(error) as refused:
        take_in(make_site(), content, **choices)
    assert problems.say(refused.value)
    assert not Meter.objects.exists()
