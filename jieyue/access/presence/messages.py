"""What presence says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.access.presence import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.PresenceRefused,)

problems.connect(
    {
        refusals.NobodySo: Words(
            404, _("Nobody here has the staff number %(number)s. Give the whole number.")
        ),
        refusals.NoPurpose: Words(
            422, _("Choose what the look-up is for. Attendance and performance are no purpose.")
        ),
        refusals.ReasonTooShort: Words(
            422, _("Write in at least %(least)s characters why you need to know.")
        ),
    }
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    return problems.say(error)
