import pytest

from jieyue.canteen.planning.rules.batches import (
    Advice,
    ArrivalCurve,
    CurveNotRising,
    second_batch,
    split,
    updated,
    usual_curve,
)
from jieyue.canteen.planning.rules.portions import TakeRate, diners_from_quantiles

CURVE = ArrivalCurve((0.0, 15.0, 30.0, 60.0, 90.0), (0.0, 0.25, 0.55, 0.9, 1.0))
DINERS = diners_from_quantiles({"0.1": 905.0, "0.5": 980.0, "0.9": 1050.0})
RATE = TakeRate(mean=0.6, sd=0.02, day_correlation=0.005)


@pytest.mark.parametrize(
    ("total", "low", "twice", "first", "second"),
    [(620, 540, True, 540, 80), (620, 540, False, 620, 0), (500, 540, True, 500, 0)],
)
def test_a_dish_is_cooked_in_two_batches_if_it_can_be(total, low, twice, first, second):
    batches = split(total=total, low=low, may_cook_twice=twice)
    assert (batches.first, batches.second) == (first, second)


@pytest.mark.parametrize(
    ("come", "lowest", "highest"),
    [
        (539, 970, 990),  # 55 % of 980: as forecast
        (620, 1000, 1130),  # many: between the forecast and 620 / 0.55 = 1127
        (440, 800, 940),  # few: between 440 / 0.55 = 800 and the forecast
    ],
)
def test_the_count_moves_the_forecast_towards_itself(come, lowest, highest):
    assert lowest <= updated(DINERS, come=come, minute=30, curve=CURVE).mean <= highest


def test_the_count_narrows_the_forecast_and_nobody_leaves():
    after = updated(DINERS, come=900, minute=60, curve=CURVE)
    assert after.sd < DINERS.sd
    assert min(value for value, _ in after.points) >= 900


def test_before_anyone_usually_comes_nothing_is_learnt():
    assert updated(DINERS, come=3, minute=0, curve=CURVE) == DINERS


@pytest.mark.parametrize(
    ("come", "minute", "first", "advice"),
    [
        (245, 15, 540, Advice.WAIT),  # the first batch lasts well beyond 30 minutes
        (653, 40, 540, Advice.RELEASE),  # 90 % have come when a new pot is ready: nearly gone
        (400, 30, 600, Advice.NOT_NEEDED),  # a poor day: the first batch is enough
        (960, 75, 540, Advice.TOO_LATE),  # a pot of 20 minutes is ready after closing
    ],
)
def test_the_second_batch_follows_the_count(come, minute, first, advice):
    diners = updated(DINERS, come=come, minute=minute, curve=CURVE)
    found = second_batch(
        diners, RATE, first=first, level=0.95, minute=minute, curve=CURVE, cook_minutes=20
    )
    assert found.advice is advice
    assert (found.portions > 0) == (advice is not Advice.NOT_NEEDED)


def test_the_usual_curve_is_the_mean_of_days_with_diners():
    curve = usual_curve([[0, 50, 100], [0, 70, 100], [0, 0, 0]], step_minutes=30)
    assert curve.shares == pytest.approx((0.0, 0.6, 1.0))
    assert curve.share_by(45) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("minutes", "shares"), [((0.0, 10.0), (0.5, 0.2)), ((0.0,), (1.0,)), ((0.0, 0.0), (0.0, 1.0))]
)
def test_a_curve_must_rise(minutes, shares):
    with pytest.raises(CurveNotRising):
        ArrivalCurve(minutes, shares)


def test_without_a_day_with_diners_there_is_no_curve():
    with pytest.raises(CurveNotRising):
        usual_curve([[0, 0]], step_minutes=30)
