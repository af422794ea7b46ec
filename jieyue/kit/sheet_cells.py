"""One cell of a sheet that somebody filled in, as a value; or what would have been right."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ].*)?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119: a day shown as its bare serial number
YES = {"yes", "y", "true", "1", "是", "有", "√", "✓", "对"}
NO = {"no", "n", "false", "0", "否", "无", "×", "✗", "不"}
GROUPING = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


class BadCell(Exception):
    """The sentence says what was found and what would be right."""


class Column(Protocol):
    """What of `sheets.Column` is needed here."""

    @property
    def kind(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def choices(self) -> Any: ...
    @property
    def minimum(self) -> Any: ...
    @property
    def maximum(self) -> Any: ...
    @property
    def longest(self) -> int: ...


def parse(column: Column, cell: Any) -> Any:
    """The cell's value; None when left empty. Raises BadCell."""
    text = _text_of(cell)
    if text == "":
        if column.required:
            raise BadCell(_("This must be filled in."))
        return None
    return PARSERS[column.kind](column, cell, text)


def _text_of(cell: Any) -> str:
    """As typed, with full-width digits and letters made plain; 1001.0 is 1001."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return unicodedata.normalize("NFC", str(cell)).strip()


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _text(column: Column, _cell: Any, text: str) -> str:
    if len(text) > column.longest:
        values = {"found": len(text), "longest": column.longest}
        raise BadCell(_("%(found)s characters; at most %(longest)s are possible.") % values)
    if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in text):
        raise BadCell(_("It holds characters that cannot be shown."))
    return text


def _decimal(column: Column, _cell: Any, text: str) -> Decimal:
    try:
        number = Decimal(GROUPING.sub("", _narrow(text)))
    except InvalidOperation:
        raise BadCell(_("“%(text)s” is not a number.") % {"text": text[:40]}) from None
    if not number.is_finite() or abs(number) >= Decimal("1e15"):
        raise BadCell(_("“%(text)s” is not a number.") % {"text": text[:40]})
    return _bounded(column, number)


def _integer(column: Column, cell: Any, text: str) -> int:
    number = _decimal(column, cell, text)
    if number != number.to_integral_value():
        raise BadCell(_("“%(text)s” is not a whole number.") % {"text": text[:40]})
    return int(number)


def _bounded(column: Column, number: Decimal) -> Decimal:
    if column.minimum is not None and number < column.minimum:
        values = {"number": number, "least": column.minimum}
        raise BadCell(_("%(number)s is too small; the least is %(least)s.") % values)
    if column.maximum is not None and number > column.maximum:
        values = {"number": number, "most": column.maximum}
        raise BadCell(_("%(number)s is too large; the most is %(most)s.") % values)
    return number


def _date(_column: Column, cell: Any, text: str) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    plain = _narrow(text)
    if plain.isdigit() and len(plain) < 8 and int(plain) in EXCEL_DAYS:
        return EXCEL_EPOCH + timedelta(days=int(plain))
    found = DAY.fullmatch(plain) or COMPACT_DAY.fullmatch(plain)
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    raise BadCell(_("“%(text)s” is not a day; write it as 2026-11-23.") % {"text": text[:40]})


def _boolean(_column: Column, cell: Any, text: str) -> bool:
    if isinstance(cell, bool):
        return cell
    plain = _narrow(text).casefold()
    if plain in YES or plain in NO:
        return plain in YES
    raise BadCell(_("“%(text)s” is neither yes nor no.") % {"text": text[:40]})


def _choice(column: Column, _cell: Any, text: str) -> str:
    """The stored code, found by itself or by its label in any language."""
    wanted = _narrow(text).casefold()
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code, label in column.choices:
                if wanted in (str(code).casefold(), _narrow(str(label)).casefold()):
                    return str(code)
    offered = "、".join(str(label) for _code, label in column.choices)
    values = {"text": text[:40], "offered": offered[:300]}
    raise BadCell(_("“%(text)s” is not one of: %(offered)s") % values)


PARSERS = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "boolean": _boolean,
    "choice": _choice,
}
