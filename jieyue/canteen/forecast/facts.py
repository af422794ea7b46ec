from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class BacktestRun(Fact):
    name: ClassVar[str] = "canteen.forecast.backtest_run"
    label = _("Forecast back-test run")

    first_on: date
    last_on: date
    horizon: int
    rows: int


@dataclass(frozen=True, kw_only=True)
class ForecastCorrected(Fact):
    name: ClassVar[str] = "canteen.forecast.corrected"
    label = _("Forecast corrected by the morning")

    canteen_id: int
    meal: str
    day: date
    cutoff: time
    old: int
    new: int


@dataclass(frozen=True, kw_only=True)
class ForecastMade(Fact):
    name: ClassVar[str] = "canteen.forecast.made"
    label = _("Diners forecast")

    canteen_id: int
    first_on: date
    last_on: date
    meals: int
    version: str


@dataclass(frozen=True, kw_only=True)
class ModelLearnt(Fact):
    name: ClassVar[str] = "canteen.forecast.model_learnt"
    label = _("Forecast model learnt anew")

    version: str
    trained_until: date
    rows: int
