"""A method of allocation is data: rules in order, the first that fits a meter divides its use.

A meter that serves one unit alone is always that unit's; that needs no rule. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any


class Basis(StrEnum):
    """By what the use is divided; the months' figures are `BasisKind`."""

    AREA = "area"  # usable area of the unit's rooms, by days
    AREA_HOURS = "area_hours"  # area x operating hours factor
    DINER_MEALS = "diner_meals"
    FIXED = "fixed"
    PERSONS = "persons"
    RACK_KWH = "rack_kwh"


class Within(StrEnum):
    """Whose weights count: units on the meter's floor, in its building, or all of the site."""

    FLOOR = "floor"
    BUILDING = "building"
    SITE = "site"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule. Empty selectors fit every meter.

    within: widened to the next wider place where nobody has weight. otherwise: the basis to
    divide by where the first has no figures for the month.
    """

    code: str
    title: str
    title_en: str
    basis: Basis
    within: Within
    otherwise: Basis | None = None
    items: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()
    meters: frozenset[str] = frozenset()
    has_floor: bool = False
    shares: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Method:
    title: str
    title_en: str
    source: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Shared:
    """What of a meter's place decides the rule."""

    number: str
    medium: str
    item: str
    has_floor: bool


class BadMethod(Exception):
    """The data is no method. problem: missing, unknown_basis, unknown_place, code_twice,
    no_rules, bad_shares, last_rule."""

    def __init__(self, where: str, problem: str, *, found: Any = "", wanted: Any = "") -> None:
        super().__init__(where, problem, found, wanted)
        self.where, self.problem, self.found, self.wanted = where, problem, found, wanted


def rule_for(method: Method, meter: Shared) -> Rule | None:
    """The first rule that fits; None where the method leaves the meter out."""
    return next((rule for rule in method.rules if _fits(rule, meter)), None)


def _fits(rule: Rule, meter: Shared) -> bool:
    return (
        (not rule.meters or meter.number in rule.meters)
        and (not rule.media or meter.medium in rule.media)
        and (not rule.items or meter.item in rule.items)
        and (meter.has_floor or not rule.has_floor)
    )


def parse(data: Mapping[str, Any]) -> Method:
    """Read a method from its data. Raises BadMethod."""
    rows = data.get("rules")
    if not isinstance(rows, list) or not rows:
        raise BadMethod("method", "no_rules")
    rules = tuple(_rule(row, n) for n, row in enumerate(rows, 1))
    codes = [rule.code for rule in rules]
    for code in codes:
        if codes.count(code) > 1:
            raise BadMethod(code, "code_twice")
    last = rules[-1]
    if last.items or last.media or last.meters or last.has_floor:
        raise BadMethod(last.code, "last_rule", wanted="a rule for every meter")
    return Method(
        title=_text(data, "title", "method"),
        title_en=str(data.get("title_en", "")),
        source=str(data.get("source", "")),
        rules=rules,
    )


def _rule(data: Any, number: int) -> Rule:
    where = f"rule {number}"
    if not isinstance(data, Mapping):
        raise BadMethod(where, "missing", wanted="{…}")
    code = _text(data, "code", where)
    basis = _basis(data.get("basis"), code)
    otherwise = data.get("otherwise")
    within = data.get("within", Within.SITE)
    if within not in list(Within):
        raise BadMethod(code, "unknown_place", found=within, wanted=", ".join(Within))
    return Rule(
        code=code,
        title=_text(data, "title", code),
        title_en=str(data.get("title_en", "")),
        basis=basis,
        within=Within(within),
        otherwise=None if otherwise is None else _basis(otherwise, code),
        items=_names(data, "items", code),
        media=_names(data, "media", code),
        meters=_names(data, "meters", code),
        has_floor=bool(data.get("has_floor", False)),
        shares=_shares(data, code) if basis is Basis.FIXED else {},
    )


def _basis(found: Any, where: str) -> Basis:
    if found not in list(Basis):
        raise BadMethod(where, "unknown_basis", found=found, wanted=", ".join(Basis))
    return Basis(found)


def _shares(data: Mapping[str, Any], where: str) -> dict[str, Decimal]:
    """Share by unit code; they need not sum to 1, only be above 0 together."""
    found = data.get("shares")
    if not isinstance(found, Mapping) or not found:
        raise BadMethod(where, "bad_shares", wanted='{"unit code": share}')
    shares = {}
    for code, value in found.items():
        try:
            share = Decimal(str(value))
        except InvalidOperation:
            share = Decimal(-1)
        if not share.is_finite() or share < 0 or share != round(share, 3):
            raise BadMethod(where, "bad_shares", found=value, wanted="0, 0.001, …")
        shares[str(code)] = share
    if not any(shares.values()):
        raise BadMethod(where, "bad_shares", found=0)
    return shares


def _names(data: Mapping[str, Any], key: str, where: str) -> frozenset[str]:
    found = data.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise BadMethod(where, "missing", found=found, wanted=f"{key}: […]")
    return frozenset(found)


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    found = data.get(key)
    if not isinstance(found, str) or not found.strip():
        raise BadMethod(where, "missing", wanted=key)
    return found.strip()


WIDER: Mapping[Within, Sequence[Within]] = {
    Within.FLOOR: (Within.FLOOR, Within.BUILDING, Within.SITE),
    Within.BUILDING: (Within.BUILDING, Within.SITE),
    Within.SITE: (Within.SITE,),
}


def places(rule: Rule) -> Iterable[Within]:
    """Where to look for weights, the narrowest first."""
    return WIDER[rule.within]
