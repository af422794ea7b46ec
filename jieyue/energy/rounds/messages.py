"""What a meter reading round says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.rounds import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.RoundsRefused,)

problems.connect(
    {
        refusals.DueDayUnlike: Words(
            422, _("There is no due day %(due_day)s. Give one from 1 to %(most)s.")
        ),
        refusals.MeterNamedTwice: Words(
            422, _("Meter %(number)s stands in the list twice. Nobody walks there twice.")
        ),
        refusals.NoMeters: Words(422, _("Name at least one meter.")),
        refusals.NoSuchMeter: Words(
            422, _("There is no meter %(number)s in use that one could read. Check its number.")
        ),
        refusals.PlanTaken: Words(
            409, _("There is a round “%(title)s” already. Choose another name.")
        ),
        refusals.RoundIncomplete: Words(
            409,
            _(
                "%(count)s meters are missing: %(numbers)s. Read them, or say why they cannot be "
                "read. What your phone keeps must be sent first."
            ),
        ),
        refusals.RoundOver: Words(
            409, _("%(by)s finished this round at %(said)s. Later readings still count.")
        ),
    }
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    return problems.say(error)
