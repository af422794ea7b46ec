"""What each ledger holds, and what of it is out of line (STANDARDS 2.5 and 2.11).

A value nobody can mean is refused; a value that breaks a limit is recorded with its problem, and
asks what was done about it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

NUMBER, TEXT, CHOICE, YES_NO = "number", "text", "choice", "yes_no"
METHODS = ("steam", "infrared", "dishwasher", "chlorine")
LONGEST_TEXT = 120


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a ledger: `kind` is number, text, choice or yes_no; bounds are for numbers."""

    code: str
    kind: str = TEXT
    is_required: bool = True
    lowest: Decimal | None = None
    highest: Decimal | None = None
    choices: tuple[str, ...] = ()


def _number(code: str, lowest: str, highest: str, *, is_required: bool = True) -> Field:
    return Field(
        code=code,
        kind=NUMBER,
        is_required=is_required,
        lowest=Decimal(lowest),
        highest=Decimal(highest),
    )


FIELDS: Mapping[str, tuple[Field, ...]] = {
    "additive": (
        Field(code="additive"),
        _number("mass_g", "0.01", "100000"),
        _number("food_kg", "0.01", "10000"),
        _number("limit_g_per_kg", "0", "1000"),
        Field(code="dish"),
        Field(code="lot", is_required=False),
    ),
    "disinfection": (
        Field(code="goods"),
        Field(code="method", kind=CHOICE, choices=METHODS),
        _number("minutes", "0", "600"),
        _number("temperature_c", "0", "300", is_required=False),
        _number("ppm", "0", "5000", is_required=False),
    ),
    "frying_oil": (
        Field(code="fryer"),
        _number("temperature_c", "20", "400"),
        Field(code="is_clear", kind=YES_NO),
    ),
    "gas_alarm": (Field(code="place"), Field(code="works", kind=YES_NO)),
    "grease_trap": (
        Field(code="place"),
        _number("removed_kg", "0", "10000"),
        Field(code="cleaned_by"),
    ),
    "knives": (_number("handed_out", "0", "1000"), _number("returned", "0", "1000")),
    "pest_control": (
        Field(code="company"),
        Field(code="method"),
        Field(code="traces", kind=YES_NO),
    ),
}


class BadEntry(Exception):
    """A field of a ledger is missing or cannot be; `problem` is missing, not_a_number,
    out_of_bounds, not_a_choice or too_long."""

    def __init__(self, *, field: Field, problem: str, given: str) -> None:
        super().__init__(field.code, problem, given)
        self.field, self.problem, self.given = field, problem, given


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What must be reached or not exceeded: (at least °C, minutes) by method; ppm; °C of oil."""

    heat: Mapping[str, tuple[Decimal, Decimal]]
    chlorine_ppm: Decimal
    chlorine_minutes: Decimal
    frying_oil_c: Decimal


def entries(kind: str, given: Mapping[str, str]) -> dict[str, str]:
    """The ledger's fields as stored text, numbers in plain digits. Raises BadEntry."""
    return {field.code: _entry(field, given.get(field.code, "").strip()) for field in FIELDS[kind]}


def _entry(field: Field, text: str) -> str:
    if not text:
        if field.is_required:
            raise BadEntry(field=field, problem="missing", given=text)
        return ""
    if field.kind == NUMBER:
        return str(_plain(field, text))
    allowed = {CHOICE: field.choices, YES_NO: ("yes", "no")}.get(field.kind)
    if allowed is not None and text not in allowed:
        raise BadEntry(field=field, problem="not_a_choice", given=text)
    if len(text) > LONGEST_TEXT:
        raise BadEntry(field=field, problem="too_long", given=text)
    return text


def _plain(field: Field, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise BadEntry(field=field, problem="not_a_number", given=text) from None
    if not value.is_finite():
        raise BadEntry(field=field, problem="not_a_number", given=text)
    assert field.lowest is not None  # every number has its bounds
    assert field.highest is not None
    if not field.lowest <= value <= field.highest:
        raise BadEntry(field=field, problem="out_of_bounds", given=text)
    return value


def problems(kind: str, entered: Mapping[str, str], limits: Limits) -> list[str]:
    """Codes of what is out of line, in a fixed order; none when all is well."""
    checks = {
        "additive": _additive,
        "disinfection": _disinfection,
        "frying_oil": _frying_oil,
        "gas_alarm": _gas_alarm,
        "knives": _knives,
        "pest_control": _pest_control,
    }
    check = checks.get(kind)
    return [code for code, is_so in check(entered, limits) if is_so] if check else []


Checked = Iterable[tuple[str, bool]]


def _additive(entered: Mapping[str, str], _limits: Limits) -> Checked:
    most = _of(entered, "limit_g_per_kg") * _of(entered, "food_kg")
    yield "additive_over_limit", _of(entered, "mass_g") > most


def _disinfection(entered: Mapping[str, str], limits: Limits) -> Checked:
    minutes = _of(entered, "minutes")
    if entered["method"] == "chlorine":
        yield "too_weak", _of(entered, "ppm") < limits.chlorine_ppm
        yield "too_short", minutes < limits.chlorine_minutes
        return
    least_c, least_minutes = limits.heat[entered["method"]]
    yield "too_cold", _of(entered, "temperature_c") < least_c
    yield "too_short", minutes < least_minutes


def _frying_oil(entered: Mapping[str, str], limits: Limits) -> Checked:
    yield "oil_too_hot", _of(entered, "temperature_c") > limits.frying_oil_c
    yield "oil_not_clear", entered["is_clear"] == "no"


def _gas_alarm(entered: Mapping[str, str], _limits: Limits) -> Checked:
    yield "alarm_does_not_work", entered["works"] == "no"


def _knives(entered: Mapping[str, str], _limits: Limits) -> Checked:
    yield "knives_missing", _of(entered, "returned") != _of(entered, "handed_out")


def _pest_control(entered: Mapping[str, str], _limits: Limits) -> Checked:
    yield "traces_of_pests", entered["traces"] == "yes"


def _of(entered: Mapping[str, str], code: str) -> Decimal:
    """A number entered; what was left empty was not reached, so 0."""
    return Decimal(entered.get(code) or 0)
