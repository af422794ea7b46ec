"""What the loading bay refuses; each kind carries what was wrong and what would be right."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal


class ReceiptRefused(Exception):
    """Base of the refusals of receiving."""


class LineRefused(ReceiptRefused):
    """A refusal of one line; the door names the ingredient."""

    ingredient: str = ""


class NoSuchOrder(ReceiptRefused):
    """Goods came that nobody ordered."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class OrderNotOpen(ReceiptRefused):
    """The order awaits nothing more; `status_label` says why."""

    def __init__(self, *, number: str, status: str, status_label: str) -> None:
        super().__init__(number, status)
        self.number, self.status, self.status_label = number, status, status_label


class ReceivedMeanwhile(ReceiptRefused):
    """Somebody else received from this order since the screen was opened."""

    def __init__(
        self, *, number: str, receipt: str, accepted_by: str, received_at: datetime, taken: str
    ) -> None:
        super().__init__(number, receipt)
        self.number, self.receipt, self.accepted_by = number, receipt, accepted_by
        self.received_at, self.taken = received_at, taken


class SupplierPapersMissing(ReceiptRefused):
    """A compulsory certificate does not stand on the day; `problems` says which and why."""

    def __init__(self, *, supplier: str, on: date, problems: str) -> None:
        super().__init__(supplier, on, problems)
        self.supplier, self.on, self.problems = supplier, on, problems


class BuyerCannotAccept(ReceiptRefused):
    """Who ordered the goods neither accepts them nor stands by as witness."""

    def __init__(self, *, number: str, name: str) -> None:
        super().__init__(number, name)
        self.number, self.name = number, name


class WitnessMissing(ReceiptRefused):
    """Two persons accept a delivery; the second one is not named, or is the first."""


class NobodyAccepts(ReceiptRefused):
    """The account belongs to no person, so nobody answers for the acceptance."""


class NothingReceived(ReceiptRefused):
    """The receipt has no lines."""


class LineTwice(LineRefused):
    """One order line stands in the receipt twice."""


class NoSuchLine(ReceiptRefused):
    """A line is not one of this order's."""

    def __init__(self, *, number: str, line_id: int) -> None:
        super().__init__(number, line_id)
        self.number, self.line_id = number, line_id


class NothingWeighed(LineRefused):
    """A line without a weight above nothing."""


class NegativeWeight(LineRefused):
    """A weight below nothing."""

    def __init__(self, *, gross: Decimal, tare: Decimal) -> None:
        super().__init__(gross, tare)
        self.gross, self.tare = gross, tare


class TareAboveGross(LineRefused):
    """The empty container weighs more than container and goods together."""

    def __init__(self, *, gross: Decimal, tare: Decimal) -> None:
        super().__init__(gross, tare)
        self.gross, self.tare = gross, tare


class AcceptedBeyondWeight(LineRefused):
    """More is accepted than came, or less than nothing."""

    def __init__(self, *, accepted: Decimal, net: Decimal) -> None:
        super().__init__(accepted, net)
        self.accepted, self.net = accepted, net


class BadPrice(LineRefused):
    """A price below nothing."""

    def __init__(self, *, price: Decimal) -> None:
        super().__init__(price)
        self.price = price


class TemperatureMissing(LineRefused):
    """Chilled and frozen goods are accepted with their temperature only."""


class AbsurdTemperature(LineRefused):
    """No delivery has this temperature."""

    def __init__(self, *, temperature_c: Decimal) -> None:
        super().__init__(temperature_c)
        self.temperature_c = temperature_c


class SensoryCheckMissing(LineRefused):
    """Colour, smell, package or label were not looked at."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(missing)
        self.missing = ", ".join(missing)


class DatesMissing(LineRefused):
    """Packaged goods without the day they were made and the day they expire."""


class DatesReversed(LineRefused):
    """Made after the delivery, or expiring before it was made."""

    def __init__(self, *, produced_on: date, until: date) -> None:
        super().__init__(produced_on, until)
        self.produced_on, self.until = produced_on, until


class PaperFromTheFuture(LineRefused):
    """A paper dated after the delivery."""

    def __init__(self, *, number: str, issued_on: date, today: date) -> None:
        super().__init__(number, issued_on)
        self.number, self.issued_on, self.today = number, issued_on, today


class PaperUnnumbered(LineRefused):
    """A paper without its number."""


class MustBeRejected(LineRefused):
    """Nothing of the line may be accepted: `code` says what is wrong with it."""

    def __init__(self, code: str, *, what: str = "") -> None:
        super().__init__(code)
        self.code, self.what = code, what


class ReasonMissing(LineRefused):
    """What is out of line, or sent back, needs a reason; `code` says which."""

    def __init__(self, code: str, *, what: str = "") -> None:
        super().__init__(code)
        self.code, self.what = code, what
