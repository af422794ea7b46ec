"""The cells of an attendance record: days and counts of diners, as people type them."""

import re
from datetime import date

EARLIEST_YEAR = 2000  # no canteen's record is older; a year before it is a typing error
MOST_DINERS = 50_000  # one meal of one canteen; the largest known canteens serve about a third
DAY_FORMS = re.compile(
    r"(?P<year>\d{4})(?:-|/|\.|年)(?P<month>\d{1,2})(?:-|/|\.|月)(?P<day>\d{1,2})日?"
    r"(?:[ T]00?:00(?::00)?)?"
)
COMPACT_DAY = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
WHOLE_NUMBER = re.compile(r"[+-]?\d+(?:\.0+)?")


class BadDay(Exception):
    """Not a day as year, month, day."""


class BadCount(Exception):
    """Not a whole number."""


class NegativeCount(BadCount):
    """Fewer than nobody."""


class AbsurdCount(BadCount):
    """More than any canteen serves at one meal."""


def parse_day(text: str) -> date:
    """2017-03-01, 2017/3/1, 2017.3.1, 20170301 or 2017年3月1日. Raises BadDay."""
    match = DAY_FORMS.fullmatch(text) or COMPACT_DAY.fullmatch(text)
    if match is None or int(match["year"]) < EARLIEST_YEAR:
        raise BadDay(text)
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError as error:
        raise BadDay(text) from error


def parse_count(text: str) -> int | None:
    """Diners; None for an empty cell. Raises BadCount, NegativeCount, AbsurdCount."""
    if not text:
        return None
    if WHOLE_NUMBER.fullmatch(text) is None:
        raise BadCount(text)
    count = int(text.split(".")[0])
    if count < 0:
        raise NegativeCount(text)
    if count > MOST_DINERS:
        raise AbsurdCount(text)
    return count
