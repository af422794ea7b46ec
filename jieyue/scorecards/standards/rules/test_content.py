from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest

from jieyue.scorecards.standards.rules.content import BadStandard, PeriodKind, parse
from jieyue.scorecards.standards.rules.periods import last_ended, period_of

GOOD = {
    "code": "test.canteen",
    "title": "食堂考核",
    "subject_kind": "canteen",
    "period": "month",
    "points": "100",
    "grades": [
        {"code": "good", "title": "良好", "at_least": 80},
        {"code": "failed", "title": "不合格", "at_least": 0},
    ],
    "groups": [
        {
            "code": "A",
            "title": "安全",
            "points": 60,
            "criteria": [
                {"code": "A1", "title": "留样", "points": 60, "kind": "deduct",
                 "evidence": "test.samples", "rule": {"per": 2}},
                {"code": "A2", "title": "加分", "points": 5, "kind": "bonus"},
                {"code": "A3", "title": "否决", "kind": "veto"},
            ],
        },
        {"code": "B", "title": "服务", "points": 40,
         "criteria": [{"code": "B1", "title": "态度", "points": 40, "kind": "deduct"}]},
    ],
}  # fmt: skip


def test_a_standard_is_read_whole():
    content = parse(GOOD)
    assert [criterion.code for _, criterion in content.criteria()] == ["A1", "A2", "A3", "B1"]
    assert content.most == content.points == Decimal(100)
    assert content.period is PeriodKind.MONTH


def changed(*path, value):
    data = deepcopy(GOOD)
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (changed("points", value=99), "sum_of_groups"),
        (changed("groups", 0, "points", value=59), "sum_of_group"),
        (changed("groups", 1, "criteria", 0, "points", value=39), "sum_of_group"),
        (changed("groups", 1, "criteria", 0, "points", value="many"), "not_a_number"),
        (changed("groups", 1, "criteria", 0, "points", value="Infinity"), "not_a_number"),
        (changed("groups", 1, "criteria", 0, "points", value=-40), "negative"),
        (changed("groups", 1, "criteria", 0, "code", value="A1"), "code_twice"),
        (changed("groups", 1, "code", value="A"), "code_twice"),
        (changed("groups", 1, "criteria", 0, "kind", value="guess"), "unknown_kind"),
        (changed("groups", 0, "criteria", 0, "rule", value={}), "bad_rule"),
        (changed("groups", 0, "criteria", 0, "rule", value=[1]), "bad_rule"),
        (changed("groups", 0, "criteria", 0, "rule", value={"per": -1}), "negative"),
        (changed("groups", value=[]), "no_groups"),
        (changed("groups", value="A"), "missing"),
        (changed("grades", value=[]), "no_grades"),
        (changed("grades", 1, "at_least", value=10), "grades_order"),
        (changed("grades", 1, "at_least", value=80), "grades_order"),
        (changed("period", value="week"), "unknown_period"),
        (changed("title", value=" "), "missing"),
    ],
)
def test_what_is_no_standard_is_named(data, problem):
    with pytest.raises(BadStandard) as caught:
        parse(data)
    assert caught.value.problem == problem


@pytest.mark.parametrize(
    "bands", ["x", [1], [["0", "1", "2"]], [["5", "1"], ["0", "2"]], [["0", "61"]], []]
)
def test_bands_rise_and_stay_within_the_points(bands):
    data = changed("groups", 0, "criteria", 0, "kind", value="bands")
    data["groups"][0]["criteria"][0]["rule"] = {"bands": bands}
    with pytest.raises(BadStandard) as caught:
        parse(data)
    assert caught.value.problem == "bad_rule"


@pytest.mark.parametrize(
    ("day", "kind", "days"),
    [
        (date(2026, 2, 10), "month", (date(2026, 2, 1), date(2026, 2, 28))),
        (date(2026, 12, 31), "month", (date(2026, 12, 1), date(2026, 12, 31))),
        (date(2026, 11, 23), "quarter", (date(2026, 10, 1), date(2026, 12, 31))),
        (date(2028, 3, 31), "quarter", (date(2028, 1, 1), date(2028, 3, 31))),
        (date(2026, 7, 1), "year", (date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_the_days_of_a_period(day, kind, days):
    assert period_of(day, PeriodKind(kind)) == days


def test_the_period_that_ended_last():
    assert last_ended(date(2026, 1, 4), PeriodKind.QUARTER) == (
        date(2025, 10, 1),
        date(2025, 12, 31),
    )
