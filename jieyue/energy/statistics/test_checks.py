"""Validation of a report's figures, STANDARDS 1.2, and its deadlines."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.energy.statistics.checks import (
    Beside,
    Code,
    Limits,
    Severity,
    check,
    hinders,
)
from jieyue.energy.statistics.forms import form
from jieyue.energy.statistics.spans import Span, latest_ended, parse, recent
from jieyue.energy.statistics.sums import SERVICE_CATEGORIES, Part, summarise

FORM = form("NY201", edition="2025")
LIMITS = Limits(
    {"electricity": (Decimal("0.35"), Decimal("1.2")), "water": (Decimal(2), Decimal(10))},
    Decimal("0.15"),
    Decimal("0.25"),
    Decimal("0.95"),
    Decimal("0.05"),
)
GOOD = {
    "area": 58_000,
    "persons": 1_742,
    "electricity": 1_000_000,
    "electricity_fee": 700_000,
    "water": 9_000,
    "water_fee": 45_000,
}


def found(changes=None, **beside):
    values = {(0, key): Decimal(str(v)) for key, v in GOOD.items()}
    for key, value in (changes or {}).items():
        values[0, key] = None if value is None else Decimal(str(value))
    held = {"year_before": {}, "quarters": {}, "coverage": {}, "other": {}} | beside
    return check(FORM, values, beside=Beside(**held), limits=LIMITS)


def codes(findings):
    return {(each.code, each.line, each.severity) for each in findings}


def test_a_good_report_has_no_findings():
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "code", "line", "severity"),
    [
        ({"area": None}, Code.MISSING, "area", Severity.STOP),
        ({"electricity_fee": None}, Code.FEE_MISSING, "electricity_fee", Severity.NOTE),
        ({"water": 0}, Code.QUANTITY_MISSING, "water", Severity.NOTE),
        ({"electricity_fee": 2_000_000}, Code.PRICE, "electricity", Severity.EXPLAIN),
        ({"electricity": 100}, Code.SLIP_QUANTITY, "electricity", Severity.STOP),
        ({"electricity_fee": 70}, Code.SLIP_FEE, "electricity", Severity.STOP),
        (
            {"gasoline": 900, "gasoline_vehicles": 500, "gasoline_elsewhere": 300},
            Code.PARTS,
            "gasoline",
            Severity.STOP,
        ),
        ({"vehicles": 3, "vehicles_diesel": 4}, Code.PART_LARGER, "vehicles_diesel", Severity.STOP),
        ({"posts": 2_000}, Code.PART_LARGER, "posts", Severity.NOTE),
    ],
)
def test_each_rule_finds_its_fault(changes, code, line, severity):
    assert (code, line, severity) in codes(found(changes))


@pytest.mark.parametrize(
    ("line", "before", "is_found"),
    [
        ("electricity", 869_566, False),
        ("electricity", 869_565, True),  # + 15.00 %
        ("electricity", 1_176_471, True),
        ("electricity", 0, False),
        ("water", 7_201, False),
        ("water", 7_199, True),  # + 25 %
    ],
)
def test_a_change_beyond_the_limit_needs_words(line, before, is_found):
    findings = found(year_before={(0, line): Decimal(before)})
    assert ((Code.CHANGE, line, Severity.EXPLAIN) in codes(findings)) is is_found


def test_a_year_is_the_sum_of_its_quarters():
    findings = found(quarters={(0, "water"): Decimal(9_001)})
    assert codes(findings) == {(Code.ANNUAL, "water", Severity.STOP)}
    assert found(quarters={(0, "water"): Decimal(9_000)}) == []


def test_low_coverage_and_unlike_sources_are_shown():
    findings = found(
        coverage={(0, "water"): Decimal("0.94")},
        other={(0, "electricity"): {"meter": Decimal(900_000)}},
    )
    assert codes(findings) == {
        (Code.COVERAGE, "water", Severity.NOTE),
        (Code.DIFFERS, "electricity", Severity.NOTE),
    }


def test_what_needs_words_hinders_until_it_has_them():
    findings = found({"electricity_fee": 2_000_000})
    assert hinders(findings, {}) == findings
    assert hinders(findings, {findings[0].key: "  "}) == findings
    assert hinders(findings, {findings[0].key: "峰谷电价调整"}) == []
    stops = found({"area": None})
    assert hinders(stops, {stops[0].key: "不知道"}) == stops


@pytest.mark.parametrize(
    ("code", "first", "last", "due"),
    [
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 15)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 15)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), date(2027, 3, 31)),
    ],
)
def test_periods_and_when_they_are_due(code, first, last, due):
    span = parse(code)
    assert (span.first, span.last, span.code) == (first, last, code)
    assert span.due_on(annual_due="03-31", quarter_days=15) == due


@pytest.mark.parametrize("code", ["2026Q5", "abc", "26", ""])
def test_a_period_that_is_none_is_refused(code):
    with pytest.raises(ValueError, match=r".*"):
        parse(code)


def test_recent_periods_newest_first():
    assert latest_ended(date(2026, 1, 1)) == Span(2025, 4)
    shown = [span.code for span in recent(date(2026, 2, 1), quarters=3)]
    assert shown == ["2025", "2025Q4", "2025Q3", "2025Q2"]


figures = st.one_of(st.none(), st.decimals(0, 10**9, places=3))
parts = st.builds(
    Part,
    st.integers(1, 99),
    st.sampled_from(["organ", "group", *SERVICE_CATEGORIES]),
    st.lists(st.fixed_dictionaries({"electricity": figures, "water": figures}), max_size=2),
)


@given(st.lists(parts, max_size=8))
def test_a_summary_is_the_exact_sum_of_its_parts(given_parts):
    for line in summarise(form("NY301", edition="2025"), given_parts):
        columns = ["organ", *SERVICE_CATEGORIES, "group"]
        added = [line.figures[c] for c in columns if line.figures[c] is not None]
        assert line.figures["total"] == (sum(added, Decimal(0)) if added else None)
        services = [line.figures[c] for c in SERVICE_CATEGORIES if line.figures[c] is not None]
        assert line.figures["services"] == (sum(services, Decimal(0)) if services else None)
        if line.line.key in {"electricity", "water"}:
            own = [row[line.line.key] for part in given_parts for row in part.rows]
            known = [each for each in own if each is not None]
            total = line.figures["total"]
            assert (total is None) == (not known)
            assert total is None or total * line.line.scale == sum(known)
