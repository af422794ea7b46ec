"""Why a card is not drafted, scored, confirmed, contested or made final."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from jieyue.scorecards.refusals import ScorecardRefused


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


class NoStandard(ScorecardRefused):
    """No approved version of the standard is in force."""

    def __init__(self, code: str, *, on: date) -> None:
        super().__init__(code, on)
        self.code, self.on = code, on


class NoSuchSubject(ScorecardRefused):
    """The site has no such subject."""

    def __init__(self, kind: str, subject_id: int) -> None:
        super().__init__(kind, subject_id)
        self.kind, self.subject_id = kind, subject_id


class PeriodNotOver(ScorecardRefused):
    """A card is confirmed when its last day is over."""

    def __init__(self, last_on: date) -> None:
        super().__init__(last_on)
        self.last_on = last_on


class PeriodNotBegun(ScorecardRefused):
    """A period that has not begun has nothing to score."""

    def __init__(self, first_on: date) -> None:
        super().__init__(first_on)
        self.first_on = first_on


class CardAlreadyConfirmed(ScorecardRefused):
    """Somebody confirmed the card already; its evidence is frozen."""

    def __init__(self, *, number: str, confirmed_by: str, confirmed_at: datetime) -> None:
        super().__init__(number, confirmed_by, confirmed_at)
        self.number, self.confirmed_by, self.when = number, confirmed_by, _clock(confirmed_at)


class CardChanged(ScorecardRefused):
    """The card changed since it was opened."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class EvidenceMoved(ScorecardRefused):
    """Live data says something else by now than the card shows."""

    def __init__(self, *, number: str, criteria: list[str]) -> None:
        super().__init__(number, criteria)
        self.number, self.criteria, self.count = number, criteria, len(criteria)


class LinesUnscored(ScorecardRefused):
    """Lines still have no points."""

    def __init__(self, *, count: int) -> None:
        super().__init__(count)
        self.count = count


class PointsOutOfRange(ScorecardRefused):
    """Points lie from 0 to the criterion's."""

    def __init__(self, points: Decimal | None, *, most: Decimal) -> None:
        super().__init__(points, most)
        self.points, self.most = points, most


class ReasonMissing(ScorecardRefused):
    """What a person sets, contests or decides needs a reason."""


class NotContestable(ScorecardRefused):
    """The card is a draft, is final, or has no scored side."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class NotScoredSide(ScorecardRefused):
    """Only the unit that is scored may contest."""

    def __init__(self, *, unit: str) -> None:
        super().__init__(unit)
        self.unit = unit


class ContestOver(ScorecardRefused):
    """The days to contest are over."""

    def __init__(self, *, until: datetime) -> None:
        super().__init__(until)
        self.until = _clock(until)


class AlreadyContested(ScorecardRefused):
    """This line was contested already."""

    def __init__(self, *, contested_by: str, contested_at: datetime) -> None:
        super().__init__(contested_by, contested_at)
        self.contested_by, self.when = contested_by, _clock(contested_at)


class ContestAlreadyDecided(ScorecardRefused):
    """Somebody decided this contest already."""

    def __init__(self, *, decided_by: str, decided_at: datetime) -> None:
        super().__init__(decided_by, decided_at)
        self.decided_by, self.when = decided_by, _clock(decided_at)


class OwnContest(ScorecardRefused):
    """The scored unit does not decide its own contest."""


class NotConfirmed(ScorecardRefused):
    """Only a confirmed card becomes final."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class ContestsOpen(ScorecardRefused):
    """Contests wait for a decision."""

    def __init__(self, *, count: int) -> None:
        super().__init__(count)
        self.count = count


class ContestDaysRunning(ScorecardRefused):
    """The scored side may still contest."""

    def __init__(self, *, until: datetime) -> None:
        super().__init__(until)
        self.until = _clock(until)


class CardAlreadyFinal(ScorecardRefused):
    """Somebody made the card final already."""

    def __init__(self, *, number: str, finalised_by: str, finalised_at: datetime) -> None:
        super().__init__(number, finalised_by, finalised_at)
        self.number, self.finalised_by, self.when = number, finalised_by, _clock(finalised_at)
