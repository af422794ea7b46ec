"""What the journal keeps of retained samples and illness reports."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class SamplesTaken(Fact):
    """Samples of a meal were taken; numbers and dishes in the same order."""

    name: ClassVar[str] = "canteen.samples.taken"
    label = _("Retained samples taken")

    canteen_id: int
    day: date
    meal: str
    numbers: list[str]
    dish_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class SamplesDisposed(Fact):
    """Samples whose time was over were thrown away."""

    name: ClassVar[str] = "canteen.samples.disposed"
    label = _("Retained samples thrown away")

    canteen_id: int
    numbers: list[str]


@dataclass(frozen=True, kw_only=True)
class SamplesMissing(Fact):
    """A meal is over and dishes of it have no sample."""

    name: ClassVar[str] = "canteen.samples.missing"
    label = _("Retained samples missing")

    canteen_id: int
    day: date
    meal: str
    required: int
    dish_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class IllnessReported(Fact):
    """Persons fell ill, possibly from meals of these days; the samples of them are held."""

    name: ClassVar[str] = "canteen.samples.illness_reported"
    label = _("Illness reported")

    number: str
    canteen_id: int
    first_on: date
    last_on: date
    persons: int
    samples_held: int
    tell_authority_by: datetime


@dataclass(frozen=True, kw_only=True)
class AuthorityTold(Fact):
    """The authority was told of an illness; late when the time allowed was over."""

    name: ClassVar[str] = "canteen.samples.authority_told"
    label = _("Authority told of an illness")

    number: str
    canteen_id: int
    told_at: datetime
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class IllnessClosed(Fact):
    """An illness report is closed; its samples may go when their time is over."""

    name: ClassVar[str] = "canteen.samples.illness_closed"
    label = _("Illness report closed")

    number: str
    canteen_id: int
    is_false_alarm: bool
    outcome: str
