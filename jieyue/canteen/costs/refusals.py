"""Why a cost cannot be entered, or a month closed."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone


class CostsRefused(Exception):
    """What was entered cannot be."""


class BadAmount(CostsRefused):
    """An amount below the least or above what ten digits hold."""

    def __init__(self, given: Decimal) -> None:
        super().__init__(given)
        self.given = given


class WrongKind(CostsRefused):
    """Food costs come from the store and are not entered by hand."""


class FutureCost(CostsRefused):
    """A cost dated after today."""

    def __init__(self, day: date, *, today: date) -> None:
        super().__init__(day, today)
        self.day, self.today = day, today


class AlreadyCancelled(CostsRefused):
    """Somebody has taken this cost back."""

    def __init__(self, *, cancelled_by: str, cancelled_at: datetime) -> None:
        super().__init__(cancelled_by, cancelled_at)
        self.cancelled_by, self.cancelled_at = cancelled_by, cancelled_at
        self.said_at = f"{timezone.localtime(cancelled_at):%Y-%m-%d %H:%M}"


class NotReadyToClose(CostsRefused):
    """Something of the month is unfinished; `codes` are those of `checks.Finding`."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(tuple(codes))
        self.codes = tuple(codes)
        self.count = len(self.codes)


class FiguresChanged(CostsRefused):
    """The month's closing value is no longer the one on the screen."""

    def __init__(self, *, seen: str, now: str) -> None:
        super().__init__(seen, now)
        self.seen, self.now = seen, now
