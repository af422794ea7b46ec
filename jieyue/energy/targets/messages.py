"""What targets say when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.targets import refusals
from jieyue.energy.targets.rules import BadSteps
from jieyue.kit import problems
from jieyue.kit.files.storing import FileRefused
from jieyue.kit.problems import Words

EXPECTED = (refusals.TargetRefused, BadSteps, FileRefused)

problems.connect(
    {
        BadSteps: Words(
            422,
            _("The step of %(year)s is wrong: steps rise year by year to the plan's reduction."),
        ),
        refusals.BadReduction: Words(
            422,
            _("%(given)s cannot be. Give a reduction from 0 to below 100 %% and a base above 0."),
        ),
        refusals.BadResult: Words(422, _("%(given)s cannot be a year's value. Give 0 or more.")),
        refusals.TargetOfNoUnit: Words(
            422, _("There is no unit with the code %(code)s. Take it from the list of units.")
        ),
        refusals.YearNotOver: Words(
            422, _("%(year)s is not over yet. Its result can be taken once it is.")
        ),
        refusals.YearOutsidePlan: Words(
            422, _("The plan has no year %(year)s. Give one from %(first)s to %(last)s.")
        ),
    }
)
