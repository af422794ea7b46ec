"""Why something cannot be weighed, kept or hauled so."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone


class WasteRefused(Exception):
    """What was entered cannot be."""


class BadMass(WasteRefused):
    """A mass below nothing, or above what a scale holds."""

    def __init__(self, given_kg: Decimal, *, most_kg: Decimal) -> None:
        super().__init__(given_kg, most_kg)
        self.given_kg, self.most_kg = given_kg, most_kg


class TareAboveGross(WasteRefused):
    """The empty container would weigh more than the full one."""

    def __init__(self, *, gross_kg: Decimal, tare_kg: Decimal) -> None:
        super().__init__(gross_kg, tare_kg)
        self.gross_kg, self.tare_kg = gross_kg, tare_kg


class BadShare(WasteRefused):
    """An edible share outside 0 to 1."""

    def __init__(self, given: Decimal) -> None:
        super().__init__(given)
        self.given = given


class AlreadyCorrected(WasteRefused):
    """Somebody has corrected this weighing; the correction can be corrected in turn."""

    def __init__(self, *, corrected_by: str, corrected_at: datetime) -> None:
        super().__init__(corrected_by, corrected_at)
        self.corrected_by, self.corrected_at = corrected_by, corrected_at
        self.said_at = f"{timezone.localtime(corrected_at):%Y-%m-%d %H:%M}"


class ReasonMissing(WasteRefused):
    """A correction or refusal without a reason."""


class BadPlateCount(WasteRefused):
    """More clean trays than were looked at, or none looked at."""

    def __init__(self, *, inspected: int, clean: int) -> None:
        super().__init__(inspected, clean)
        self.inspected, self.clean = inspected, clean


class NothingLeft(WasteRefused):
    """A leftover without a dish or an ingredient, or of no mass."""


class AlreadySettled(WasteRefused):
    """Somebody has said what became of it."""

    def __init__(self, *, settled_by: str, settled_at: datetime) -> None:
        super().__init__(settled_by, settled_at)
        self.settled_by, self.settled_at = settled_by, settled_at
        self.said_at = f"{timezone.localtime(settled_at):%Y-%m-%d %H:%M}"


class NotKept(WasteRefused):
    """It was not kept, so there is nothing to use."""


class KeptTooLong(WasteRefused):
    """Its time is over; it can only be thrown away."""

    def __init__(self, keep_until: datetime) -> None:
        super().__init__(keep_until)
        self.keep_until = keep_until
        self.said = f"{timezone.localtime(keep_until):%Y-%m-%d %H:%M}"


class LicenceExpired(WasteRefused):
    """The hauler's licence does not reach the day."""

    def __init__(self, *, hauler: str, valid_to: date) -> None:
        super().__init__(hauler, valid_to)
        self.hauler, self.valid_to = hauler, valid_to


class NotLicensed(WasteRefused):
    """The hauler may not take this kind of waste, or is out of use."""

    def __init__(self, *, hauler: str) -> None:
        super().__init__(hauler)
        self.hauler = hauler


class ProposalDecidedAlready(WasteRefused):
    """Somebody has decided this proposal."""

    def __init__(self, *, decided_by: str, decided_at: datetime) -> None:
        super().__init__(decided_by, decided_at)
        self.decided_by, self.decided_at = decided_by, decided_at
        self.said_at = f"{timezone.localtime(decided_at):%Y-%m-%d %H:%M}"


class DishHasChanged(WasteRefused):
    """The portion is no longer the one the proposal was reckoned from."""

    def __init__(self, *, was_g: int | None, is_g: int | None) -> None:
        super().__init__(was_g, is_g)
        self.was_g, self.is_g = was_g, is_g
