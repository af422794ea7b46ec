"""Why a whole delivery of readings is refused, as errors that carry values."""


class IntakeRefused(Exception):
    """Base of what this topic refuses."""


class BadReadingsFile(IntakeRefused):
    """The file is no table of readings; `reason` of `opening.BadFile`."""

    def __init__(self, *, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EmptyFile(BadReadingsFile):
    """Nothing is in it."""


class OldSheet(BadReadingsFile):
    """An .xls, or a workbook with a password."""


class TooLarge(BadReadingsFile):
    """It unpacks to more than is read at once."""


class Unreadable(BadReadingsFile):
    """Neither text nor a workbook."""


class ColumnsMissing(IntakeRefused):
    """No line of the file is a header that tells meters, times and values."""

    def __init__(self, *, missing: str, headers: str) -> None:
        super().__init__(missing)
        self.missing, self.headers = missing, headers


class NoReadings(IntakeRefused):
    """The columns are right, but no line holds a reading."""


class UnitNeeded(IntakeRefused):
    """New meters need to know what the file counts in."""


class UnknownUnit(IntakeRefused):
    def __init__(self, *, unit: str, known: str) -> None:
        super().__init__(unit)
        self.unit, self.known = unit, known


class UnitUnfit(IntakeRefused):
    """The unit cannot become the medium's."""

    def __init__(self, *, unit: str, medium: str, wanted: str) -> None:
        super().__init__(unit)
        self.unit, self.medium, self.wanted = unit, medium, wanted


class UnknownZone(IntakeRefused):
    def __init__(self, *, zone: str) -> None:
        super().__init__(zone)
        self.zone = zone


class MeterRefused(IntakeRefused):
    """A meter the file names cannot be opened; `why` in words of the ledger."""

    def __init__(self, *, number: str, why: str) -> None:
        super().__init__(number)
        self.number, self.why = number, why


class NoSuchReading(IntakeRefused):
    """Nothing came for that instant, so there is nothing to correct."""

    def __init__(self, *, number: str, said: str) -> None:
        super().__init__(number)
        self.number, self.said = number, said


class SerialTaken(IntakeRefused):
    def __init__(self, *, serial: str) -> None:
        super().__init__(serial)
        self.serial = serial


class BadRegister(IntakeRefused):
    """What was typed is no register; `why` in words of `reasons`."""

    def __init__(self, *, text: str, why: str) -> None:
        super().__init__(text)
        self.text, self.why = text, why


class TooMany(IntakeRefused):
    def __init__(self, *, count: int, most: int) -> None:
        super().__init__(count)
        self.count, self.most = count, most


class SheetChanged(IntakeRefused):
    """The file that was checked is gone, was taken in already, or another was chosen since."""


class ReadingRefused(IntakeRefused):
    """A reading entered by hand cannot be; `why` in words of `reasons`."""

    def __init__(self, *, number: str, text: str, why: str) -> None:
        super().__init__(number)
        self.number, self.text, self.why = number, text, why


class AlreadyCorrected(IntakeRefused):
    """Somebody corrected the reading since the page was opened."""

    def __init__(self, *, by: str, said: str, register: str) -> None:
        super().__init__(by)
        self.by, self.said, self.register = by, said, register


class NothingSent(IntakeRefused):
    """The body holds no list of readings."""
