"""Why a measure is not registered, started, evaluated or given up."""

from datetime import date, datetime

from django.utils import timezone


class MeasureRefused(Exception):
    """Base of what trials refuse, so that a page can say why."""


class StartsInThePast(MeasureRefused):
    """A measure is registered before it starts; today has begun."""

    def __init__(self, starts_on: date, *, earliest: date) -> None:
        super().__init__(starts_on, earliest)
        self.starts_on, self.earliest = starts_on, earliest


class AlreadyStarted(MeasureRefused):
    """What is compared is fixed with the start."""

    def __init__(self, *, number: str, starts_on: date) -> None:
        super().__init__(number, starts_on)
        self.number, self.starts_on = number, starts_on


class TooFewBefore(MeasureRefused):
    """Fewer lunches before the start qualify than are needed."""

    def __init__(self, *, found: int, wanted: int) -> None:
        super().__init__(found, wanted)
        self.found, self.wanted = found, wanted


class TooFewAfter(MeasureRefused):
    """The trial has not yet had its lunches."""

    def __init__(self, *, found: int, wanted: int) -> None:
        super().__init__(found, wanted)
        self.found, self.wanted = found, wanted


class NotRunning(MeasureRefused):
    """Only a running measure is evaluated, and none is given up twice."""

    def __init__(self, *, number: str, status: str) -> None:
        super().__init__(number, status)
        self.number, self.status = number, status


class AlreadyEvaluated(MeasureRefused):
    """Somebody evaluated it already."""

    def __init__(self, *, evaluated_by: str, evaluated_at: datetime) -> None:
        super().__init__(evaluated_by, evaluated_at)
        self.evaluated_by = evaluated_by
        self.when = timezone.localtime(evaluated_at).strftime("%Y-%m-%d %H:%M")


class DayNotBefore(MeasureRefused):
    """Days are left out with a reason before the start, not after looking."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class ReasonMissing(MeasureRefused):
    """A reason is needed."""


class BadRating(MeasureRefused):
    """A rating is a mean from 1 to 5 of at least one answer, of a day that is not to come."""
