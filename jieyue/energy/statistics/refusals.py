"""Why a report cannot be begun, changed, submitted, accepted or corrected."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone


class StatisticsRefused(Exception):
    """What was asked of a report cannot be."""


class NotAReportForm(StatisticsRefused):
    """Summaries and NY101 are made by the system; they are not filled in."""

    def __init__(self, form: str) -> None:
        super().__init__(form)
        self.form = form


class PeriodNotOver(StatisticsRefused):
    """The quarter or year has not ended, so there is nothing whole to report."""

    def __init__(self, period: str, *, ends_on: str) -> None:
        super().__init__(period, ends_on)
        self.period, self.ends_on = period, ends_on


class WrongPeriod(StatisticsRefused):
    """The form is not filled in for such a period."""

    def __init__(self, form: str, *, period: str) -> None:
        super().__init__(form, period)
        self.form, self.period = form, period


class ChangedMeanwhile(StatisticsRefused):
    """Somebody changed the report since the page was opened."""

    def __init__(self, *, by: str) -> None:
        super().__init__(by)
        self.by = by


class NotEditable(StatisticsRefused):
    """The report is submitted or accepted: who did it, and when."""

    def __init__(self, *, status: str, by: str, at: datetime | None) -> None:
        super().__init__(status, by, at)
        self.status, self.by = status, by
        self.said_at = f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


class NotSubmitted(NotEditable):
    """Only a submitted report can be accepted or returned; this one was decided, or is a draft."""


class NotReady(StatisticsRefused):
    """Findings that must be put right or explained first."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(tuple(keys))
        self.keys = tuple(keys)
        self.count = len(self.keys)


class BadFigure(StatisticsRefused):
    """Not a number of 0 or more that the form has room for."""

    def __init__(self, line: str, *, typed: str) -> None:
        super().__init__(line, typed)
        self.line, self.typed = line, typed


class NotWhole(BadFigure):
    """A count of persons or things with decimals."""


class ReasonMissing(StatisticsRefused):
    """A typed figure beside another source, a return or a correction needs words."""

    def __init__(self, line: str = "") -> None:
        super().__init__(line)
        self.line = line


class UnknownLine(StatisticsRefused):
    """The form has no such line."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


class NoChange(StatisticsRefused):
    """A correction to the figure that stands already."""


class CorrectionOpen(StatisticsRefused):
    """A correction of the line waits to be decided."""

    def __init__(self, *, by: str) -> None:
        super().__init__(by)
        self.by = by


class AlreadyDecided(StatisticsRefused):
    """Somebody decided the correction: who, and when."""

    def __init__(self, *, by: str, at: datetime | None) -> None:
        super().__init__(by, at)
        self.by = by
        self.said_at = f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


class OwnCorrection(StatisticsRefused):
    """Whoever proposed a correction may not approve it."""


class AlreadyPublished(StatisticsRefused):
    """The quarter's bulletin is out: by whom."""

    def __init__(self, *, by: str, at: datetime) -> None:
        super().__init__(by, at)
        self.by, self.said_at = by, f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
