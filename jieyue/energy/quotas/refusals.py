"""Why a quota, a table or an explanation cannot be as asked."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone


class QuotaRefused(Exception):
    """What this topic refuses; each kind carries what was wrong."""


class BadTable(QuotaRefused):
    """A table's data cannot be read."""

    def __init__(self, where: str, *, found: Any, wanted: str) -> None:
        super().__init__(where, found, wanted)
        self.where, self.found, self.wanted = where, found, wanted


class TableKnown(QuotaRefused):
    """A table with this code is there already."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BadQuota(QuotaRefused):
    """A quota of no possible size."""

    def __init__(self, given: Decimal) -> None:
        super().__init__(given)
        self.given = given


class QuotaNeedsSet(QuotaRefused):
    """A quota of standard coal without its coefficient set, or another quota with one."""


class QuotaOfNoUnit(QuotaRefused):
    """The site has no unit of this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class QuotaExplained(QuotaRefused):
    """A quota that a unit was asked to explain is not changed any more."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class NothingWritten(QuotaRefused):
    """An explanation without reasons or without what is done about it."""


class NoteMissing(QuotaRefused):
    """Sent back without a word why."""


class NotToExplain(QuotaRefused):
    """It is with the deciding person, or accepted."""

    def __init__(self, *, number: str, status: str, by: str, at: datetime) -> None:
        super().__init__(number, status, by)
        self.number, self.status, self.by = number, status, by
        self.said_at = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


class NotToDecide(QuotaRefused):
    """There is nothing to decide: not handed in yet, or decided by somebody."""

    def __init__(self, *, number: str, status: str, by: str, at: datetime) -> None:
        super().__init__(number, status, by)
        self.number, self.status, self.by = number, status, by
        self.said_at = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


class ExplanationChanged(QuotaRefused):
    """It was written anew since it was looked at."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class OwnUnit(QuotaRefused):
    """Nobody decides on what his own unit explains."""
