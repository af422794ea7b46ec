"""Numbers as they stand in a sheet: full-width digits, points and commas. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jieyue.energy.scale import MILLI

GROUPED_COMMA = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
GROUPED_POINT = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
COMMA_DECIMAL = re.compile(r"[-+]?\d+,\d+")
PLAIN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
LEAD_ZERO = re.compile(r"[-+]?0\d*,\d+|[-+]?\d{4,},\d+")  # no grouping looks like this
SPACES = re.compile(r"(?<=\d)[\s'’](?=\d{3})")
MOST = Decimal(10) ** 12


class BadNumber(ValueError):
    """`reason` is a code of `intake.reasons`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def text_of(cell: Any) -> str:
    """The cell as plain text: full-width letters and digits made narrow, blanks cut off."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return unicodedata.normalize("NFKC", str(cell)).strip()


def decimal_mark(texts: Iterable[str]) -> str | None:
    """What divides whole from decimal in these, told by those that leave no doubt; None: nothing.

    "1.234,5" and "12,5" say comma, "1,234.5" says point.
    """
    for text in texts:
        if "," not in text:
            continue
        if GROUPED_COMMA.fullmatch(text) and ("." in text or text.count(",") > 1):
            return "."
        if GROUPED_POINT.fullmatch(text) or (
            COMMA_DECIMAL.fullmatch(text)
            and (LEAD_ZERO.fullmatch(text) or len(text.rsplit(",", 1)[1]) != 3)
        ):
            return ","
    return None


def number(text: str, *, mark: str | None = None) -> Decimal:
    """A number as typed. mark: what divides decimals in its column, where that is known.

    Raises BadNumber: ambiguous_number for "1,234" in a column that does not tell.
    """
    text = SPACES.sub("", text)
    if mark == ",":
        plain = text.replace(".", "").replace(",", ".") if _is_comma(text) else text
    elif mark == ".":
        plain = text.replace(",", "") if GROUPED_COMMA.fullmatch(text) else text
    elif "," not in text:
        plain = text.replace(".", "") if text.count(".") > 1 and _is_comma(text) else text
    else:
        own = decimal_mark([text])
        if own is None:
            raise BadNumber("ambiguous_number" if GROUPED_COMMA.fullmatch(text) else "bad_number")
        return number(text, mark=own)
    if not PLAIN.fullmatch(plain):
        raise BadNumber("bad_number")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        raise BadNumber("bad_number") from None
    if abs(found) >= MOST:
        raise BadNumber("bad_number")
    return found


def _is_comma(text: str) -> bool:
    return bool(GROUPED_POINT.fullmatch(text) or COMMA_DECIMAL.fullmatch(text))


def floats(cells: list[Any]) -> NDArray[np.float64] | None:
    """A whole column at once where every cell is plain or empty (NaN); None where one is not."""
    try:
        found = np.array(
            [np.nan if cell is None or cell == "" else float(cell) for cell in cells], np.float64
        )
    except (TypeError, ValueError):
        return None
    empty = sum(1 for cell in cells if cell is None or cell == "")
    if int(np.isnan(found).sum()) != empty or not np.all(np.abs(found[~np.isnan(found)]) < 1e12):
        return None
    return found


def thousandths(value: Decimal) -> tuple[int, bool]:
    """Rounded half up to thousandths, and whether that was exact."""
    scaled = value * MILLI
    whole = int(scaled.to_integral_value(rounding="ROUND_HALF_UP"))
    return whole, scaled == whole
