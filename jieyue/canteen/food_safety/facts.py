from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class LogWritten(Fact):
    """A line of a ledger was written; `problems` name what was out of line."""

    name: ClassVar[str] = "canteen.food_safety.log_written"
    label = _("Food-safety ledger written")

    log_id: int
    canteen_id: int
    kind: str
    problems: list[str]


@dataclass(frozen=True, kw_only=True)
class DailyCheckMade(Fact):
    """The day's risk list was gone through; `findings` may be 0."""

    name: ClassVar[str] = "canteen.food_safety.daily_check_made"
    label = _("Daily food-safety check made")

    check_id: int
    canteen_id: int
    day: date
    findings: int


@dataclass(frozen=True, kw_only=True)
class FindingFixed(Fact):
    name: ClassVar[str] = "canteen.food_safety.finding_fixed"
    label = _("Finding put right")

    finding_id: int
    how: str


@dataclass(frozen=True, kw_only=True)
class FindingVerified(Fact):
    name: ClassVar[str] = "canteen.food_safety.finding_verified"
    label = _("Finding verified as put right")

    finding_id: int


@dataclass(frozen=True, kw_only=True)
class WeeklyReviewHeld(Fact):
    name: ClassVar[str] = "canteen.food_safety.weekly_review_held"
    label = _("Weekly food-safety review written")

    canteen_id: int
    week: date


@dataclass(frozen=True, kw_only=True)
class MonthlyMeetingHeld(Fact):
    name: ClassVar[str] = "canteen.food_safety.monthly_meeting_held"
    label = _("Monthly food-safety meeting held")

    canteen_id: int
    month: date


@dataclass(frozen=True, kw_only=True)
class Appointed(Fact):
    """Somebody took, or (`until`) left, an office of food safety."""

    name: ClassVar[str] = "canteen.food_safety.appointed"
    label = _("Food-safety office filled")

    canteen_id: int
    office: str
    person_id: int
    until: date | None
