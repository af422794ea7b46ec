"""Rows of scorecards for tests, with sources of evidence that a test can turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from jieyue.kit.actor import system
from jieyue.kit.sites.models import Site
from jieyue.people.units.models import Unit
from jieyue.scorecards.evidence import (
    Evidence,
    Source,
    Span,
    Subject,
    SubjectChoice,
    SubjectKind,
    registry,
)
from jieyue.scorecards.standards import actions
from jieyue.scorecards.standards.models import Standard

LONG_AGO = date(2020, 1, 1)
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday morning
CONTENT: dict[str, Any] = {
    "code": "test.monthly",
    "title": "食堂月度考核",
    "title_en": "Monthly assessment",
    "subject_kind": "test",
    "period": "month",
    "points": "100",
    "most": "102",
    "contestable": True,
    "contest_days": 3,
    "grades": [
        {"code": "good", "title": "良好", "title_en": "good", "at_least": 80},
        {"code": "failed", "title": "不合格", "title_en": "failed", "at_least": 0},
    ],
    "groups": [
        {
            "code": "A", "title": "食品安全", "title_en": "Food safety", "points": 60,
            "criteria": [
                {"code": "A1", "title": "留样", "points": 60, "kind": "deduct",
                 "evidence": "test.findings", "rule": {"per": 10}},
            ],
        },
        {
            "code": "B", "title": "服务", "points": 40,
            "criteria": [
                {"code": "B1", "title": "服务态度", "points": 40, "kind": "deduct"},
                {"code": "B2", "title": "好人好事", "points": 5, "kind": "bonus"},
            ],
        },
        {
            "code": "V", "title": "否决项", "points": 0,
            "criteria": [{"code": "V1", "title": "食物中毒", "kind": "veto",
                          "evidence": "test.poisonings"}],
        },
    ],
}  # fmt: skip


class Live:
    """Live data of a test: what each source says, to be turned at will."""

    def __init__(self) -> None:
        self.values: dict[str, str | None] = {"test.findings": "1", "test.poisonings": "0"}

    def query(self, code: str) -> Source:
        def ask(subject: Subject, span: Span) -> Evidence:  # noqa: ARG001
            value = self.values[code]
            return Evidence(
                value=None if value is None else Decimal(value),
                text="%(count)s mould spots",
                values={"count": value or "—"},
                url="/canteen/samples/",
                coverage=Decimal("0.5"),
            )

        return Source(code, code, ask)


@contextmanager
def live_sources(unit: Unit) -> Iterator[Live]:
    """Sources `test.findings` and `test.poisonings`, and the subject 7 whose work is `unit`'s."""
    live = Live()
    choices = [SubjectChoice(7, "机关食堂", unit.id)]
    kind = SubjectKind("test", "test", lambda _site_id: choices)
    sources = {code: live.query(code) for code in live.values}
    with (
        patch.dict(registry._sources, sources),
        patch.dict(registry._kinds, {"test": kind}),
    ):
        yield live


def make_standard(*, site: Site, effective_from: date = LONG_AGO, **changes: Any) -> Standard:
    """An approved version; `changes` replace parts of its content."""
    content = deepcopy(CONTENT) | changes
    made = actions.seed(
        content, effective_from=effective_from, actor=system("test", site_id=site.id), at=AT
    )
    assert made is not None
    return made
