"""Standards for pages: their versions, and one version as a tree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jieyue.kit import formats
from jieyue.kit.actor import Actor
from jieyue.scorecards import evidence
from jieyue.scorecards.standards.models import Standard
from jieyue.scorecards.standards.rules.content import Content, Criterion, Kind, PeriodKind

KINDS: dict[str, Promise] = {
    Kind.BANDS: _("in bands"),
    Kind.BONUS: _("bonus"),
    Kind.DEDUCT: _("deducted for each"),
    Kind.SCALE: _("in proportion"),
    Kind.VETO: _("veto"),
}
PERIODS: dict[str, Promise] = {
    PeriodKind.MONTH: _("every month"),
    PeriodKind.QUARTER: _("every quarter"),
    PeriodKind.YEAR: _("every year"),
}


@dataclass(frozen=True, kw_only=True)
class StandardRow:
    """One version in a list. state: draft, future, in_force or past."""

    id: int
    code: str
    version: int
    title: str
    effective_from: date
    made_by: str
    approved_by: str
    approved_at: datetime | None
    state: str


@dataclass(frozen=True, kw_only=True)
class CriterionRow:
    """One criterion as the tree shows it; source empty is judged by hand."""

    code: str
    title: str
    points: Any
    kind: str
    kind_label: "str | Promise"
    rule: str
    source: "str | Promise"
    is_offered: bool
    needed: str


@dataclass(frozen=True, kw_only=True)
class StandardView:
    """One version whole."""

    row: StandardRow
    content: Content
    period: "str | Promise"
    groups: list[tuple[str, Any, list[CriterionRow]]]
    grades: list[tuple[str, Any]]
    may_approve: bool


def in_force(*, site_id: int, code: str, on: date) -> Standard | None:
    """The approved version that counts on a day; None without one."""
    rows = Standard.objects.filter(site_id=site_id, code=code, effective_from__lte=on)
    known: Standard | None = (
        rows.exclude(approved_at=None).order_by("-effective_from", "-version").first()
    )
    return known


def in_force_all(*, site_id: int, on: date) -> list[Standard]:
    """Of each code the version that counts on a day, by code. One query."""
    rows = Standard.objects.filter(site_id=site_id, effective_from__lte=on)
    known = list(rows.exclude(approved_at=None).order_by("code", "effective_from", "version"))
    return list({each.code: each for each in known}.values())


def standards(actor: Actor, *, on: date) -> list[StandardRow]:
    """Every version, by code and the newest first. One query."""
    found = list(Standard.objects.visible_to(actor).defer("content").order_by("code", "-version"))
    current = _current(found, on)
    return [_row(each, current, on) for each in found]


def standard_of(actor: Actor, *, standard_id: int, on: date) -> StandardView:
    """Raises Standard.DoesNotExist."""
    standard = Standard.objects.visible_to(actor).get(id=standard_id)
    versions = list(Standard.objects.filter(site_id=standard.site_id, code=standard.code))
    content = standard.read
    return StandardView(
        row=_row(standard, _current(versions, on), on),
        content=content,
        period=PERIODS[content.period],
        groups=[
            (named(group), group.points, [_criterion(each) for each in group.criteria])
            for group in content.groups
        ],
        grades=[(named(grade), grade.at_least) for grade in content.grades],
        may_approve=standard.made_by_person_id is None
        or standard.made_by_person_id != actor.person_id,
    )


def named(part: Any) -> str:
    """Its title in the reader's language, as far as the standard has it."""
    english = str(part.title_en)
    return english if get_language() == "en" and english else str(part.title)


def needed(criterion: Criterion) -> str:
    english = get_language() == "en" and criterion.needed_en
    return criterion.needed_en if english else criterion.needed


def _criterion(criterion: Criterion) -> CriterionRow:
    source = evidence.find(criterion.evidence) if criterion.evidence else None
    return CriterionRow(
        code=criterion.code,
        title=named(criterion),
        points=criterion.points,
        kind=criterion.kind,
        kind_label=KINDS[criterion.kind],
        rule=_rule(criterion.kind, criterion.rule),
        source=source.label if source else criterion.evidence,
        is_offered=source is not None,
        needed=needed(criterion),
    )


def _rule(kind: Kind, rule: Mapping[str, Any]) -> str:
    """The rule's numbers in short."""
    if kind is Kind.BANDS:
        return " · ".join(f"≥ {bound}: {points}" for bound, points in rule.get("bands", ()))
    if kind is Kind.SCALE and rule:
        return f"{rule['zero_at']} → 0, {rule['full_at']} → 100 %"
    if kind is Kind.DEDUCT and "per" in rule:
        return f"−{rule['per']}"
    if kind is Kind.BONUS and "per" in rule:
        return f"+{rule['per']}"
    return ""


def _current(versions: list[Standard], on: date) -> dict[str, int]:
    """Of each code the version in force on a day."""
    found: dict[str, tuple[date, int]] = {}
    for each in versions:
        if each.approved_at is not None and each.effective_from <= on:
            key = (each.effective_from, each.version)
            found[each.code] = max(found.get(each.code, key), key)
    return {code: version for code, (_from, version) in found.items()}


def _row(standard: Standard, current: Mapping[str, int], on: date) -> StandardRow:
    if standard.approved_at is None:
        state = "draft"
    elif standard.effective_from > on:
        state = "future"
    else:
        state = "in_force" if current.get(standard.code) == standard.version else "past"
    return StandardRow(
        id=standard.id,
        code=standard.code,
        version=standard.version,
        title=standard.title,
        effective_from=standard.effective_from,
        made_by=formats.who(standard.made_by),
        approved_by=formats.who(standard.approved_by),
        approved_at=standard.approved_at,
        state=state,
    )
