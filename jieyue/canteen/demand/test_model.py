from datetime import date, timedelta

import numpy as np
import pytest

from jieyue.canteen.demand.baseline import NoHistory
from jieyue.canteen.demand.days import Calendar
from jieyue.canteen.demand.explain import Cause
from jieyue.canteen.demand.model import DemandModel, HorizonTooLong, fit
from jieyue.canteen.demand.model_files import UnreadableModel
from jieyue.canteen.demand.quantiles import GRID, quantile_at
from jieyue.canteen.demand.samples import make_panel, working_days
from jieyue.canteen.demand.sureness import Doubt, Level

ORDINARY = Calendar({})
TOMORROW = working_days(301)[300]


@pytest.fixture(scope="module")
def panel():
    return make_panel(300)


@pytest.fixture(scope="module")
def model(panel):
    return fit(panel, ORDINARY, horizons=(1, 7))


def test_a_forecast_is_near_what_usually_comes(panel, model):
    prediction = model.predict(panel, ORDINARY, [TOMORROW], horizon=1)
    usual = panel.served[-5, 1]
    grid = prediction.grid("canteen 1", TOMORROW)
    assert grid[0.5] == pytest.approx(usual, rel=0.15)
    assert 0.08 < (grid[0.9] - grid[0.1]) / grid[0.5] < 0.30


def test_quantiles_never_fall_nor_go_below_nobody(panel, model):
    days = [TOMORROW + timedelta(days=ahead) for ahead in range(5)]
    prediction = model.predict(panel, ORDINARY, days, horizon=14)
    assert (prediction.quantiles >= 0).all()
    assert (np.diff(prediction.quantiles, axis=-1) >= 0).all()


def test_a_saved_model_says_the_same(panel, model, tmp_path):
    path = tmp_path / "lunch.model"
    model.save(path)
    loaded = DemandModel.load(path)
    assert loaded.metadata == model.metadata
    assert loaded.metadata.trained_until == panel.days[-1].astype(date)
    said = [m.predict(panel, ORDINARY, [TOMORROW], horizon=1) for m in (model, loaded)]
    np.testing.assert_array_equal(said[0].quantiles, said[1].quantiles)


def test_the_same_record_gives_the_same_version(panel, model):
    assert fit(panel, ORDINARY, horizons=(1, 7)).version == model.version


def test_a_file_that_is_no_model_is_refused(tmp_path):
    path = tmp_path / "photo.model"
    path.write_bytes(b"no model")
    with pytest.raises(UnreadableModel):
        DemandModel.load(path)


def test_ten_days_give_a_wide_answer_and_say_so():
    young = make_panel(10)
    day = working_days(11)[10]
    prediction = fit(young, ORDINARY).predict(young, ORDINARY, [day], horizon=1)
    grid = prediction.grid("canteen 1", day)
    assert 300 < grid[0.5] < 500
    assert (grid[0.9] - grid[0.1]) / grid[0.5] > 0.25
    sure = prediction.sureness["canteen 1", day]
    assert sure.level == Level.LOW
    assert Doubt.FEW_DAYS in sure.doubts


def test_no_history_is_said_and_not_guessed():
    panel = make_panel(10)
    panel.served[:, 0] = np.nan
    model = fit(panel, ORDINARY)
    day = working_days(11)[10]
    with pytest.raises(NoHistory):
        model.predict(panel, ORDINARY, [day], horizon=1).grid("canteen 0", day)
    panel.served[:] = np.nan
    with pytest.raises(NoHistory):
        fit(panel, ORDINARY)


def test_friday_is_explained_by_the_weekday(panel, model):
    friday = TOMORROW + timedelta(days=(4 - TOMORROW.weekday()) % 7)
    prediction = model.predict(panel, ORDINARY, [friday], horizon=5)
    first = prediction.why["canteen 1", friday][0]
    assert first.cause == Cause.WEEKDAY
    assert -30 < first.pct < -8


def test_sign_offs_known_ahead_lower_the_forecast():
    panel = make_panel(300, noise=0.02)
    chance = np.random.default_rng(3)
    away = np.round(panel.served * chance.uniform(0, 0.3, panel.served.shape))
    panel.served[:] -= away
    panel.ahead["sign_offs"] = away
    model = fit(panel, ORDINARY, horizons=(1,))
    many = model.predict(
        panel, ORDINARY, [TOMORROW], horizon=1, ahead={"sign_offs": np.array([[28.0, 110.0]])}
    )
    few = model.predict(
        panel, ORDINARY, [TOMORROW], horizon=1, ahead={"sign_offs": np.array([[2.0, 8.0]])}
    )
    fewer = many.grid("canteen 1", TOMORROW)[0.5] / few.grid("canteen 1", TOMORROW)[0.5]
    assert fewer < 0.85
    assert Cause.SIGN_OFFS in {reason.cause for reason in many.why["canteen 1", TOMORROW]}


@pytest.mark.parametrize("horizon", [0, 15])
def test_a_horizon_out_of_reach_is_refused(panel, model, horizon):
    with pytest.raises(HorizonTooLong):
        model.predict(panel, ORDINARY, [TOMORROW], horizon=horizon)


@pytest.mark.parametrize(
    ("probability", "people"), [(0.5, 100), (0.7, 108), (0.001, 60), (0.999, 140)]
)
def test_any_quantile_lies_between_its_neighbours(probability, people):
    values = (60, 70, 75, 80, 90, 100, 110, 120, 125, 130, 140)
    assert quantile_at(dict(zip(GRID, values, strict=True)), probability) == pytest.approx(people)
