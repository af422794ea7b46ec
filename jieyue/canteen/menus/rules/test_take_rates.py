from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.menus.rules.take_rates import (
    BadPrior,
    BadServedCount,
    Prior,
    Served,
    learn,
)

TODAY = date(2026, 11, 23)


def served(taken, *, diners=1000, ago=1, sold_out=False):
    day = TODAY - timedelta(days=ago)
    return Served(day=day, diners=diners, taken=taken, sold_out=sold_out)


def test_without_evidence_the_prior_stands_and_is_unsure():
    found = learn([], Prior(mean=0.3, strength=20), on=TODAY)
    assert (found.mean, found.strength, found.days) == (pytest.approx(0.3), 20, 0)
    assert found.sd == pytest.approx(0.1, abs=0.01)


def test_one_day_of_a_thousand_diners_is_not_a_thousand_opinions():
    found = learn([served(600)], Prior(mean=0.3, strength=20), on=TODAY)
    assert found.strength == pytest.approx(20 + 1000 / (1 + 999 * 0.02), rel=0.01)
    assert 0.3 < found.mean < 0.6


def test_many_days_bring_the_rate_to_what_is_served():
    days = [served(600, ago=ago) for ago in range(1, 40)]
    found = learn(days, Prior(mean=0.3), on=TODAY)
    assert found.mean == pytest.approx(0.6, abs=0.01)
    assert found.sd < 0.02
    assert found.days == 39


def test_recent_days_weigh_more_than_old_ones():
    rising = learn([served(300, ago=300), served(700, ago=3)], Prior(mean=0.5), on=TODAY)
    falling = learn([served(700, ago=300), served(300, ago=3)], Prior(mean=0.5), on=TODAY)
    assert rising.mean > 0.5 > falling.mean


@pytest.mark.parametrize("taken", [100, 499])
def test_a_dish_that_sold_out_early_does_not_look_unloved(taken):
    before = learn([served(500, ago=9)], Prior(mean=0.5), on=TODAY)
    after = learn(
        [served(500, ago=9), served(taken, ago=2, sold_out=True)], Prior(mean=0.5), on=TODAY
    )
    assert after.mean == pytest.approx(before.mean)


def test_a_steady_dish_needs_less_in_reserve_than_a_moody_one():
    steady = [served(600 + ago % 2, ago=ago) for ago in range(1, 40)]
    moody = [served(400 if ago % 2 else 800, ago=ago) for ago in range(1, 40)]
    sure = learn(steady, Prior(mean=0.6), on=TODAY)
    unsure = learn(moody, Prior(mean=0.6), on=TODAY)
    assert sure.day_correlation < 0.005
    assert unsure.day_correlation > 0.1
    assert learn(moody[:1], Prior(mean=0.6), on=TODAY).day_correlation == 0.02


def test_today_and_meals_without_diners_teach_nothing():
    found = learn([served(900, ago=0), served(0, diners=0)], Prior(mean=0.5), on=TODAY)
    assert (found.mean, found.days) == (0.5, 0)


@pytest.mark.parametrize(("diners", "taken"), [(10, 11), (10, -1), (-1, 0)])
def test_counts_that_cannot_be_name_their_day(diners, taken):
    with pytest.raises(BadServedCount) as refusal:
        learn([served(taken, diners=diners)], Prior(mean=0.5), on=TODAY)
    assert refusal.value.day == TODAY - timedelta(days=1)


@pytest.mark.parametrize(("mean", "strength"), [(1.2, 10), (-0.1, 10), (0.5, 0)])
def test_a_prior_is_a_share_with_some_strength(mean, strength):
    with pytest.raises(BadPrior):
        Prior(mean=mean, strength=strength)


counts = st.integers(0, 2000).flatmap(
    lambda diners: st.builds(
        served, st.integers(0, diners), diners=st.just(diners), ago=st.integers(1, 900)
    )
)


@given(days=st.lists(counts, max_size=20), mean=st.floats(0, 1))
def test_a_rate_stays_between_what_was_guessed_and_what_was_seen(days, mean):
    found = learn(days, Prior(mean=mean), on=TODAY)
    shares = [mean, *(day.taken / day.diners for day in days if day.diners)]
    assert min(shares) - 1e-9 <= found.mean <= max(shares) + 1e-9
    assert found.sd >= 0
