"""What the guard's screen says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.access.console import refusals
from jieyue.access.gates.messages import EXPECTED as OF_GATES
from jieyue.kit.problems import Words, connect

EXPECTED = (refusals.ConsoleRefused, *OF_GATES)

connect(
    {
        refusals.AlreadyAnswered: Words(
            409, _("%(by)s decided this at %(said)s already. Nothing more was opened.")
        ),
        refusals.AlreadyFilledIn: Words(409, _("%(by)s filled this in at %(said)s already.")),
        refusals.LeftBeforeItCame: Words(
            422, _("They cannot leave before they came, or later than now.")
        ),
        refusals.OtherGate: Words(
            422, _("That was asked at %(title)s. Choose that gate and decide there.")
        ),
        refusals.TooOld: Words(
            409,
            _("That was asked %(minutes)s minutes ago. Open the gate unasked if somebody waits."),
        ),
        refusals.UnknownService: Words(
            422, _("Choose police, fire brigade, ambulance or urgent repair.")
        ),
    }
)
