from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class MeasureRegistered(Fact):
    """A measure will start, and how it will be judged is fixed."""

    name: ClassVar[str] = "canteen.experiments.registered"
    label = _("Measure registered")

    number: str
    canteen_id: int
    title: str
    outcome: str
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class DayLeftOut(Fact):
    """A day of a trial will not count; named before it came."""

    name: ClassVar[str] = "canteen.experiments.day_left_out"
    label = _("Day left out of a trial")

    number: str
    day: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class MeasureStarted(Fact):
    """A measure runs; the lunches before it are frozen."""

    name: ClassVar[str] = "canteen.experiments.started"
    label = _("Measure started")

    number: str
    lunches_before: int


@dataclass(frozen=True, kw_only=True)
class MeasureEvaluated(Fact):
    """What a measure brought, with what may be claimed."""

    name: ClassVar[str] = "canteen.experiments.evaluated"
    label = _("Measure evaluated")

    number: str
    claim: str
    change: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class MeasureAbandoned(Fact):
    """A measure was given up; nothing is claimed of it."""

    name: ClassVar[str] = "canteen.experiments.abandoned"
    label = _("Measure abandoned")

    number: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LunchRated(Fact):
    """What diners of a meal said was entered."""

    name: ClassVar[str] = "canteen.experiments.rated"
    label = _("Diners' ratings entered")

    canteen_id: int
    day: date
    meal: str
    answers: int
