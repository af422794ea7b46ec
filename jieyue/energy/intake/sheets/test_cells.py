from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from jieyue.energy.intake.sheets import times
from jieyue.energy.intake.sheets.numbers import (
    BadNumber,
    decimal_mark,
    floats,
    number,
    text_of,
    thousandths,
)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1234.5", "1234.5"),
        (" １２３４．５ ", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("12,5", "12.5"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        ("12 345,6", "12345.6"),
        ("1'234.5", "1234.5"),
        ("-3.5", "-3.5"),
        (1234.0, "1234"),
        (1234.25, "1234.25"),
    ],
)
def test_numbers_as_people_write_them(cell, value):
    assert number(text_of(cell)) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1,234", "ambiguous_number"),
        ("12a", "bad_number"),
        ("1,2,3", "bad_number"),
        ("1e30", "bad_number"),
        ("--", "bad_number"),
        ("∞", "bad_number"),
    ],
)
def test_what_is_no_number_says_why(text, reason):
    with pytest.raises(BadNumber) as refused:
        number(text)
    assert refused.value.reason == reason


def test_a_column_tells_what_its_comma_means():
    assert decimal_mark(["1,234", "12,5"]) == ","
    assert decimal_mark(["1,234", "1,234.5"]) == "."
    assert decimal_mark(["1,234", "7"]) is None
    assert number("1,234", mark=",") == Decimal("1.234")
    assert number("1,234", mark=".") == 1234
    assert number("1.234", mark=",") == 1234


def test_a_column_of_plain_numbers_is_read_at_once():
    found = floats(["1", "", "2.5", None])
    assert found is not None
    assert np.nan_to_num(found, nan=-1).tolist() == [1, -1, 2.5, -1]
    assert floats(["1", "1,5"]) is None
    assert floats(["nan"]) is None
    assert floats(["inf"]) is None


def test_thousandths_are_rounded_half_up():
    assert thousandths(Decimal("1.0005")) == (1001, False)
    assert thousandths(Decimal("1.5")) == (1500, True)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("2026年1月5日", datetime(2026, 1, 5)),
        ("2026年01月05日 8:30", datetime(2026, 1, 5, 8, 30)),
        ("2026年1月5日8时30分", datetime(2026, 1, 5, 8, 30)),
        ("2026年1月5日 下午3点", datetime(2026, 1, 5, 15)),
        ("1月5日 8:00", datetime(2025, 1, 5, 8)),
        ("1月5日", datetime(2025, 1, 5)),
        ("２０２６－０１－０５　０８：００", datetime(2026, 1, 5, 8)),
        ("20260105", datetime(2026, 1, 5)),
        ("202601050815", datetime(2026, 1, 5, 8, 15)),
        ("20260105 08:15", datetime(2026, 1, 5, 8, 15)),
        ("2026/1/5 8:05:09", datetime(2026, 1, 5, 8, 5, 9)),
        ("2026.1.5", datetime(2026, 1, 5)),
        ("2026-01-05T08:00:07", datetime(2026, 1, 5, 8, 0, 7)),
        ("2026-01-05 24:00", datetime(2026, 1, 6)),
        ("2016-01-01T00:00Z", datetime(2016, 1, 1, tzinfo=UTC)),
        ("2026-01-05T08:00+0800", datetime(2026, 1, 5, 8, tzinfo=timezone(timedelta(hours=8)))),
        (46027, datetime(2026, 1, 5)),
        (46027.34375, datetime(2026, 1, 5, 8, 15)),
        ("46027.5", datetime(2026, 1, 5, 12)),
        (date(2026, 1, 5), datetime(2026, 1, 5)),
        (datetime(2026, 1, 5, 8), datetime(2026, 1, 5, 8)),
    ],
)
def test_times_as_people_write_them(cell, found):
    assert times.moment(cell, year=2025) == found


@pytest.mark.parametrize("cell", ["", "abc", "2026-13-01", "2026年2月30日", 7, "1月5日", "8:00"])
def test_what_is_no_time_is_refused(cell):
    with pytest.raises(times.BadTime):
        times.moment(cell)


def test_a_day_alone_gets_the_time_it_is_read_at():
    assert times.moment("2026-01-05", of_day=time(9)) == datetime(2026, 1, 5, 9)


MADRID = ZoneInfo("Europe/Madrid")


def seconds(*texts):
    return np.array([int(datetime.fromisoformat(t + "Z").timestamp()) for t in texts], np.int64)


def test_the_hour_that_comes_twice_is_told_by_its_order():
    local = seconds("2016-10-30T01:30", "2016-10-30T02:30", "2016-10-30T02:30", "2016-10-30T03:30")
    found = times.instants(local, MADRID, group=np.zeros(4, np.int64))
    assert (
        found.at_s.tolist()
        == seconds(
            "2016-10-29T23:30", "2016-10-30T00:30", "2016-10-30T01:30", "2016-10-30T02:30"
        ).tolist()
    )
    assert found.repeated.tolist() == [False, True, True, False]
    apart = times.instants(local, MADRID, group=np.arange(4))
    assert apart.at_s[2] == seconds("2016-10-30T00:30")[0]


def test_the_hour_left_out_is_named():
    local = seconds("2016-03-27T01:59", "2016-03-27T02:30", "2016-03-27T03:00")
    found = times.instants(local, MADRID, group=np.zeros(3, np.int64))
    assert found.missing.tolist() == [False, True, False]
    assert found.at_s[2] - found.at_s[0] == 60


def test_china_has_neither():
    local = seconds("2026-03-29T02:30", "2026-10-25T02:30")
    found = times.instants(local, ZoneInfo("Asia/Shanghai"), group=np.zeros(2, np.int64))
    assert (local - found.at_s).tolist() == [28_800, 28_800]
    assert not (found.missing | found.repeated).any()
