"""What the ledger refuses, with what was wrong. Words for people are in `messages.py`."""


class MetersRefused(Exception):
    """The ledger cannot do what was asked; the values are attributes, for the sentence."""

    def __init__(self, **values: object) -> None:
        super().__init__(*values.values())
        self.__dict__.update(values)


class AlreadyReplaced(MetersRefused):
    """Somebody else changed the instrument since the form was opened: by, said, serial."""


class AlreadyRetired(MetersRefused):
    """The meter measures no more: number, status."""


class BadNumber(MetersRefused):
    """A formula could not name such a number: number."""


class CalibrationCrossed(MetersRefused):
    """Due before it was done: calibrated_on, due_on."""


class FinalNeeded(MetersRefused):
    """A removed instrument needs its last register, or how it is to be estimated: serial."""


class FinalUnread(MetersRefused):
    """A last register was given by a method that has none, or the other way round."""


class FormulaCountsTwice(MetersRefused):
    """A formula adds a sub-meter to the meter above it: formula_of, child, parent."""


class FormulaNamesTwice(MetersRefused):
    """A formula names one meter twice: number."""


class FormulaNeeded(MetersRefused):
    """A virtual meter without formula, or another with one."""


class FormulaOtherMedium(MetersRefused):
    """A formula adds another medium: number, medium, wanted."""


class FormulaRing(MetersRefused):
    """Virtual meters count each other: way."""


class FormulaUnknownMeter(MetersRefused):
    """A formula names a meter that is not in the ledger: number."""


class FormulaUnreadable(MetersRefused):
    """A formula cannot be read: near."""


class FromTheFuture(MetersRefused):
    """It happens later than now: said."""


class HasSubMeters(MetersRefused):
    """Meters still hang below: number, children."""


class InitialNeeded(MetersRefused):
    """A new instrument needs its first register: serial."""


class InstrumentNeeded(MetersRefused):
    """There is no instrument to do this with: number."""


class MultiplierTooFine(MetersRefused):
    """The multiplier has more than three decimals: right, register_unit, unit."""


class MultiplierUnlike(MetersRefused):
    """The multiplier is not CT x PT x the unit's factor: given, right, ct, pt, factor."""


class NotBefore(MetersRefused):
    """It happens before the instrument came: said, installed."""


class NumberTaken(MetersRefused):
    """Another meter has the number: number, taken_by."""


class ParentElsewhere(MetersRefused):
    """The parent stands nowhere on that day: parent, since_on."""


class ParentOtherMedium(MetersRefused):
    """The parent measures another medium: parent, medium, wanted."""


class ParentVirtual(MetersRefused):
    """A virtual meter stands in no tree, neither above nor below: number."""


class PlacedThatDay(MetersRefused):
    """The meter has a place from that day on already: number, since_on, parent."""


class PlaceUnlike(MetersRefused):
    """Floor or room is in another building: place, building."""


class ReasonNeeded(MetersRefused):
    """A correction needs a reason."""


class RegisterNegative(MetersRefused):
    """A counter does not show less than nothing: register."""


class RegisterTooFine(MetersRefused):
    """More than three decimals: register."""


class RegisterTooLong(MetersRefused):
    """The counter has fewer digits: register, digits."""


class RegisterUnitUnfit(MetersRefused):
    """The register's unit does not measure the medium: unit, medium, wanted."""


class SameInstrumentJumps(MetersRefused):
    """The same device stays, so its register cannot change: serial, final, initial."""


class SerialTaken(MetersRefused):
    """The instrument hangs at another meter in that time: serial, number, meter."""


class ServedTwice(MetersRefused):
    """One unit is named twice: unit."""


class TreeRing(MetersRefused):
    """A meter would be its own sub-meter: way, since_on."""


class UsedByFormula(MetersRefused):
    """A virtual meter counts with it: number, formula_of."""


class IdentityDiffers(MetersRefused):
    """A sheet gives a known meter another medium or kind: number, medium."""


class InstrumentDiffers(MetersRefused):
    """A sheet gives a known meter another instrument: number, serial, given."""


class NoSuch(MetersRefused):
    """A sheet names something that is not there: what, text."""
