"""What waste says when something cannot be recorded."""

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.books import messages as books
from jieyue.canteen.waste import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.WasteRefused, *books.EXPECTED)

problems.connect(
    {
        refusals.AlreadyCorrected: Words(
            409,
            _(
                "%(corrected_by)s corrected this weighing on %(said_at)s already. Look at the "
                "correction."
            ),
        ),
        refusals.AlreadySettled: Words(
            409, _("%(settled_by)s has noted on %(said_at)s already what became of it.")
        ),
        refusals.BadMass: Words(
            422, _("%(given_kg)s kg cannot be. Give more than 0 and at most %(most_kg)s kg.")
        ),
        refusals.BadPlateCount: Words(
            422,
            _(
                "%(clean)s clean of %(inspected)s trays cannot be. Look at one tray at least, and "
                "count the clean ones among them."
            ),
        ),
        refusals.BadShare: Words(
            422, _("An edible share of %(given)s cannot be. It lies from 0 to 1.")
        ),
        refusals.DishHasChanged: Words(
            409,
            _(
                "The dish's portion has been changed since (%(was_g)s g then, %(is_g)s g now). "
                "Reckon the proposals anew."
            ),
        ),
        refusals.KeptTooLong: Words(
            409, _("It could be used until %(said)s. Now it can only be thrown away.")
        ),
        refusals.LicenceExpired: Words(
            409,
            _(
                "The licence of %(hauler)s ended on %(valid_to)s. Enter the new licence, or call "
                "another hauler."
            ),
        ),
        refusals.NotKept: Words(409, _("Only leftovers that were kept can be used.")),
        refusals.NotLicensed: Words(
            409, _("%(hauler)s may not take this kind of waste. Choose a licensed hauler.")
        ),
        refusals.NothingLeft: Words(
            422, _("Name the dish or the ingredient that was left, and its mass.")
        ),
        refusals.ProposalDecidedAlready: Words(
            409, _("%(decided_by)s has decided this proposal on %(said_at)s already.")
        ),
        refusals.ReasonMissing: Words(422, _("Give a reason.")),
        refusals.TareAboveGross: Words(
            422,
            _(
                "The empty container, %(tare_kg)s kg, cannot weigh more than the full one, "
                "%(gross_kg)s kg."
            ),
        ),
    }
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    words = problems.words_for(error)
    assert words is not None  # every class of EXPECTED is connected
    return words.say(error)
