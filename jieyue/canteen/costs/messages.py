"""What costs say: refusals, and what hinders a closing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.books import messages as books
from jieyue.canteen.costs import refusals
from jieyue.canteen.costs.checks import Finding
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.CostsRefused, *books.EXPECTED)

problems.connect(
    {
        refusals.AlreadyCancelled: Words(
            409, _("%(cancelled_by)s took this cost back on %(said_at)s already.")
        ),
        refusals.BadAmount: Words(
            422, _("%(given)s yuan cannot be. Give an amount above 0, to the fen.")
        ),
        refusals.FiguresChanged: Words(
            409,
            _(
                "The closing stock was %(seen)s yuan when you opened the page and is %(now)s now. "
                "Look at the month once more, then close it."
            ),
        ),
        refusals.FutureCost: Words(
            422, _("%(day)s is not here yet. Enter costs of %(today)s or an earlier day.")
        ),
        refusals.NotReadyToClose: Words(
            409, _("%(count)s things hinder the closing. They are listed on the page.")
        ),
        refusals.WrongKind: Words(
            422, _("Food costs come from the store. Enter labour, energy or other costs here.")
        ),
    }
)

FINDINGS: dict[Finding, Promise] = {
    Finding.BALANCE: _("Gaps of the mass balance are explained"),
    Finding.COUNTING: _("No stocktake is under way"),
    Finding.DRAFTS: _("Every issue slip is issued or cancelled"),
    Finding.EARLIER: _("Earlier months are closed (closing this one closes them too)"),
    Finding.HELD: _("No lot is held"),
    Finding.LEDGER: _("The ledger agrees with the lots to the fen"),
    Finding.NOT_RECEIVED: _("Every order was received or closed"),
    Finding.RECEIPTS: _("Accepted deliveries are the ledger's purchases to the fen"),
    Finding.UNCOUNTED: _("The whole store was counted at the month's end"),
}


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    words = problems.words_for(error)
    assert words is not None  # every class of EXPECTED is connected
    return words.say(error)
