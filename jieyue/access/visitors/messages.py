"""What the visitors' pages say when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.access.credentials.refusals import CredentialsRefused
from jieyue.access.visitors import identity, refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (CredentialsRefused, identity.BadIdentity, refusals.VisitsRefused)

problems.connect(
    {
        identity.BadBirthDate: Words(
            422, _("The identity number holds no day of birth. Check digits 7 to 14.")
        ),
        identity.BadCheckCharacter: Words(
            422, _("The identity number has a typing error: its last character does not fit.")
        ),
        identity.BadDocumentNumber: Words(
            422, _("The document's number has 5 to 20 letters and digits.")
        ),
        identity.BadIdLength: Words(
            422, _("An identity card's number has 18 characters: 17 digits and a digit or X.")
        ),
        identity.BadName: Words(
            422, _("Give the full name: letters, at most 40, without signs such as < or =.")
        ),
        identity.BadPhone: Words(
            422, _("Give a phone number of 11 digits, or a landline with its area code.")
        ),
        refusals.AlreadyDecided: Words(
            409, _("%(by)s decided this visit at %(said)s: %(state)s. Look at it anew.")
        ),
        refusals.AlreadyInside: Words(
            409, _("%(name)s was received by %(by)s at %(said)s and is inside.")
        ),
        refusals.AlreadyOut: Words(409, _("%(name)s went out at %(said)s.")),
        refusals.DedicatedReception: Words(
            422,
            _(
                "Minors and people with a petition are received at the dedicated reception, "
                "without a host. Please send them there."
            ),
        ),
        refusals.GroupTooLarge: Words(
            422, _("One visit has at most %(most)s people. Make a second visit for the others.")
        ),
        refusals.HeldForSecurity: Words(
            409, _("The security office looks at this visit first. You need not do anything.")
        ),
        refusals.HostIsGuest: Words(
            422,
            _(
                "%(name)s cannot be the visitor and confirm the visit. Let another host invite, "
                "or give the visitor's phone number if only the name is the same."
            ),
        ),
        refusals.HostNotFound: Words(
            422,
            _(
                "We could not find this person. Give the unit, and the full name or phone number "
                "exactly as your host told you."
            ),
        ),
        refusals.IdentityDiffers: Words(
            422,
            _(
                "The last four characters are not those of the document the visit was asked "
                "with. Call the host before anybody is let in."
            ),
        ),
        refusals.NoSuchGuest: Words(
            404, _("This address leads nowhere. Ask your host for the message once more.")
        ),
        refusals.NobodyNamed: Words(422, _("Name at least one visitor.")),
        refusals.NotExpected: Words(
            409, _("This visit is not one to receive now: %(state)s. Ask the host to confirm it.")
        ),
        refusals.NotYours: Words(
            403, _("Only the host, or a deputy of the host's unit, decides on a visit.")
        ),
        refusals.NoZoneLeft: Words(
            422, _("The visitors' profile opens none of these zones. Choose others.")
        ),
        refusals.OutsideWindow: Words(
            409,
            _("This visit may come from %(since)s until %(until)s. The host can change the time."),
        ),
        refusals.ReasonMissing: Words(422, _("Give a reason.")),
        refusals.SamePersonTwice: Words(422, _("%(name)s stands in this visit twice.")),
        refusals.TooFar: Words(
            422, _("A visit is arranged at most %(days)s days ahead. Choose an earlier day.")
        ),
        refusals.TooLateToChange: Words(
            409,
            _("A change needs %(hours)s hours' notice. Call your host or the reception instead."),
        ),
        refusals.TooLong: Words(
            422, _("A visit lasts at most %(hours)s hours. For longer work there are permits.")
        ),
        refusals.TooManyTries: Words(
            429, _("Too many requests from here. Try again in %(minutes)s minutes.")
        ),
        refusals.VisitsAreStopped: Words(
            409, _("No visits are received then. Choose a time after %(said)s.")
        ),
        refusals.WindowBackwards: Words(422, _("The visit must end after it begins.")),
        refusals.WindowPast: Words(422, _("This time is over. Choose a later one.")),
    }
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    return problems.say(error)
