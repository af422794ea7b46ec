"""What water refuses, with what was wrong. Words for people are in `messages.py`."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone


class WaterRefused(Exception):
    """Not possible; each kind carries what was wrong."""


class ZoneCodeTaken(WaterRefused):
    def __init__(self, *, code: str, name: str) -> None:
        super().__init__(code)
        self.code, self.name = code, name


class NotAWaterMeter(WaterRefused):
    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class MeterOnBothSides(WaterRefused):
    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class NoMeterIn(WaterRefused):
    """A zone without a meter that measures what goes in."""


class PeriodReversed(WaterRefused):
    """The last day lies before the first."""


class NightUseEnded(WaterRefused):
    def __init__(self, *, until: str) -> None:
        super().__init__(until)
        self.until = until


class AlreadyClosed(WaterRefused):
    """Somebody closed the test, or ended the walk."""

    def __init__(self, *, number: str, by: str, at: datetime) -> None:
        super().__init__(number, by)
        self.number, self.by = number, by
        self.said = timezone.localtime(at).strftime("%m-%d %H:%M")


class LineUnbalanced(WaterRefused):
    def __init__(self, *, name: str, incoming: Decimal, outgoing: Decimal) -> None:
        super().__init__(name)
        self.name, self.incoming, self.outgoing = name, incoming, outgoing
        self.difference = incoming - outgoing


class LineNameTaken(WaterRefused):
    def __init__(self, *, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotWithinBand(WaterRefused):
    """Uses and intake disagree too far. most: percent."""

    def __init__(
        self, *, fresh: Decimal, intake: Decimal, deviation: Decimal, most: Decimal
    ) -> None:
        super().__init__(deviation)
        self.fresh, self.intake = fresh, intake
        self.deviation, self.most = f"{deviation * 100:.1f}", f"{most * 100:.0f}"


class IntakeUnknown(WaterRefused):
    """No intake for the period: measure it or type it in."""


class NoLines(WaterRefused):
    """A test without a line."""


class TooFewPoints(WaterRefused):
    def __init__(self, *, points: int, least: int) -> None:
        super().__init__(points)
        self.points, self.least = points, least


class MoreLeakThanSeen(WaterRefused):
    def __init__(self, *, seen: int, leaking: int) -> None:
        super().__init__(seen, leaking)
        self.seen, self.leaking = seen, leaking
