"""What intake says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.intake import refusals
from jieyue.energy.readings import corrections
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.IntakeRefused, corrections.ReasonNeeded)

problems.connect(
    {
        refusals.AlreadyCorrected: Words(
            409,
            _(
                "%(by)s corrected this reading at %(said)s to “%(register)s”. Look at it, then "
                "correct it again if it is still wrong."
            ),
        ),
        refusals.BadRegister: Words(
            422, _("“%(text)s” is no register (%(why)s). Write it as 1234.5.")
        ),
        refusals.ColumnsMissing: Words(
            422,
            _(
                "No line is a header that tells %(missing)s; there is: %(headers)s. Name the "
                "columns meter, time and register, or time and then one column for each meter."
            ),
        ),
        refusals.EmptyFile: Words(422, _("The file is empty.")),
        refusals.MeterRefused: Words(422, _("Meter %(number)s cannot be opened: %(why)s")),
        refusals.NoReadings: Words(422, _("No line below the header holds a reading.")),
        refusals.NoSuchReading: Words(
            422,
            _("Nothing came from meter %(number)s for %(said)s. Enter a reading by hand instead."),
        ),
        refusals.NothingSent: Words(
            422, _('Send the readings as {"items": [{"meter": …, "at": …, "register": …}]}.')
        ),
        refusals.OldSheet: Words(
            422, _("This is an old .xls file or one with a password. Save it as .xlsx without one.")
        ),
        refusals.ReadingRefused: Words(
            422, _("%(text)s cannot be noted for meter %(number)s: %(why)s.")
        ),
        refusals.SerialTaken: Words(409, _("There is a collector “%(serial)s” already.")),
        refusals.SheetChanged: Words(
            409,
            _("This file was taken in already, or another was chosen since. Choose it once more."),
        ),
        refusals.TooLarge: Words(422, _("The file unpacks to more than can be read. Split it.")),
        refusals.TooMany: Words(
            422, _("%(count)s readings at once; at most %(most)s are taken. Send them in parts.")
        ),
        refusals.UnitNeeded: Words(
            422, _("To open new meters, say what the file counts in, such as kwh, m3 or l.")
        ),
        refusals.UnitUnfit: Words(
            422, _("“%(unit)s” cannot become %(wanted)s, which %(medium)s is counted in.")
        ),
        refusals.UnknownUnit: Words(422, _("“%(unit)s” is no unit known here: %(known)s.")),
        refusals.UnknownZone: Words(
            422, _("“%(zone)s” is no time zone. Write it as Asia/Shanghai or UTC.")
        ),
        refusals.Unreadable: Words(
            422, _("The file cannot be read. Take a .csv (plain or gzipped) or an .xlsx file.")
        ),
        corrections.ReasonNeeded: Words(422, _("Say why the reading is corrected.")),
    }
)
