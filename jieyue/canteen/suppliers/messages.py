"""What is said when something about a supplier cannot be kept."""

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.menus.imports import NoSuchIngredient
from jieyue.canteen.suppliers import refusals
from jieyue.kit import problems
from jieyue.kit.files.storing import FileRefused
from jieyue.kit.problems import Words

EXPECTED = (refusals.SupplierRefused, FileRefused, NoSuchIngredient)

problems.connect(
    {
        refusals.AlreadyVerified: Words(409, _("%(by)s has verified this certificate already.")),
        refusals.BadWeekdays: Words(
            422, _("“%(given)s” names no weekdays. Write digits from 1 (Monday) to 7, such as 135.")
        ),
        refusals.CertificateGone: Words(
            409, _("This certificate was withdrawn. Enter the one that is valid.")
        ),
        refusals.CertificateKnown: Words(
            409,
            _("%(entered_by)s has entered certificate %(number)s with this beginning already."),
        ),
        refusals.EndsBeforeStart: Words(
            422, _("The end, %(ends_on)s, lies before the beginning, %(starts_on)s.")
        ),
        refusals.NoReason: Words(422, _("Give a reason.")),
        refusals.OwnCertificate: Words(
            409,
            _("You entered this certificate, so somebody else verifies it against its source."),
        ),
        refusals.PriceKnown: Words(
            409,
            _(
                "From %(effective_on)s on, %(price_yuan)s yuan are agreed already. Prices are "
                "added, never changed: choose a later day."
            ),
        ),
        refusals.PriceNotPositive: Words(
            422, _("A price of %(given)s yuan cannot be. Give one above 0.")
        ),
        refusals.SupplierCodeTaken: Words(
            409, _("Another supplier has the code “%(code)s” already. Choose another.")
        ),
        refusals.SurveyInFuture: Words(
            422, _("%(surveyed_on)s has not come yet. A market is asked by %(today)s.")
        ),
    }
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    words = problems.words_for(error)
    assert words is not None  # every class of EXPECTED is connected
    return words.say(error)
