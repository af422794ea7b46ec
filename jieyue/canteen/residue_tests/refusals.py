"""What residue testing refuses; each kind carries what was wrong and what would be right."""

from datetime import date, datetime
from decimal import Decimal


class ResidueTestRefused(Exception):
    """Base of the refusals of residue testing."""


class NoValidControl(ResidueTestRefused):
    """No reading counts before the day's blank and positive control are run and valid."""

    def __init__(self, *, method: str, on: date) -> None:
        super().__init__(method, on)
        self.method, self.on = method, on


class BadControl(ResidueTestRefused):
    """Controls are measured values above nothing, with instrument and reagent batch."""


class AlreadySampled(ResidueTestRefused):
    """Somebody took a sample of this lot, and its test is under way."""

    def __init__(self, *, number: str, sampled_by: str, sampled_at: datetime) -> None:
        super().__init__(number, sampled_by)
        self.number, self.sampled_by, self.sampled_at = number, sampled_by, sampled_at


class LotBarred(ResidueTestRefused):
    """The lot failed, or its runs disagreed; no further sample clears it."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class LotEmpty(ResidueTestRefused):
    """Nothing of the lot is left to sample or to dispose of."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class NoReading(ResidueTestRefused):
    """Neither ΔA0 and ΔAt nor the instrument's per cent were given."""


class ReadingsDiffer(ResidueTestRefused):
    """The per cent given is not what ΔA0 and ΔAt come to."""

    def __init__(self, *, given_pct: Decimal, computed_pct: Decimal) -> None:
        super().__init__(given_pct, computed_pct)
        self.given_pct, self.computed_pct = given_pct, computed_pct


class AlreadyRead(ResidueTestRefused):
    """Somebody entered this run already."""

    def __init__(
        self, *, number: str, repeat: int, tester: str, read_at: datetime, inhibition_pct: Decimal
    ) -> None:
        super().__init__(number, repeat)
        self.number, self.repeat, self.tester = number, repeat, tester
        self.read_at, self.inhibition_pct = read_at, inhibition_pct


class RepeatOutOfOrder(ResidueTestRefused):
    """Runs are entered one after the other."""

    def __init__(self, *, number: str, repeat: int, due: int) -> None:
        super().__init__(number, repeat, due)
        self.number, self.repeat, self.due = number, repeat, due


class NotHeld(ResidueTestRefused):
    """Only a sample whose runs disagree is decided by a laboratory, while the lot is held."""

    def __init__(self, *, number: str, state: str) -> None:
        super().__init__(number, state)
        self.number, self.state = number, state


class NothingToDispose(ResidueTestRefused):
    """The test found nothing for which the lot would have to go."""

    def __init__(self, *, number: str, state: str) -> None:
        super().__init__(number, state)
        self.number, self.state = number, state


class AlreadyDisposed(ResidueTestRefused):
    """Somebody decided on the lot first."""

    def __init__(
        self, *, number: str, disposal: str, disposed_by: str, disposed_at: datetime
    ) -> None:
        super().__init__(number, disposal)
        self.number, self.disposal = number, disposal
        self.disposed_by, self.disposed_at = disposed_by, disposed_at


class WitnessMissing(ResidueTestRefused):
    """A disposal takes a second person, other than the one who records it."""


class ReasonMissing(ResidueTestRefused):
    """This decision needs a reason."""


class ReportMissing(ResidueTestRefused):
    """A laboratory's decision is recorded with the number of its report."""


class NotDue(ResidueTestRefused):
    """Nobody waits for a sample of this lot any more."""


class NoSuchSample(ResidueTestRefused):
    """A sheet or an instrument names a sample that is not there."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number
