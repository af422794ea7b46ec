"""虚拟表公式: what a virtual meter adds up, read and checked.

A formula is sums, differences, parentheses and multiples: "E-A-01 - 0.5 * (E-B-03 + E-B-04)".
Numbers of meters hold hyphens, so a minus sign stands apart, or at the end of a number.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

NUMBER = re.compile(r"[0-9A-Za-z一-鿿](?:[0-9A-Za-z一-鿿_.#-]*[0-9A-Za-z一-鿿#])?")
_COEFFICIENT = re.compile(r"\d+(?:\.\d+)?")
_TOKEN = re.compile(rf"\s*(?:({NUMBER.pattern})|([-+*()]))")
_WRITTEN = str.maketrans(
    {"−": "-", "－": "-", "＋": "+", "×": "*", "＊": "*", "（": "(", "）": ")"}
)
DEEPEST = 20  # parentheses, and virtual meters in virtual meters


class BadFormula(ValueError):
    """The formula cannot be read; `near` is where."""

    def __init__(self, near: str) -> None:
        super().__init__(near)
        self.near = near


class NamedTwice(ValueError):
    """One meter stands in the formula twice."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True)
class Term:
    """So many times one meter, by number."""

    coefficient: Decimal
    number: str


def is_number(text: str) -> bool:
    """Whether a meter may be called so: what a formula can name."""
    return NUMBER.fullmatch(text) is not None


def read(formula: str) -> list[Term]:
    """The meters of a formula with their coefficients, in its order.

    Raises BadFormula, NamedTwice.
    """
    reader = _Reader(_tokens(formula))
    terms = reader.sum(DEEPEST)
    if reader.left:
        raise BadFormula(reader.left[0])
    seen: set[str] = set()
    for term in terms:
        if term.number in seen:
            raise NamedTwice(term.number)
        if not term.coefficient:
            raise BadFormula(term.number)
        seen.add(term.number)
    return terms


def _tokens(formula: str) -> list[str]:
    text, at, found = formula.translate(_WRITTEN).strip(), 0, []
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise BadFormula(text[at : at + 12].strip())
        found.append(token[1] or token[2])
        at = token.end()
    return found


class _Reader:
    """Reads tokens from the left; `left` is what remains."""

    def __init__(self, tokens: list[str]) -> None:
        self.left = tokens

    def sum(self, depth: int) -> list[Term]:
        sign = Decimal(-1 if self._takes("-") else 1)
        terms = _times(self._product(depth), sign)
        while self.left and self.left[0] in ("+", "-"):
            sign = Decimal(1 if self.left.pop(0) == "+" else -1)
            terms += _times(self._product(depth), sign)
        return terms

    def _product(self, depth: int) -> list[Term]:
        """Coefficients and at most one meter or parenthesis between stars."""
        parts: list[str | list[Term]] = [self._part(depth)]
        while self._takes("*"):
            parts.append(self._part(depth))
        named = [i for i, part in enumerate(parts) if not _is_coefficient(part)]
        chosen = named[0] if named else len(parts) - 1
        if len(named) > 1:
            raise BadFormula("*")
        coefficient = Decimal(1)
        for i, part in enumerate(parts):
            if i != chosen and isinstance(part, str):
                coefficient *= Decimal(part)
        meter = parts[chosen]
        return _times([Term(Decimal(1), meter)] if isinstance(meter, str) else meter, coefficient)

    def _part(self, depth: int) -> str | list[Term]:
        if not self.left:
            raise BadFormula("")
        part = self.left.pop(0)
        if part == "(":
            if not depth:
                raise BadFormula(part)
            inside = self.sum(depth - 1)
            if not self._takes(")"):
                raise BadFormula("(")
            return inside
        if not is_number(part):
            raise BadFormula(part)
        return part

    def _takes(self, token: str) -> bool:
        if not self.left or self.left[0] != token:
            return False
        self.left.pop(0)
        return True


def _times(terms: list[Term], factor: Decimal) -> list[Term]:
    return [Term(term.coefficient * factor, term.number) for term in terms]


def _is_coefficient(part: str | list[Term]) -> bool:
    return isinstance(part, str) and _COEFFICIENT.fullmatch(part) is not None


def ring(number: str, terms_of: Mapping[str, list[Term]]) -> list[str]:
    """The way from a virtual meter back to itself, both ends named; empty when there is none."""

    def way(at: str, behind: tuple[str, ...]) -> list[str]:
        for term in terms_of.get(at, []):
            if term.number == number:
                return [*behind, at, number]
            if term.number not in behind and term.number != at:
                found = way(term.number, (*behind, at))
                if found:
                    return found
        return []

    return way(number, ())


def expanded(number: str, terms_of: Mapping[str, list[Term]]) -> dict[str, Decimal]:
    """Real meters and how often each counts, virtual ones taken apart.

    Meters that cancel out are left away. The formulas must be free of rings.
    """
    counted: dict[str, Decimal] = {}

    def add(at: str, factor: Decimal) -> None:
        if at not in terms_of:
            counted[at] = counted.get(at, Decimal(0)) + factor
            return
        for term in terms_of[at]:
            add(term.number, factor * term.coefficient)

    add(number, Decimal(1))
    return {each: coefficient for each, coefficient in counted.items() if coefficient}


def counted_twice(
    counted: Mapping[str, Decimal], parent_of: Mapping[str, str | None]
) -> tuple[str, str] | None:
    """A sub-meter and the meter above it that count in the same direction, or None.

    A parent less its sub-meter is what the parent's others use; a parent plus its sub-meter
    counts the sub-meter's use twice.
    """
    for number, coefficient in counted.items():
        seen = {number}
        above = parent_of.get(number)
        while above is not None and above not in seen:
            seen.add(above)
            if counted.get(above, Decimal(0)) * coefficient > 0:
                return number, above
            above = parent_of.get(above)
    return None
