"""What allocation says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.allocation import refusals
from jieyue.energy.allocation.rules.method import BadMethod
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.AllocationRefused, BadMethod)

problems.connect(
    {
        BadMethod: Words(
            422,
            _(
                "%(where)s cannot be read as part of a method (%(problem)s): found %(found)s, "
                "wanted %(wanted)s."
            ),
        ),
        refusals.BadBasis: Words(
            422, _("%(given)s cannot be. Give 0 or more, with at most three decimals.")
        ),
        refusals.BadBill: Words(
            422, _("%(given)s yuan cannot be a bill. Give an amount above 0, to the fen.")
        ),
        refusals.BasisOfNoUnit: Words(
            422, _("There is no unit with the code %(code)s. Take it from the list of units.")
        ),
        refusals.MethodAlreadyPublished: Words(
            409, _("%(published_by)s published this version on %(said_at)s already.")
        ),
        refusals.MethodBeginsTooEarly: Words(
            422,
            _(
                "The allocation of %(said_month)s is published by another version. Let this one "
                "count from a later month."
            ),
        ),
        refusals.MonthNotOver: Words(
            422, _("%(said_month)s is not over yet. It can be allocated once it is.")
        ),
        refusals.NoMethod: Words(
            422, _("No published method counts for %(said_month)s. Publish one first.")
        ),
        refusals.NothingMeasured: Words(
            422,
            _("No use is known for %(said_month)s. Bring in the meters' readings first."),
        ),
        refusals.OwnMethod: Words(
            403, _("You took this version in yourself. Another person publishes it.")
        ),
        refusals.RunAlreadyPublished: Words(
            409, _("%(published_by)s published %(number)s on %(said_at)s already.")
        ),
        refusals.RunChanged: Words(
            409, _("%(number)s was computed anew meanwhile. Look at it once more, then publish.")
        ),
    }
)
