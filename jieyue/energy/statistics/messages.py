"""What statistics say when something is refused."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.factors.rules import FactorRefusal
from jieyue.energy.statistics import refusals
from jieyue.energy.statistics.forms import UnknownForm
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.StatisticsRefused, UnknownForm, FactorRefusal)

problems.connect(
    {
        UnknownForm: Words(404, _("Edition %(edition)s has no form %(code)s.")),
        refusals.AlreadyDecided: Words(
            409, _("%(by)s decided this correction on %(said_at)s already.")
        ),
        refusals.AlreadyPublished: Words(
            409, _("%(by)s published this quarter's bulletin on %(said_at)s already.")
        ),
        refusals.BadFigure: Words(
            422, _("“%(typed)s” is no figure for %(line)s. Give a number of 0 or more.")
        ),
        refusals.ChangedMeanwhile: Words(
            409,
            _("%(by)s changed this report while you had it open. Look at it again, then repeat."),
        ),
        refusals.CorrectionOpen: Words(
            409, _("A correction of this line by %(by)s waits to be decided.")
        ),
        refusals.NoChange: Words(422, _("The figure is that already. Give another.")),
        refusals.NotAReportForm: Words(
            422, _("%(form)s is made from other reports and is not filled in.")
        ),
        refusals.NotEditable: Words(
            409,
            _(
                "This report is %(status)s, by %(by)s on %(said_at)s, and stands as it is. "
                "Propose a correction instead."
            ),
        ),
        refusals.NotReady: Words(
            422,
            _("%(count)s findings must be put right or explained first. They stand at the lines."),
        ),
        refusals.NotSubmitted: Words(
            409, _("This report is %(status)s now, by %(by)s on %(said_at)s; look at it again.")
        ),
        refusals.NotWhole: Words(
            422, _("“%(typed)s” is no figure for %(line)s. Give a whole number of 0 or more.")
        ),
        refusals.OwnCorrection: Words(
            403, _("You proposed this correction. Somebody else must approve it.")
        ),
        refusals.PeriodNotOver: Words(
            422, _("%(period)s ends on %(ends_on)s. Its report can be begun after that.")
        ),
        refusals.ReasonMissing: Words(422, _("Give the reason in words. %(line)s")),
        refusals.UnknownLine: Words(422, _("The form has no line %(line)s.")),
        refusals.WrongPeriod: Words(422, _("%(form)s is not filled in for %(period)s.")),
    }
)
