from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.factories import AT, MONDAY, make_attendance, make_canteen, make_forecast
from jieyue.canteen.forecast import queries
from jieyue.canteen.forecast.rules.accuracy import (
    Scored,
    accuracy,
    compared,
    same_weekday_figures,
)
from jieyue.canteen.forecast.scoring import score
from jieyue.kit.actor import NotAllowed, system
from jieyue.people.factories import make_actor


def row(expected, served, **changes):
    values = {"low": expected - 50, "high": expected + 50} | changes
    return Scored(MONDAY, 1, expected, served=served, **values)


@pytest.mark.parametrize(
    ("rows", "wape", "bias", "coverage"),
    [
        ([row(1000, 1000)], "0.0", "0.0", "100.0"),
        ([row(1100, 1000), row(900, 1000)], "10.0", "0.0", "0.0"),
        ([row(1030, 1000), row(900, 1000)], "6.5", "-3.5", "50.0"),
        ([row(980, 1000), row(400, 0)], "2.0", "-2.0", "100.0"),  # closed: not scored
        ([row(400, 0)], None, None, None),
        ([], None, None, None),
    ],
)
def test_measures(rows, wape, bias, coverage):
    found = accuracy(rows)
    expected = [None if v is None else Decimal(v) for v in (wape, bias, coverage)]
    assert [found.wape_pct, found.bias_pct, found.coverage_pct] == expected


def test_a_comparison_is_on_the_same_meals():
    rows = [
        row(1000, 1000, planned=1100, mean4=990, same_weekday=900),
        row(500, 1000, planned=1100),
    ]
    found = compared(rows)
    assert {name: measures.meals for name, measures in found.items()} == dict.fromkeys(found, 1)
    assert found["planned"].wape_pct == 10
    assert found["planned"].coverage_pct is None


rows = st.lists(st.builds(row, st.integers(0, 3000), st.integers(1, 3000)), min_size=1)


@given(rows)
def test_what_is_wrong_is_too_much_or_too_little(scored):
    found = accuracy(scored)
    assert abs(found.wape_pct - (found.over_pct + found.short_pct)) <= Decimal("0.2")
    assert abs(found.bias_pct - (found.over_pct - found.short_pct)) <= Decimal("0.2")


@pytest.mark.parametrize(
    ("known_until", "figures"),
    [
        (MONDAY - timedelta(days=1), (400, 250)),
        (MONDAY - timedelta(days=8), (300, 200)),  # a week ahead the last week is not known
        (MONDAY - timedelta(days=60), (None, None)),
    ],
)
def test_plain_rules_know_what_was_known(known_until, figures):
    weeks = {MONDAY - timedelta(weeks=n): 500 - 100 * n for n in range(1, 5)}
    weeks[MONDAY - timedelta(weeks=5)] = 0  # closed that day
    assert same_weekday_figures(weeks, day=MONDAY, known_until=known_until) == figures


@pytest.mark.django_db
def test_forecasts_are_scored_once_the_meal_is_recorded():
    canteen = make_canteen()
    for week in range(1, 3):
        day = MONDAY - timedelta(weeks=week)
        make_attendance(canteen=canteen, day=day, served=900 + week)
    make_forecast(canteen=canteen, expected=950)
    open_meal = make_forecast(canteen=canteen, day=MONDAY + timedelta(days=1))
    record = make_attendance(canteen=canteen, day=MONDAY, served=940, planned=1000)
    worker = system("nightly", site_id=canteen.site_id)
    evening = AT + timedelta(days=2)
    assert score(actor=worker, at=evening) == 1
    assert score(actor=worker, at=evening) == 0
    reader = make_actor(site=canteen.site, grants={"canteen.forecast.read": "complex"})
    (found,) = queries.scored(reader, first=MONDAY, last=MONDAY)
    assert (found.served, found.planned, found.same_weekday, found.mean4) == (940, 1000, 901, 902)
    record.served = 930
    record.save()
    assert score(actor=worker, at=evening) == 1
    open_meal.refresh_from_db()
    assert open_meal.scored_at is None


@pytest.mark.django_db
def test_scores_stay_on_their_site():
    canteen = make_canteen()
    make_forecast(canteen=canteen)
    make_attendance(canteen=canteen)
    score(actor=system("nightly", site_id=canteen.site_id), at=AT + timedelta(days=2))
    stranger = make_actor(grants={"canteen.forecast.read": "complex"})
    assert queries.scored(stranger, first=date(2026, 1, 1), last=date(2026, 12, 31)) == []
    with pytest.raises(NotAllowed):
        score(actor=stranger, at=AT)
