"""What parameters there are: each domain's `parameters.py` defines its own when it is imported."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FROM_THE_BEGINNING = date(2000, 1, 1)


KINDS = {
    "decimal": _("decimal number"),
    "integer": _("whole number"),
    "text": _("text"),
    "boolean": _("yes or no"),
    "time": _("time of day"),
    "json": _("structured text (JSON)"),
}


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A figure or rule a site may set: its first value, what it means and where it comes from.

    `kind` is one of KINDS. `evidence` is found, law, K or D (STANDARDS 0.1). `minimum` and
    `maximum` bound a decimal or an integer, both included.
    """

    code: str
    value: str
    kind: str
    source: "str | Promise"
    evidence: str
    label: "str | Promise"
    unit: str = ""
    minimum: str | None = None
    maximum: str | None = None

    @property
    def domain(self) -> str:
        return self.code.split(".", 1)[0]


class BadValue(Exception):
    """`text` is not a value of this kind of parameter, or lies outside its bounds."""

    def __init__(self, parameter: Parameter, text: str) -> None:
        super().__init__(parameter.code, parameter.kind, text)
        self.parameter, self.text = parameter, text
        self.kind = KINDS[parameter.kind]
        self.minimum, self.maximum = parameter.minimum or "−∞", parameter.maximum or "∞"


class DefinedTwice(Exception):
    """Two definitions share a code."""


class UnknownParameter(Exception):
    """No definition has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_definitions: dict[str, Parameter] = {}


def define(parameter: Parameter) -> Parameter:
    """Register a definition. Raises DefinedTwice, or BadValue for a first value that is none."""
    known = _definitions.get(parameter.code)
    if known is not None and known != parameter:
        raise DefinedTwice(parameter.code)
    parse(parameter, parameter.value)
    _definitions[parameter.code] = parameter
    return parameter


def definitions() -> dict[str, Parameter]:
    """Every definition, by code, sorted."""
    return dict(sorted(_definitions.items()))


def definition(code: str) -> Parameter:
    """Raises UnknownParameter."""
    try:
        return _definitions[code]
    except KeyError:
        raise UnknownParameter(code) from None


def parse(parameter: Parameter, text: str) -> Any:
    """The typed value: Decimal, int, str, bool, time, or what JSON holds. Raises BadValue."""
    try:
        value = _PARSERS[parameter.kind](text.strip())
    except (ValueError, InvalidOperation):
        raise BadValue(parameter, text) from None
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and value < Decimal(low)) or (high is not None and value > Decimal(high)):
        raise BadValue(parameter, text)
    return value


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError(text)
    return value


def _boolean(text: str) -> bool:
    return ("false", "true").index(text.lower()) == 1


_PARSERS: dict[str, Callable[[str], Any]] = {
    "decimal": _decimal,
    "integer": int,
    "text": str,
    "boolean": _boolean,
    "time": time.fromisoformat,
    "json": json.loads,
}
