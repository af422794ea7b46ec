"""What the gate rooms' door says when something cannot be taken, and their troubles in words."""

from django.utils.translation import gettext_lazy as _

from jieyue.access.edge import refusals
from jieyue.access.edge.rules import Trouble
from jieyue.kit.problems import Words, connect

TROUBLES = {
    Trouble.CLOCK: _("its clock was set or runs wrong"),
    Trouble.LETTER: _("it refuses the rules it gets: check its key and whom it trusts"),
    Trouble.NEVER_HEARD: _("never heard; start the agent with its key"),
    Trouble.REFUSED: _("some of its decisions were not taken"),
    Trouble.RULES_OLD: _("its rules are old"),
    Trouble.SILENT: _("silent; it decides alone if it runs"),
}

connect(
    {
        refusals.BadReport: Words(422, _("“%(field)s” is missing or wrong.")),
        refusals.BadUpload: Words(422, _("“%(field)s” is missing or wrong.")),
        refusals.NonceReused: Words(
            409, _("This nonce came at %(said)s with other rows; give each upload its own.")
        ),
        refusals.TooManyDecisions: Words(
            413, _("%(given)s decisions are too many at once. Send at most %(limit)s a time.")
        ),
    }
)
