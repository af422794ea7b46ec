"""What purchasing says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.purchasing import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words
from jieyue.people.approvals.rules import NoChain

EXPECTED = (refusals.PurchaseRefused, NoChain)

problems.connect(
    {
        refusals.AlreadyDone: Words(
            409,
            _("%(by)s dealt with order %(number)s at %(said_at)s already: it is %(status)s."),
        ),
        refusals.AlreadyRequested: Words(
            409,
            _(
                "%(made_by)s requested %(ingredient)s at %(said_at)s already, with request "
                "%(number)s."
            ),
        ),
        refusals.BadPrice: Words(
            422, _("A price of “%(given)s” cannot be. Give yuan from 0 on, such as 3.80.")
        ),
        refusals.BadQuantity: Words(
            422, _("“%(given)s” cannot be bought. Give a number above 0, at most %(most)s.")
        ),
        refusals.DeliveryDayPast: Words(
            422, _("%(deliver_on)s is over. Choose %(today)s or a later day of delivery.")
        ),
        refusals.EmergencyNeedsReason: Words(
            422, _("Say why this is bought outside the plan, and could not wait for it.")
        ),
        refusals.NegativeQuantity: Words(
            422, _("%(quantity)s cannot have been accepted. Give 0 or more.")
        ),
        refusals.NothingToRequest: Words(422, _("Choose at least one line to request.")),
        refusals.OrderHasDeliveries: Words(
            409,
            _("Goods of order %(number)s came already. Close it short instead of cancelling it."),
        ),
        refusals.OrderIsComplete: Words(
            409, _("Everything of order %(number)s came. There is nothing to close short.")
        ),
        refusals.OrderNotOpen: Words(
            409,
            _(
                "Order %(number)s was closed or cancelled, so nothing is received on it. The "
                "buyer can order again."
            ),
        ),
        refusals.ProposalsChanged: Words(
            409,
            _(
                "What is proposed of %(ingredient)s from %(supplier)s changed since you opened "
                "the page. Look at it once more, then request."
            ),
        ),
        refusals.ReasonMissing: Words(422, _("Give a reason.")),
        refusals.SameLineTwice: Words(
            422,
            _(
                "%(ingredient)s stands twice for %(deliver_on)s with the same supplier. Put both "
                "into one line."
            ),
        ),
        refusals.SupplierInactive: Words(
            409, _("%(supplier)s is no longer used. Choose another supplier, or use it again.")
        ),
    }
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    words = problems.words_for(error)
    assert words is not None  # every class of EXPECTED is connected
    return words.say(error)
