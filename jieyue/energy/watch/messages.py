"""What the watch says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.watch import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.WatchRefused,)

problems.connect(
    {
        refusals.BadExemption: Words(
            422,
            _(
                "An exemption until %(until_on)s is not possible. Choose a day from today to "
                "%(latest)s; it can be renewed."
            ),
        ),
        refusals.CauseNeeded: Words(
            422, _("Say what it was, so that the next one is told faster.")
        ),
        refusals.EpisodeMovedOn: Words(
            409,
            _(
                "Episode %(number)s is %(status)s: %(by)s, %(said)s. Look at what was done, then "
                "decide again."
            ),
        ),
        refusals.NoSuchPerson: Words(
            422, _("Nobody with number %(person_id)s works here now. Choose from the list.")
        ),
        refusals.ReasonNeeded: Words(422, _("Give a reason.")),
        refusals.StillThere: Words(
            409,
            _(
                "Leak %(number)s still flows: last seen %(said)s. It can be resolved once the "
                "readings show no flow; note here what was done."
            ),
        ),
        refusals.TooManyAtOnce: Words(
            422, _("%(asked)s episodes at once are too many. Choose at most %(most)s.")
        ),
    }
)
