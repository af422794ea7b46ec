"""Why a method, a basis or a run cannot be as asked."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone


class AllocationRefused(Exception):
    """What this topic refuses; each kind carries what was wrong."""


def _said(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


class MethodAlreadyPublished(AllocationRefused):
    """Somebody published this version already."""

    def __init__(self, *, published_by: str, published_at: datetime) -> None:
        super().__init__(published_by, published_at)
        self.published_by, self.published_at = published_by, published_at
        self.said_at = _said(published_at)


class MethodBeginsTooEarly(AllocationRefused):
    """A version would count for a month that is published by another."""

    def __init__(self, effective_from: date, *, published: date) -> None:
        super().__init__(effective_from, published)
        self.effective_from, self.published = effective_from, published
        self.said_month = f"{published:%Y-%m}"


class OwnMethod(AllocationRefused):
    """Whoever took a version in does not publish it."""


class NoMethod(AllocationRefused):
    """No published method counts for the month."""

    def __init__(self, month: date) -> None:
        super().__init__(month)
        self.month = month
        self.said_month = f"{month:%Y-%m}"


class MonthNotOver(AllocationRefused):
    """A month is allocated once it is over."""

    def __init__(self, month: date) -> None:
        super().__init__(month)
        self.month = month
        self.said_month = f"{month:%Y-%m}"


class NothingMeasured(AllocationRefused):
    """No meter of the medium has a known use in the month."""

    def __init__(self, month: date) -> None:
        super().__init__(month)
        self.month = month
        self.said_month = f"{month:%Y-%m}"


class RunAlreadyPublished(AllocationRefused):
    """Somebody published this run already."""

    def __init__(self, *, number: str, published_by: str, published_at: datetime) -> None:
        super().__init__(number, published_by, published_at)
        self.number = number
        self.published_by, self.published_at = published_by, published_at
        self.said_at = _said(published_at)


class RunChanged(AllocationRefused):
    """The draft was computed anew since it was looked at."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class BadBasis(AllocationRefused):
    """A basis below zero, too large or with more than three decimals."""

    def __init__(self, given: Decimal) -> None:
        super().__init__(given)
        self.given = given


class BadBill(AllocationRefused):
    """A bill's total that is no amount."""

    def __init__(self, given: Decimal) -> None:
        super().__init__(given)
        self.given = given


class BasisOfNoUnit(AllocationRefused):
    """The site has no unit of this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
