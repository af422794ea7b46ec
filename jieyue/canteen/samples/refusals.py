"""Why a sample is not taken or thrown away, and an illness report not opened or closed."""

from datetime import date, datetime

from django.utils import timezone


class SamplesRefused(Exception):
    """Base of what the keeping of samples refuses, so that a page can say why."""


class NothingChosen(SamplesRefused):
    """No dish or sample was ticked."""


class TooLight(SamplesRefused):
    """The sample weighs less than the rule asks for."""

    def __init__(self, dish: str, *, mass_g: int, least_g: int) -> None:
        super().__init__(dish, mass_g, least_g)
        self.dish, self.mass_g, self.least_g = dish, mass_g, least_g


class TooHeavy(SamplesRefused):
    """No sample weighs this much; a typing error."""

    def __init__(self, dish: str, *, mass_g: int, most_g: int) -> None:
        super().__init__(dish, mass_g, most_g)
        self.dish, self.mass_g, self.most_g = dish, mass_g, most_g


class NotServed(SamplesRefused):
    """The dish is neither on the meal's menu nor was it cooked for it."""

    def __init__(self, dish: str) -> None:
        super().__init__(dish)
        self.dish = dish


class AlreadySampled(SamplesRefused):
    """Somebody took a sample of the dish before."""

    def __init__(self, dish: str, *, keeper: str, at: datetime) -> None:
        super().__init__(dish, keeper, at)
        self.dish, self.keeper, self.at = dish, keeper, at
        self.said_at = moment(at)


class BadMoment(SamplesRefused):
    """A sample is taken on the day of its meal and in the past."""

    def __init__(self, given: datetime, *, earliest: datetime, latest: datetime) -> None:
        super().__init__(given, earliest, latest)
        self.given, self.earliest, self.latest = given, earliest, latest
        self.said, self.said_earliest = moment(given), moment(earliest)
        self.said_latest = moment(latest)


class NotATime(SamplesRefused):
    """The time of sampling is given as hours and minutes."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class NoSuchFridge(SamplesRefused):
    """The place keeps no samples, or belongs to another canteen."""


class StillKept(SamplesRefused):
    """The sample's time is not over."""

    def __init__(self, number: str, *, dish: str, until: datetime) -> None:
        super().__init__(number, dish, until)
        self.number, self.dish, self.until = number, dish, until
        self.said_until = moment(until)


class HeldByReport(SamplesRefused):
    """An illness report about the day is open."""

    def __init__(self, number: str, *, dish: str, report: str) -> None:
        super().__init__(number, dish, report)
        self.number, self.dish, self.report = number, dish, report


class AlreadyDisposed(SamplesRefused):
    """Somebody threw the sample away before."""

    def __init__(self, number: str, *, by: str, at: datetime) -> None:
        super().__init__(number, by, at)
        self.number, self.by, self.at = number, by, at
        self.said_at = moment(at)


class BadDays(SamplesRefused):
    """The meals in question lie in the past, the last not before the first."""

    def __init__(self, first_on: date, last_on: date, *, today: date) -> None:
        super().__init__(first_on, last_on, today)
        self.first_on, self.last_on, self.today = first_on, last_on, today


class NobodyIll(SamplesRefused):
    """A report is about one person at least."""


class SymptomsMissing(SamplesRefused):
    """A report says what the persons suffer from."""


class OutcomeMissing(SamplesRefused):
    """A report is closed with what came out."""


class ReportClosed(SamplesRefused):
    """Somebody closed the report before."""

    def __init__(self, number: str, *, by: str, at: datetime) -> None:
        super().__init__(number, by, at)
        self.number, self.by, self.at = number, by, at
        self.said_at = moment(at)


class AlreadyTold(SamplesRefused):
    """The authority knows already."""

    def __init__(self, number: str, *, at: datetime) -> None:
        super().__init__(number, at)
        self.number, self.at = number, at
        self.said_at = moment(at)


class AuthorityNotTold(SamplesRefused):
    """A report that is no false alarm is closed after the authority was told."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


def moment(at: datetime) -> str:
    """Local time to the minute, as refusals say it."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
