"""Why something about a supplier is not kept."""

from datetime import date, datetime
from decimal import Decimal


class SupplierRefused(Exception):
    """Base of what the topic refuses, so that a page can say why."""


class BadWeekdays(SupplierRefused):
    """Delivery weekdays are the digits 1 to 7."""

    def __init__(self, given: str) -> None:
        super().__init__(given)
        self.given = given


class SupplierCodeTaken(SupplierRefused):
    """Another supplier has the code."""

    def __init__(self, *, code: str) -> None:
        super().__init__(code)
        self.code = code


class EndsBeforeStart(SupplierRefused):
    """A certificate or price ends before it starts."""

    def __init__(self, *, starts_on: date, ends_on: date) -> None:
        super().__init__(starts_on, ends_on)
        self.starts_on, self.ends_on = starts_on, ends_on


class CertificateKnown(SupplierRefused):
    """The same paper with the same start was entered before."""

    def __init__(self, *, number: str, entered_by: str) -> None:
        super().__init__(number, entered_by)
        self.number, self.entered_by = number, entered_by


class OwnCertificate(SupplierRefused):
    """Who entered a certificate does not verify it."""


class AlreadyVerified(SupplierRefused):
    """Somebody else was quicker."""

    def __init__(self, *, by: str, verified_at: datetime) -> None:
        super().__init__(by, verified_at)
        self.by, self.verified_at = by, verified_at


class CertificateGone(SupplierRefused):
    """The certificate was withdrawn."""


class NoReason(SupplierRefused):
    """Withdrawing needs a reason."""


class PriceKnown(SupplierRefused):
    """A price from that day on is agreed already; prices are added, never changed."""

    def __init__(self, *, effective_on: date, price_yuan: Decimal) -> None:
        super().__init__(effective_on, price_yuan)
        self.effective_on, self.price_yuan = effective_on, price_yuan


class PriceNotPositive(SupplierRefused):
    """A price is above 0."""

    def __init__(self, *, given: Decimal) -> None:
        super().__init__(given)
        self.given = given


class SurveyInFuture(SupplierRefused):
    """Markets are asked today or earlier."""

    def __init__(self, *, surveyed_on: date, today: date) -> None:
        super().__init__(surveyed_on, today)
        self.surveyed_on, self.today = surveyed_on, today
