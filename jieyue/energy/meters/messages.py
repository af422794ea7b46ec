"""What the ledger says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.meters import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.MetersRefused,)

problems.connect(
    {
        refusals.AlreadyReplaced: Words(
            409,
            _(
                "%(by)s hung instrument %(serial)s here at %(said)s, after you opened this page. "
                "Look at the meter, then go on if it is still right."
            ),
        ),
        refusals.AlreadyRetired: Words(409, _("Meter %(number)s is %(status)s already.")),
        refusals.BadNumber: Words(
            422,
            _(
                "A meter cannot be numbered “%(number)s”. Use letters, digits and hyphens, without "
                "blanks, so that a formula can name it."
            ),
        ),
        refusals.CalibrationCrossed: Words(
            422, _("The calibration is due on %(due_on)s, before it was done on %(calibrated_on)s.")
        ),
        refusals.FinalNeeded: Words(
            422,
            _(
                "Give the last register of instrument %(serial)s. If nobody could read it, choose "
                "how it is to be estimated."
            ),
        ),
        refusals.FinalUnread: Words(
            422,
            _("A last register was either read off or is estimated. Give one of the two."),
        ),
        refusals.FormulaCountsTwice: Words(
            422,
            _(
                "%(formula_of)s would count %(child)s twice: it is a sub-meter of %(parent)s, "
                "which the formula adds too. Leave one away, or subtract the sub-meter."
            ),
        ),
        refusals.FormulaNamesTwice: Words(
            422,
            _("The formula names %(number)s twice. Write its multiple once, as 2 * %(number)s."),
        ),
        refusals.FormulaNeeded: Words(
            422, _("A virtual meter needs a formula, and only a virtual meter has one.")
        ),
        refusals.FormulaOtherMedium: Words(
            422,
            _("The formula adds %(number)s, which measures %(medium)s, not %(wanted)s."),
        ),
        refusals.FormulaRing: Words(
            422, _("The virtual meters count each other: %(way)s. Break the ring.")
        ),
        refusals.FormulaUnknownMeter: Words(
            422,
            _(
                "The formula names %(number)s, which is not in the ledger. Put blanks around a "
                "minus sign."
            ),
        ),
        refusals.FormulaUnreadable: Words(
            422,
            _(
                "The formula cannot be read at “%(near)s”. Write it like "
                "E-A-01 - 0.5 * (E-B-03 + E-B-04)."
            ),
        ),
        refusals.FromTheFuture: Words(
            422, _("%(said)s has not come yet. Enter what has happened.")
        ),
        refusals.HasSubMeters: Words(
            409,
            _(
                "These meters still stand below %(number)s: %(children)s. Place them elsewhere "
                "first."
            ),
        ),
        refusals.IdentityDiffers: Words(
            409,
            _(
                "Meter %(number)s measures %(medium)s. Another medium or kind is another meter, "
                "with a number of its own."
            ),
        ),
        refusals.InitialNeeded: Words(
            422, _("Give the first register of the new instrument %(serial)s.")
        ),
        refusals.InstrumentNeeded: Words(
            409, _("No instrument hangs at meter %(number)s. Hang one first.")
        ),
        refusals.InstrumentDiffers: Words(
            409,
            _(
                "At meter %(number)s hangs instrument %(serial)s, not %(given)s as in the sheet, "
                "or it is another ratio, unit or number of digits. Replace or correct it on the "
                "meter's page: that needs its last register or a reason."
            ),
        ),
        refusals.MultiplierTooFine: Words(
            422,
            _(
                "A register in %(register_unit)s makes a multiplier of %(right)s, which has more "
                "than three decimals. Keep the register in a larger unit, nearer to %(unit)s."
            ),
        ),
        refusals.MultiplierUnlike: Words(
            422,
            _(
                "The multiplier cannot be %(given)s: CT %(ct)s × PT %(pt)s × unit %(factor)s is "
                "%(right)s."
            ),
        ),
        refusals.NoSuch: Words(
            422, _("%(what)s: there is no “%(text)s”. Give one that is set up.")
        ),
        refusals.NotBefore: Words(
            422,
            _("%(said)s is before the instrument came, at %(installed)s. Give a later time."),
        ),
        refusals.NumberTaken: Words(
            409, _("Meter %(number)s is there already: %(taken_by)s. Choose another number.")
        ),
        refusals.ParentElsewhere: Words(
            422,
            _("Meter %(parent)s stands nowhere on %(since_on)s. Place it first, or begin later."),
        ),
        refusals.ParentOtherMedium: Words(
            422,
            _("Meter %(parent)s measures %(medium)s. A meter of %(wanted)s cannot stand below it."),
        ),
        refusals.ParentVirtual: Words(
            422,
            _("%(number)s is computed from others. It stands neither above nor below a meter."),
        ),
        refusals.PlacedThatDay: Words(
            409,
            _(
                "Meter %(number)s stands below %(parent)s from %(since_on)s on already. Choose "
                "another day, or give the reason why that entry was wrong."
            ),
        ),
        refusals.PlaceUnlike: Words(422, _("%(place)s is not in %(building)s.")),
        refusals.ReasonNeeded: Words(422, _("Give a reason.")),
        refusals.RegisterNegative: Words(422, _("No counter shows %(register)s.")),
        refusals.RegisterTooFine: Words(
            422, _("%(register)s has more than three decimals. Give at most three.")
        ),
        refusals.RegisterTooLong: Words(
            422, _("A counter with %(digits)s digits cannot show %(register)s. Check both.")
        ),
        refusals.RegisterUnitUnfit: Words(
            422,
            _(
                "A register in %(unit)s does not measure %(medium)s, which is counted in "
                "%(wanted)s."
            ),
        ),
        refusals.SameInstrumentJumps: Words(
            422,
            _(
                "Instrument %(serial)s stays, so its first register must be its last: %(final)s, "
                "not %(initial)s."
            ),
        ),
        refusals.SerialTaken: Words(
            409,
            _(
                "Instrument %(serial)s hangs at meter %(number)s (%(meter)s) in that time. Check "
                "the serial number, or remove it there first."
            ),
        ),
        refusals.ServedTwice: Words(422, _("%(unit)s is named twice.")),
        refusals.TreeRing: Words(
            422, _("From %(since_on)s on the meters would stand in a ring: %(way)s.")
        ),
        refusals.UsedByFormula: Words(
            409, _("%(formula_of)s counts with %(number)s. Change its formula first.")
        ),
    }
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    return problems.say(error)
