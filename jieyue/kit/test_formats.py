from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from jieyue.kit import formats

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1742, None, "1,742"),
        (Decimal("81.70"), None, "81.7"),
        (Decimal("81.70"), 2, "81.70"),
        (-3.25, 1, "−3.3"),
        (Decimal("-0.001"), None, "0"),
        (100, None, "100"),
        (0.125, None, "0.13"),
        (None, None, ""),
        ("text", None, "text"),
        (float("nan"), None, ""),
        (True, None, "True"),
    ],
)
def test_numbers_are_grouped_by_three_and_rounded_half_up(value, places, text):
    assert formats.number(value, places) == text


@pytest.mark.parametrize(("value", "text"), [(3.2, "+3.2"), (-3.2, "−3.2"), (0, "0"), (None, "")])
def test_a_difference_has_its_sign(value, text):
    assert formats.signed(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("1234.5"), "¥1,234.50"), (-3, "−¥3.00"), (Decimal("0.005"), "¥0.01"), (None, "")],
)
def test_money_has_its_fen(value, text):
    assert formats.yuan(value) == text


@pytest.mark.parametrize(
    ("language", "style", "text"),
    [
        ("zh-hans", "short", "11月23日 "),
        ("zh-hans", "long", "2026年11月23日 "),
        ("zh-hans", "month", "2026年11月"),
        ("en", "short", "23 Nov Mon"),
        ("en", "long", "23 Nov 2026 Mon"),
        ("en", "bare", "23 Nov"),
    ],
)
def test_a_day_reads_as_in_the_language(language, style, text):
    with translation.override(language):
        assert formats.day(MONDAY, style).startswith(text)


def test_an_instant_is_shown_in_local_time():
    with translation.override("zh-hans"):
        assert formats.moment(datetime(2026, 11, 22, 17, 5, tzinfo=UTC)) == "11月23日 01:05"


def test_nothing_known_is_nothing_shown():
    assert formats.day(None) == formats.moment(None) == ""
