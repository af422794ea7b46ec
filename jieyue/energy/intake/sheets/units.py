"""Units of files: what people and programs write, and how many of a register's unit it is. Pure.

A register's unit is one that becomes the medium's by a multiplier of three decimals at most.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from jieyue.energy.intake.sheets.numbers import text_of

HOUR_S = 3600


@dataclass(frozen=True)
class FileUnit:
    """register_unit: what it is counted in. factor: how many of that one of the file's unit is.

    per_hour: it is a rate, counted over the interval.
    """

    code: str
    register_unit: str
    factor: Decimal
    per_hour: bool = False

    def of_interval(self, interval_s: int) -> Decimal:
        """The factor for one interval."""
        return self.factor * interval_s / HOUR_S if self.per_hour else self.factor


UNITS = {
    unit.code: unit
    for unit in (
        FileUnit("wh", "kwh", Decimal("0.001")),
        FileUnit("kwh", "kwh", Decimal(1)),
        FileUnit("10^4 kwh", "kwh", Decimal(10_000)),
        FileUnit("mwh", "mwh", Decimal(1)),
        FileUnit("kw", "kwh", Decimal(1), per_hour=True),
        FileUnit("mj", "mj", Decimal(1)),
        FileUnit("gj", "gj", Decimal(1)),
        FileUnit("l", "l", Decimal(1)),
        FileUnit("m3", "m3", Decimal(1)),
        FileUnit("10^4 m3", "m3", Decimal(10_000)),
        FileUnit("l/s", "l", Decimal(3600), per_hour=True),
        FileUnit("l/h", "l", Decimal(1), per_hour=True),
        FileUnit("m3/h", "m3", Decimal(1), per_hour=True),
        FileUnit("kg", "kg", Decimal(1)),
        FileUnit("t", "t", Decimal(1)),
        FileUnit("tce", "tce", Decimal(1)),
    )
}
WRITTEN = {
    "度": "kwh",
    "千瓦时": "kwh",
    "万千瓦时": "10^4 kwh",
    "万度": "10^4 kwh",
    "万kwh": "10^4 kwh",
    "兆瓦时": "mwh",
    "千瓦": "kw",
    "兆焦": "mj",
    "吉焦": "gj",
    "百万千焦": "gj",
    "升": "l",
    "litre": "l",
    "litres": "l",
    "liter": "l",
    "liters": "l",
    "立方": "m3",
    "立方米": "m3",
    "方": "m3",
    "m^3": "m3",
    "万立方米": "10^4 m3",
    "万m3": "10^4 m3",
    "l_per_s": "l/s",
    "lps": "l/s",
    "l_per_h": "l/h",
    "m3_per_h": "m3/h",
    "m³/h": "m3/h",
    "公斤": "kg",
    "千克": "kg",
    "吨": "t",
    "吨标准煤": "tce",
}
IN_BRACKETS = re.compile(r"(?P<name>.*?)\s*[(\[]\s*(?P<unit>[^)\]]+?)\s*[)\]]\s*")
SUFFIX = re.compile(
    r"(?P<name>.+?)_(?P<unit>l_per_s|l_per_h|m3_per_h|kwh|mwh|wh|kw|m3|gj|mj|l)", re.IGNORECASE
)
WATER_TONNE = {("water", "t"): "m3"}  # 一吨水: a cubic metre in every Chinese bill


def unit_of(text: str, *, medium: str = "") -> FileUnit | None:
    """The unit a text names; None when it names none we know."""
    plain = text_of(text).casefold().replace(" ", "")
    code = WRITTEN.get(plain, plain)
    code = WATER_TONNE.get((medium, code), code)
    return UNITS.get(code)


def split_header(text: str) -> tuple[str, FileUnit | None]:
    """A header's name and the unit it ends with: "dma1_l_per_s", "读数(kWh)"."""
    plain = text_of(text)
    for form in (IN_BRACKETS, SUFFIX):
        found = form.fullmatch(plain)
        if found and (unit := unit_of(found["unit"])):
            return found["name"].strip(), unit
    return plain, None
