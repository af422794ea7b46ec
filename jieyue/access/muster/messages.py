"""What a muster says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.access.muster import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.MusterRefused,)

problems.connect(
    {
        refusals.AlreadyCalled: Words(
            409, _("%(by)s called a muster at %(said)s. End it before another is called.")
        ),
        refusals.MusterOver: Words(409, _("%(by)s ended this muster at %(said)s.")),
        refusals.NoReason: Words(422, _("Write what the muster is for.")),
        refusals.NotOnTheList: Words(
            404, _("This muster does not look for “%(key)s”. Add who is found beside the list.")
        ),
        refusals.UnknownState: Words(
            422, _("“%(state)s” is no mark. It is found, missing or outside.")
        ),
    }
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    return problems.say(error)
