import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.canteen.planning.rules.portions import (
    Diners,
    NoQuantiles,
    TakeRate,
    diners_from_quantiles,
    portions,
)

FORECAST = {"0.05": 880.0, "0.1": 905.0, "0.5": 980.0, "0.9": 1050.0, "0.95": 1075.0}
CERTAIN = Diners(points=((980.0, 1.0),))


def test_without_any_doubt_portions_are_diners_times_take_rate():
    # STANDARDS 2.10: 980 diners, 62 % -> 608 portions
    rate = TakeRate(mean=0.62, sd=0.0, day_correlation=0.0)
    assert portions(CERTAIN, rate, level=0.5) == 608


@pytest.mark.parametrize("level", [0.1, 0.5, 0.9, 0.975])
def test_the_level_is_the_share_of_days_that_have_enough(level):
    rate = TakeRate(mean=0.62, sd=0.03, day_correlation=0.01)
    cooked = portions(diners_from_quantiles(FORECAST), rate, level=level)
    assert _share_of_days_with_enough(cooked, rate) == pytest.approx(level, abs=0.02)


def test_more_doubt_about_the_dish_means_more_portions_at_a_high_level():
    diners = diners_from_quantiles(FORECAST)
    sure, unsure = TakeRate(mean=0.3, sd=0.005), TakeRate(mean=0.3, sd=0.06)
    assert portions(diners, unsure, level=0.95) > portions(diners, sure, level=0.95)


def test_a_forecast_is_read_between_and_beyond_its_quantiles():
    diners = diners_from_quantiles(FORECAST)
    assert diners.quantile(0.5) == pytest.approx(980, abs=6)
    assert diners.quantile(0.1) == pytest.approx(905, abs=6)
    assert diners.quantile(0.99) > 1075


def test_nobody_eats_nothing_and_no_quantiles_is_an_error():
    nobody = diners_from_quantiles({"0.1": 0.0, "0.9": 0.0})
    assert portions(nobody, TakeRate(mean=0.6, sd=0.1), level=0.9) == 0
    assert portions(CERTAIN, TakeRate(mean=0.0, sd=0.1), level=0.9) == 0
    with pytest.raises(NoQuantiles):
        diners_from_quantiles({})


@given(
    middle=st.floats(5, 3000),
    spread=st.floats(0, 0.5),
    mean=st.floats(0.01, 1),
    sd=st.floats(0, 0.2),
    levels=st.tuples(st.floats(0.05, 0.99), st.floats(0.05, 0.99)),
)
def test_a_higher_level_never_cooks_less(middle, spread, mean, sd, levels):
    quantiles = {"0.1": middle * (1 - spread), "0.5": middle, "0.9": middle * (1 + spread)}
    diners, rate = diners_from_quantiles(quantiles), TakeRate(mean=mean, sd=sd)
    low, high = (portions(diners, rate, level=level) for level in sorted(levels))
    assert 0 <= low <= high


def _share_of_days_with_enough(cooked, rate, days=4000):
    """Draws days as the model describes them: diners, the dish's own share, each diner."""
    dice = random.Random(5)
    diners = diners_from_quantiles(FORECAST)
    enough = 0
    for _ in range(days):
        count = round(diners.quantile(dice.uniform(0.001, 0.999)))
        day_sd = (rate.mean * (1 - rate.mean) * rate.day_correlation) ** 0.5
        share = min(max(dice.gauss(rate.mean, (rate.sd**2 + day_sd**2) ** 0.5), 0), 1)
        taken = round(dice.gauss(count * share, (count * share * (1 - share)) ** 0.5))
        enough += taken <= cooked
    return enough / days
