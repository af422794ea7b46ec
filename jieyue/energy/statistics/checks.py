"""What a report's figures must bear before it is submitted, STANDARDS 1.2. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from jieyue.energy.bills.rules import Band, Slip, priced
from jieyue.energy.statistics.forms import FEE, MEDIA, Form, Line

Values = Mapping[tuple[int, str], Decimal | None]
Bands = Mapping[str, Band]


class Severity(StrEnum):
    """STOP: must be put right. EXPLAIN: needs words. NOTE: is shown."""

    STOP = "stop"
    EXPLAIN = "explain"
    NOTE = "note"


class Code(StrEnum):
    ANNUAL = "annual"
    CHANGE = "change"
    COVERAGE = "coverage"
    DIFFERS = "differs"
    FEE_MISSING = "fee_missing"
    MISSING = "missing"
    PARTS = "parts"
    PART_LARGER = "part_larger"
    PRICE = "price"
    QUANTITY_MISSING = "quantity_missing"
    SLIP_FEE = "slip_fee"
    SLIP_QUANTITY = "slip_quantity"


@dataclass(frozen=True)
class Finding:
    """One thing about one figure. found, wanted: what it is and what it is held against."""

    code: Code
    severity: Severity
    row: int
    line: str
    found: Decimal | None = None
    wanted: Decimal | None = None

    @property
    def key(self) -> str:
        """What an explanation is filed under."""
        return f"{self.code}:{self.row}.{self.line}"


@dataclass(frozen=True)
class Limits:
    """What figures are held against; shares, not percents. bands: yuan per unit by medium."""

    bands: Bands
    change_energy: Decimal
    change_water: Decimal
    least_coverage: Decimal
    most_difference: Decimal


@dataclass(frozen=True)
class Beside:
    """Figures of elsewhere: a year before, the sum of the quarters, coverage, other sources.

    other: {(row, line): {source: figure}}. A line that is absent has nothing to be held against.
    """

    year_before: Values
    quarters: Values
    coverage: Mapping[tuple[int, str], Decimal]
    other: Mapping[tuple[int, str], Mapping[str, Decimal]]


def check(form: Form, values: Values, *, beside: Beside, limits: Limits) -> list[Finding]:
    """Everything to be said of a report, in the form's order."""
    rows = sorted({row for row, _line in values}) or [0]
    found: list[Finding] = []
    for row in rows:
        for line in form.lines:
            if not line.is_text:
                found.extend(_of_line(form, values, row, line, beside, limits))
    return found


def hinders(findings: list[Finding], explanations: Mapping[str, str]) -> list[Finding]:
    """What keeps a report from being submitted."""
    return [
        each
        for each in findings
        if each.severity is Severity.STOP
        or (each.severity is Severity.EXPLAIN and not explanations.get(each.key, "").strip())
    ]


def change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """(now - before) / before; None without a figure above 0 to hold it against."""
    return None if now is None or not before else (now - before) / before


def _of_line(
    form: Form, values: Values, row: int, line: Line, beside: Beside, limits: Limits
) -> Iterator[Finding]:
    place = (row, line.key)
    value = values.get(place)
    if value is None:
        if _is_needed(form, line):
            yield Finding(Code.MISSING, Severity.STOP, row, line.key)
        return
    yield from _parts(form, values, row, line, value)
    if line.key in MEDIA and form.has(line.key + FEE):
        yield from _price(values, row, line.key, value, limits)
    yield from _year_before(value, row, line, beside, limits)
    wanted = beside.quarters.get(place)
    if wanted is not None and wanted != value:
        yield Finding(Code.ANNUAL, Severity.STOP, row, line.key, value, wanted)
    coverage = beside.coverage.get(place)
    if coverage is not None and coverage < limits.least_coverage:
        yield Finding(Code.COVERAGE, Severity.NOTE, row, line.key, coverage, limits.least_coverage)
    for other in beside.other.get(place, {}).values():
        if max(value, other) and abs(value - other) / max(value, other) > limits.most_difference:
            yield Finding(Code.DIFFERS, Severity.NOTE, row, line.key, value, other)
            break


def _is_needed(form: Form, line: Line) -> bool:
    """Area and persons always, and electricity and water of everybody; the rest may be none."""
    return form.code == "NY201" and line.key in {"area", "persons", "electricity", "water"}


def _parts(form: Form, values: Values, row: int, line: Line, value: Decimal) -> Iterator[Finding]:
    parts = [values.get((row, part.key)) for part in form.parts_of(line.key)]
    known = [part for part in parts if part is not None]
    if known and sum(known, Decimal(0)) != value:
        total = sum(known, Decimal(0))
        yield Finding(Code.PARTS, Severity.STOP, row, line.key, value, total)
    if line.at_most:
        whole = values.get((row, line.parent))
        if whole is not None and value > whole:
            severity = Severity.NOTE if line.key == "posts" else Severity.STOP
            yield Finding(Code.PART_LARGER, severity, row, line.key, value, whole)


def _price(
    values: Values, row: int, medium: str, quantity: Decimal, limits: Limits
) -> Iterator[Finding]:
    fee = values.get((row, medium + FEE))
    if quantity > 0 and not fee:
        yield Finding(Code.FEE_MISSING, Severity.NOTE, row, medium + FEE)
    if fee and quantity == 0:
        yield Finding(Code.QUANTITY_MISSING, Severity.NOTE, row, medium, quantity, fee)
    found = priced(quantity, fee, limits.bands.get(medium))
    if not found.price or found.band is None or not found.is_outside:
        return
    near = found.band[0] if found.price < found.band[0] else found.band[1]
    if found.slip is None:
        yield Finding(Code.PRICE, Severity.EXPLAIN, row, medium, found.price, near)
    else:
        code = Code.SLIP_QUANTITY if found.slip is Slip.QUANTITY else Code.SLIP_FEE
        yield Finding(code, Severity.STOP, row, medium, found.price, near)


def _year_before(
    value: Decimal, row: int, line: Line, beside: Beside, limits: Limits
) -> Iterator[Finding]:
    if line.key not in MEDIA:
        return
    moved = change(value, beside.year_before.get((row, line.key)))
    most = limits.change_water if line.key == "water" else limits.change_energy
    if moved is not None and abs(moved) > most:
        yield Finding(Code.CHANGE, Severity.EXPLAIN, row, line.key, moved, most)
