"""汇总: the parts of a summary sum to it exactly. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jieyue.energy.statistics.forms import Form, Line

TOTAL = "total"
SERVICES = "services"
SERVICE_CATEGORIES = ("education", "science", "culture", "health", "sport", "other_service")
COLUMNS = {
    "category": (TOTAL, "organ", SERVICES, *SERVICE_CATEGORIES, "group"),
    "level": (TOTAL, "central", "province", "city", "county"),
}


@dataclass(frozen=True)
class Part:
    """One unit's report: its category or level, and rows of figures by line. None is unknown."""

    unit_id: int | None
    column: str
    rows: Sequence[Mapping[str, Decimal | None]]


@dataclass(frozen=True)
class SummaryLine:
    """One line with a figure for each column. unknown: how many units have no figure there."""

    line: Line
    figures: Mapping[str, Decimal | None]
    unknown: int


def summarise(form: Form, parts: Sequence[Part]) -> list[SummaryLine]:
    """Lines of a summary form from the units' reports.

    A figure is the exact sum of those known; None when no unit has one. Columns sum to the total,
    and the six kinds of public service units to their subtotal.
    """
    return [_line(form, line, parts) for line in form.lines if not line.is_text]


def _line(form: Form, line: Line, parts: Sequence[Part]) -> SummaryLine:
    columns = COLUMNS[form.by]
    sums: dict[str, Decimal | None] = dict.fromkeys(columns)
    unknown = 0
    for part in parts:
        value = _value(line, part)
        if value is None:
            unknown += 1
            continue
        for column in _columns_of(part.column):
            sums[column] = (sums[column] or Decimal(0)) + value / line.scale
    return SummaryLine(line, sums, unknown)


def _value(line: Line, part: Part) -> Decimal | None:
    if line.key == "institutions":
        return Decimal(1)
    if line.key == "rooms":
        return Decimal(len(part.rows))
    known = [value for row in part.rows if (value := row.get(line.key)) is not None]
    return sum(known, Decimal(0)) if known else None


def _columns_of(column: str) -> tuple[str, ...]:
    if column in SERVICE_CATEGORIES:
        return (TOTAL, SERVICES, column)
    return (TOTAL, column)
