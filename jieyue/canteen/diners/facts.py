from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class AttendanceCorrected(Fact):
    name: ClassVar[str] = "canteen.diners.attendance_corrected"
    label = _("Attendance corrected")

    attendance_id: int
    canteen_id: int
    meal: str
    day: date
    planned_before: int | None
    planned: int | None
    served_before: int | None
    served: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class AttendanceImported(Fact):
    name: ClassVar[str] = "canteen.diners.attendance_imported"
    label = _("Attendance record imported")

    file: str
    new: int
    completed: int
    unchanged: int
    problems: int


@dataclass(frozen=True, kw_only=True)
class AttendanceRecorded(Fact):
    name: ClassVar[str] = "canteen.diners.attendance_recorded"
    label = _("Attendance recorded")

    canteen_id: int
    meal: str
    day: date
    served: int | None


@dataclass(frozen=True, kw_only=True)
class CanteenClosed(Fact):
    name: ClassVar[str] = "canteen.diners.canteen_closed"
    label = _("Canteen closed for some days")

    canteen_id: int
    meal: str
    first_on: date
    last_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class CanteenOpened(Fact):
    name: ClassVar[str] = "canteen.diners.canteen_opened"
    label = _("Canteen set up")

    canteen_id: int
    canteen: str


@dataclass(frozen=True, kw_only=True)
class CanteenRenamed(Fact):
    name: ClassVar[str] = "canteen.diners.canteen_renamed"
    label = _("Canteen renamed")

    canteen_id: int
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class ClosureWithdrawn(Fact):
    name: ClassVar[str] = "canteen.diners.closure_withdrawn"
    label = _("Closure of a canteen withdrawn")

    canteen_id: int
    first_on: date
    last_on: date


@dataclass(frozen=True, kw_only=True)
class MealTakenOut(Fact):
    """The canteen no longer serves a meal; `old` is how it was served."""

    name: ClassVar[str] = "canteen.diners.meal_taken_out"
    label = _("Meal taken out")

    canteen_id: int
    meal: str
    old: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class MealTimesSet(Fact):
    """A meal was taken in (no `old`) or its times changed: the fields that differ, as text."""

    name: ClassVar[str] = "canteen.diners.meal_times_set"
    label = _("Meal times set")

    canteen_id: int
    meal: str
    old: dict[str, str]
    new: dict[str, str]
