"""What consumption says when something cannot be done, and what was done about odd steps."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.energy.consumption import refusals
from jieyue.energy.consumption.models import NoteKind
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.ConsumptionRefused,)

problems.connect(
    {
        refusals.AdjustsNothing: Words(422, _("Give a use other than zero to add or take away.")),
        refusals.AlreadyTakenBack: Words(
            409, _("%(by)s has taken this adjustment back already, at %(said)s.")
        ),
        refusals.DaysCrossed: Words(
            422, _("The last day, %(last)s, lies before the first, %(first)s.")
        ),
        refusals.DaysToCome: Words(
            422,
            _("%(last)s is still to come. Use can be adjusted up to today, %(today)s."),
        ),
        refusals.IsComputed: Words(
            409,
            _(
                "%(number)s is computed from other meters. Adjust the meter whose register is "
                "wrong."
            ),
        ),
        refusals.ReasonNeeded: Words(
            422, _("Say why: an adjustment stands in the books for good.")
        ),
        refusals.TakesBack: Words(
            409,
            _("This adjustment takes back another one. To change the use again, adjust it anew."),
        ),
        refusals.TooManyDays: Words(
            422,
            _("%(days)s days are too many for one adjustment; at most %(most)s are possible."),
        ),
    }
)

DONE: dict[str, Promise] = {
    NoteKind.BACKWARDS: _("The use between the two readings is left unknown."),
    NoteKind.FOREIGN: _("The reading is left out; it fits neither before nor after."),
    NoteKind.GAP: _("The use is spread evenly over the time between and marked as estimated."),
    NoteKind.JUMP: _("More than the meter can pass: the use between is left unknown."),
    NoteKind.REPLACEMENT: _("What the old and the new instrument counted is added."),
    NoteKind.ROLLOVER: _("The counter passed its highest figure; counted on across zero."),
}
UNKNOWN_GAP = _("No intervals came: the use between is left unknown.")
UNKNOWN_REPLACEMENT = _("The use is not wholly known: a last or first register is missing.")
