"""What factors say when a figure cannot be had."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.factors import rules
from jieyue.kit import problems
from jieyue.kit.problems import Words

problems.connect(
    {
        rules.NoCoefficient: Words(
            422, _("The coefficient set %(set_code)s has no figure for %(medium)s. Propose one.")
        ),
        rules.NoGridFactor: Words(
            422, _("No carbon factor of the grid %(scope)s is known for %(year)s or before.")
        ),
        rules.SetsMixed: Words(
            422,
            _(
                "Standard coal by the set %(one)s cannot be compared with coal by %(other)s. "
                "Compute both with one set."
            ),
        ),
        rules.UnknownSet: Words(404, _("There is no coefficient set %(code)s.")),
    }
)
