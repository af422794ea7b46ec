"""What the keeping of samples says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.samples import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.SamplesRefused,)

problems.connect(
    {
        refusals.AlreadyDisposed: Words(
            409, _("%(by)s threw sample %(number)s away at %(said_at)s already.")
        ),
        refusals.AlreadySampled: Words(
            409, _("%(dish)s: %(keeper)s took a sample at %(said_at)s already.")
        ),
        refusals.AlreadyTold: Words(
            409, _("Report %(number)s: the authority was told at %(said_at)s already.")
        ),
        refusals.AuthorityNotTold: Words(
            409,
            _(
                "Tell the authority and note it before you close report %(number)s, or close it "
                "as a false alarm."
            ),
        ),
        refusals.BadDays: Words(
            422,
            _(
                "Meals from %(first_on)s to %(last_on)s cannot be. Give a first and a last day up "
                "to %(today)s, in this order."
            ),
        ),
        refusals.BadMoment: Words(
            422,
            _(
                "%(said)s cannot be. Give a time from %(said_earliest)s to %(said_latest)s, which "
                "is now."
            ),
        ),
        refusals.HeldByReport: Words(
            409,
            _(
                "%(dish)s (%(number)s) is kept for the open illness report %(report)s. It may go "
                "when the report is closed."
            ),
        ),
        refusals.NobodyIll: Words(422, _("Say how many persons are ill, one or more.")),
        refusals.NoSuchFridge: Words(
            422, _("That place keeps no samples in this canteen. Choose one from the list.")
        ),
        refusals.NothingChosen: Words(422, _("Tick at least one line.")),
        refusals.NotATime: Words(422, _("“%(text)s” is no time. Give hours and minutes: 11:35.")),
        refusals.NotServed: Words(
            422,
            _("%(dish)s is not on the menu of this meal. Put it on the menu, then sample it."),
        ),
        refusals.OutcomeMissing: Words(422, _("Say what came out before you close the report.")),
        refusals.ReportClosed: Words(
            409, _("%(by)s closed report %(number)s at %(said_at)s already.")
        ),
        refusals.StillKept: Words(
            409,
            _("%(dish)s (%(number)s) must be kept. It may be thrown away from %(said_until)s on."),
        ),
        refusals.SymptomsMissing: Words(422, _("Say what the persons suffer from.")),
        refusals.TooHeavy: Words(
            422, _("%(dish)s: %(mass_g)s g cannot be. A sample has at most %(most_g)s g.")
        ),
        refusals.TooLight: Words(
            422, _("%(dish)s: %(mass_g)s g is too little. A sample has at least %(least_g)s g.")
        ),
    }
)
