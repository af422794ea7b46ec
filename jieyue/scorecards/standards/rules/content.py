"""A standard is data: groups of criteria with points, and grades. Reading it checks it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How points follow from a value; see `points.py`."""

    DEDUCT = "deduct"
    SCALE = "scale"
    BANDS = "bands"
    BONUS = "bonus"
    VETO = "veto"


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One row of the standard. `points` are the most it can bring; a veto brings none.

    evidence: code of a source of live data; empty is judged by hand.
    needed: what the judge must have seen. starred: no points here make the lowest grade.
    """

    code: str
    title: str
    title_en: str
    points: Decimal
    kind: Kind
    rule: Mapping[str, Any]
    evidence: str
    needed: str
    needed_en: str
    starred: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    code: str
    title: str
    title_en: str
    points: Decimal
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, kw_only=True)
class Grade:
    """`at_least` points earn it; the lowest starts at 0."""

    code: str
    title: str
    title_en: str
    at_least: Decimal


@dataclass(frozen=True, kw_only=True)
class Content:
    """A whole standard. Grades stand best first; the last is also what a veto leads to.

    most: no card has more, bonuses included. contest_days: workdays to contest; contestable: the
    subject's unit may contest.
    """

    code: str
    title: str
    title_en: str
    subject_kind: str
    period: PeriodKind
    points: Decimal
    most: Decimal
    contestable: bool
    contest_days: int
    source: str
    groups: tuple[Group, ...]
    grades: tuple[Grade, ...]

    def criteria(self) -> Iterator[tuple[Group, Criterion]]:
        for group in self.groups:
            for criterion in group.criteria:
                yield group, criterion


class BadStandard(Exception):
    """The data is no standard. `where` names the place, `problem` is one of the codes below.

    missing, not_a_number, negative, code_twice, unknown_kind, unknown_period, no_groups,
    no_grades, grades_order, sum_of_group, sum_of_groups, bad_rule; `found` and `wanted` say more.
    """

    def __init__(self, where: str, problem: str, *, found: Any = "", wanted: Any = "") -> None:
        super().__init__(where, problem, found, wanted)
        self.where, self.problem, self.found, self.wanted = where, problem, found, wanted


def parse(data: Mapping[str, Any]) -> Content:
    """Read a standard from its data. Raises BadStandard."""
    groups = tuple(_group(each, n) for n, each in enumerate(_list(data, "groups", "standard"), 1))
    if not groups:
        raise BadStandard("standard", "no_groups")
    points = _number(data, "points", "standard")
    content = Content(
        code=_text(data, "code", "standard"),
        title=_text(data, "title", "standard"),
        title_en=str(data.get("title_en", "")),
        subject_kind=_text(data, "subject_kind", "standard"),
        period=_period(data),
        points=points,
        most=_number(data, "most", "standard") if "most" in data else points,
        contestable=bool(data.get("contestable", False)),
        contest_days=int(_number(data, "contest_days", "standard", default="3")),
        source=str(data.get("source", "")),
        groups=groups,
        grades=_grades(data),
    )
    _check_codes(content)
    total = sum((group.points for group in groups), Decimal(0))
    if total != points:
        raise BadStandard("standard", "sum_of_groups", found=total, wanted=points)
    return content


def _group(data: Mapping[str, Any], number: int) -> Group:
    code = _text(data, "code", f"group {number}")
    criteria = tuple(_criterion(each, code) for each in _list(data, "criteria", code))
    points = _number(data, "points", code)
    total = sum((each.points for each in criteria if each.kind not in APART), Decimal(0))
    if total != points:
        raise BadStandard(code, "sum_of_group", found=total, wanted=points)
    title, title_en = _text(data, "title", code), str(data.get("title_en", ""))
    return Group(code=code, title=title, title_en=title_en, points=points, criteria=criteria)


APART = (Kind.BONUS, Kind.VETO)  # bring nothing to the points of their group


def _criterion(data: Mapping[str, Any], group: str) -> Criterion:
    code = _text(data, "code", group)
    kind = data.get("kind")
    if kind not in list(Kind):
        raise BadStandard(code, "unknown_kind", found=kind, wanted=", ".join(Kind))
    criterion = Criterion(
        code=code,
        title=_text(data, "title", code),
        title_en=str(data.get("title_en", "")),
        points=Decimal(0) if kind == Kind.VETO else _number(data, "points", code),
        kind=Kind(kind),
        rule=_rule(data, code),
        evidence=str(data.get("evidence", "")),
        needed=str(data.get("needed", "")),
        needed_en=str(data.get("needed_en", "")),
        starred=data.get("starred") is True and kind not in APART,
    )
    _check_rule(criterion)
    return criterion


def _check_rule(criterion: Criterion) -> None:
    """A measured criterion needs its numbers; one judged by hand does not."""
    rule, code = criterion.rule, criterion.code
    if criterion.kind is Kind.BANDS and "bands" in rule:
        if not _is_bands(rule["bands"]):
            raise BadStandard(code, "bad_rule", found="bands", wanted="[[bound, points], …]")
        edges = [_decimal(band, code) for band, _ in rule["bands"]]
        earned = [_decimal(points, code) for _, points in rule["bands"]]
        if not edges or edges != sorted(set(edges)):
            raise BadStandard(code, "bad_rule", found="bands", wanted="rising bounds")
        if any(not 0 <= points <= criterion.points for points in earned):
            raise BadStandard(code, "bad_rule", found="bands", wanted=f"0-{criterion.points}")
    if not criterion.evidence:
        return
    needed = {
        Kind.DEDUCT: ("per",), Kind.SCALE: ("zero_at", "full_at"), Kind.BANDS: ("bands",),
        Kind.BONUS: ("per",), Kind.VETO: (),
    }[criterion.kind]  # fmt: skip
    for key in needed:
        if key not in rule:
            raise BadStandard(code, "bad_rule", found="—", wanted=key)
    if criterion.kind is Kind.SCALE and _decimal(rule["zero_at"], code) == _decimal(
        rule["full_at"], code
    ):
        raise BadStandard(code, "bad_rule", found=rule["full_at"], wanted="zero_at ≠ full_at")
    if "per" in needed and _decimal(rule["per"], code) < 0:
        raise BadStandard(code, "negative", found=rule["per"])


def _is_bands(found: Any) -> bool:
    return isinstance(found, list) and all(
        isinstance(band, list | tuple) and len(band) == 2 for band in found
    )


def _rule(data: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    found = data.get("rule", {})
    if not isinstance(found, Mapping):
        raise BadStandard(where, "bad_rule", found=found, wanted="{…}")
    return dict(found)


def _grades(data: Mapping[str, Any]) -> tuple[Grade, ...]:
    grades = tuple(
        Grade(
            code=_text(each, "code", "grades"),
            title=_text(each, "title", "grades"),
            title_en=str(each.get("title_en", "")),
            at_least=_number(each, "at_least", "grades"),
        )
        for each in _list(data, "grades", "standard")
    )
    if not grades:
        raise BadStandard("grades", "no_grades")
    bounds = [grade.at_least for grade in grades]
    if bounds != sorted(set(bounds), reverse=True) or bounds[-1] != 0:
        found = ", ".join(str(bound) for bound in bounds)
        raise BadStandard("grades", "grades_order", found=found)
    return grades


def _check_codes(content: Content) -> None:
    """Codes are those of criteria, of groups and of grades, each kind without repeats."""
    seen: set[str] = set()
    codes: Sequence[str] = [criterion.code for _, criterion in content.criteria()]
    for code in [*codes, *(f"group {group.code}" for group in content.groups)]:
        if code in seen:
            raise BadStandard(code, "code_twice")
        seen.add(code)


def _period(data: Mapping[str, Any]) -> PeriodKind:
    found = data.get("period")
    if found not in list(PeriodKind):
        raise BadStandard("period", "unknown_period", found=found, wanted=", ".join(PeriodKind))
    return PeriodKind(found)


def _list(data: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    found = data.get(key)
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise BadStandard(where, "missing", wanted=key)
    return found


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    found = data.get(key)
    if not isinstance(found, str) or not found.strip():
        raise BadStandard(where, "missing", wanted=key)
    return found.strip()


def _number(
    data: Mapping[str, Any], key: str, where: str, *, default: str | None = None
) -> Decimal:
    if key not in data and default is None:
        raise BadStandard(where, "missing", wanted=key)
    value = _decimal(data.get(key, default), where)
    if value < 0:
        raise BadStandard(where, "negative", found=value)
    return value


def _decimal(found: Any, where: str) -> Decimal:
    try:
        value = Decimal(str(found))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise BadStandard(where, "not_a_number", found=found)
    return value
