"""What the pages of work permits say when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.access.credentials.refusals import CredentialsRefused
from jieyue.access.permits import refusals
from jieyue.access.visitors.identity import BadIdentity
from jieyue.access.visitors.refusals import VisitsRefused
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (BadIdentity, CredentialsRefused, refusals.PermitsRefused, VisitsRefused)

problems.connect(
    {
        refusals.AlreadyDecided: Words(
            409, _("%(by)s decided this permit at %(said)s: %(state)s. Look at it anew.")
        ),
        refusals.CertificateEnded: Words(
            422,
            _("The certificate of %(name)s ends on %(until)s, before the work. Renew it first."),
        ),
        refusals.FireWatchMissing: Words(
            422, _("Work with fire or sparks needs a fire watch. Name who watches.")
        ),
        refusals.IdentityDiffers: Words(
            422, _("This is not the person of the permit. Do not let them in; call the office.")
        ),
        refusals.NotCovered: Words(
            422,
            _("The insurance ends on %(until)s, before the work does. It must cover every day."),
        ),
        refusals.NotInForce: Words(409, _("Nobody works on this permit now: %(state)s.")),
        refusals.NoWorkers: Words(422, _("Name at least one worker first.")),
        refusals.OnBlockList: Words(
            409, _("The security office must look at this permit before it can be approved.")
        ),
        refusals.ReasonMissing: Words(422, _("Give a reason.")),
        refusals.TooLong: Words(
            422, _("A permit lasts at most %(days)s days. Issue the next one later.")
        ),
        refusals.WindowBackwards: Words(422, _("The work must end after it begins.")),
        refusals.WindowPast: Words(422, _("This time is over. Choose a later one.")),
        refusals.WorkerTwice: Words(422, _("%(name)s stands in this permit twice.")),
    }
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    return problems.say(error)
