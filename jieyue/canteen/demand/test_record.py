import gzip
from datetime import date
from io import BytesIO

import pytest

from jieyue.canteen.demand.record import (
    AttendanceRow,
    MissingColumns,
    ProblemCode,
    read_attendance,
)
from jieyue.canteen.demand.text_files import UnreadableText

HEADER = "date,site,site_type,planned,served\n"


def read(text, *, encoding="utf-8", today=date(2026, 1, 1)):
    return read_attendance(BytesIO(text.encode(encoding)), today=today)


def test_a_row_keeps_its_line_and_unknowns():
    read_back = read(HEADER + "2017-03-01,North,E,,120\n")
    assert read_back.rows == [AttendanceRow(2, "North", date(2017, 3, 1), None, 120, "E")]
    assert read_back.problems == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_in_use(encoding):
    text = "日期,食堂,餐次,计划人数,就餐人数\n2026年1月5日,机关一食堂,午餐,980,941\n"
    (row,) = read(text, encoding=encoding, today=date(2026, 2, 1)).rows
    assert (row.series, row.meal, row.planned, row.served) == ("机关一食堂", "午餐", 980, 941)


@pytest.mark.parametrize("day", ["2017-03-01", "2017/3/1", "2017.3.1", "20170301", "2017年3月1日"])
def test_ways_to_write_a_day(day):
    (row,) = read(f"{HEADER}{day},North,E,1,1\n").rows
    assert row.day == date(2017, 3, 1)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2017-02-30,North,E,1,1", ProblemCode.BAD_DATE),
        ("soon,North,E,1,1", ProblemCode.BAD_DATE),
        ("0017-03-01,North,E,1,1", ProblemCode.BAD_DATE),
        ("2026-01-02,North,E,1,1", ProblemCode.FUTURE_DATE),
        ("North,2017-03-01,E,1,1", ProblemCode.SWAPPED_COLUMNS),
        ("2017-03-01,120,E,North,1", ProblemCode.SWAPPED_COLUMNS),
        ("2017-03-01,,E,1,1", ProblemCode.MISSING_SERIES),
        ("2017-03-01,North,E,-1,1", ProblemCode.NEGATIVE_COUNT),
        ("2017-03-01,North,E,1,5000000", ProblemCode.ABSURD_COUNT),
        ("2017-03-01,North,E,1,many", ProblemCode.BAD_COUNT),
        ("2017-03-01,North,E,1,1.5", ProblemCode.BAD_COUNT),
        ("2017-03-01,North,E,,", ProblemCode.EMPTY),
        ("2017-03-01,North", ProblemCode.MISSING_CELLS),
        ("2017-03-01,South,E,9,9", ProblemCode.DUPLICATE_DAY),
        ("2017-03-01,South,E,9,8", ProblemCode.CONFLICTING_DAY),
    ],
)
def test_a_bad_row_is_named_and_the_rest_goes_on(row, code):
    read_back = read(f"{HEADER}2017-03-01,South,E,9,9\n{row}\n2017-03-02,South,E,9,9\n")
    assert [problem.code for problem in read_back.problems] == [code]
    assert read_back.problems[0].line == 3
    assert [good.line for good in read_back.rows] == [2, 4]


def test_the_header_says_what_is_missing():
    with pytest.raises(MissingColumns) as caught:
        read("date,served\n")
    assert caught.value.missing == ["site"]


def test_gzip_and_columns_in_another_order():
    content = gzip.compress(b"served,site,date\n5,North,2017-03-01\n")
    (row,) = read_attendance(BytesIO(content)).rows
    assert (row.served, row.planned) == (5, None)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\x1f\x8bbroken", "gzip"),
        (b"date,site\xff\xff", "encoding"),
    ],
)
def test_files_that_are_no_text(content, reason):
    with pytest.raises(UnreadableText) as caught:
        read_attendance(BytesIO(content))
    assert caught.value.reason == reason
