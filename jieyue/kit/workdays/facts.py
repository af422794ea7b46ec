from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class WorkdayChanged(Fact):
    """A day of the calendar was changed by hand."""

    name: ClassVar[str] = "kit.workdays.changed"
    label = _("Workday calendar changed")

    day: date
    was_working: bool
    is_working: bool
    old_title: str
    title: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CalendarPublished(Fact):
    """A year's calendar was said to follow the published notice, or not to any more."""

    name: ClassVar[str] = "kit.workdays.published"
    label = _("Workday calendar of a year published")

    year: int
    published: bool
    reason: str
