"""What the store says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.books.refusals import BooksRefused
from jieyue.canteen.stock import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.StockRefused, BooksRefused)

problems.connect(
    {
        refusals.AlreadyCounted: Words(
            409,
            _(
                "%(by)s counted %(counted)s here at %(said)s already. Count together and record it "
                "once more if it is otherwise."
            ),
        ),
        refusals.BadAmount: Words(
            422, _("Goods cannot be worth %(amount_yuan)s yuan. Give nothing or more.")
        ),
        refusals.BadCount: Words(422, _("%(counted)s cannot lie there. Give nothing or more.")),
        refusals.BadQuantity: Words(
            422, _("%(quantity)s cannot be moved. Give a quantity above nothing.")
        ),
        refusals.BadTemperature: Words(
            422, _("No fridge has %(temperature_c)s °C. Check the comma and the sign.")
        ),
        refusals.ExpiresFirst: Words(
            422, _("The lot expires on %(expires_on)s, before it came on %(received_on)s.")
        ),
        refusals.LimitsCrossed: Words(
            422, _("The lowest temperature lies above the highest. Exchange them.")
        ),
        refusals.LotAlready: Words(
            409,
            _("Lot %(number)s is marked “%(status)s” (%(reason)s), which cannot be changed so."),
        ),
        refusals.LotChanged: Words(
            409,
            _(
                "%(by)s moved lot %(number)s at %(said)s (%(what)s), after you opened it. Look at "
                "what is left, then record again if it is still right."
            ),
        ),
        refusals.LotExpired: Words(
            409,
            _(
                "Lot %(number)s could be used until %(expires_on)s. It cannot be issued any more: "
                "dispose of it with a second person."
            ),
        ),
        refusals.LotKnown: Words(
            409,
            _(
                "Lot %(number)s is in the store already, with %(held)s left. A sheet does not "
                "change it: count it in a stocktake."
            ),
        ),
        refusals.LotNotReleased: Words(
            409,
            _("Lot %(number)s is marked “%(status)s” (%(reason)s) and cannot be issued."),
        ),
        refusals.MeasureNeeded: Words(
            422,
            _("%(temperature_c)s °C is out of range (%(limits)s). Say what you did about it."),
        ),
        refusals.MonthEndNeedsNames: Words(
            422,
            _(
                "A month-end count is of the whole store, by storekeeper, accountant and "
                "supervisor. Give both names and no place."
            ),
        ),
        refusals.MoreThanIssued: Words(
            422,
            _(
                "Of lot %(number)s only %(issued)s %(unit)s are out, so %(asked)s %(unit)s cannot "
                "come back."
            ),
        ),
        refusals.NoSupplier: Words(
            422, _("Nobody knows who delivered lot %(number)s, so it cannot go back.")
        ),
        refusals.NoSuchCanteen: Words(
            422, _("There is no canteen named “%(text)s”. Give its name or code.")
        ),
        refusals.NoSuchPlace: Words(
            422, _("The store has no place “%(text)s”. Give the code of one, or set it up.")
        ),
        refusals.NotAllCounted: Words(
            422, _("%(lines)s lines are not counted yet. Count 0 for what is missing.")
        ),
        refusals.NotEnoughPieces: Words(
            422, _("Lot %(number)s holds %(held)s pieces, not %(asked)s.")
        ),
        refusals.NotEnoughStock: Words(
            422, _("Lot %(number)s holds %(held)s %(unit)s, not %(asked)s %(unit)s.")
        ),
        refusals.NotFirstToExpire: Words(
            422, _("Lot %(first)s expires earlier. Take it first, or say why %(number)s goes.")
        ),
        refusals.NothingToCount: Words(
            422, _("Nothing lies there by the books. Choose another place.")
        ),
        refusals.OwnCount: Words(403, _("You handed this count in. Another person approves it.")),
        refusals.PhotoNeeded: Words(422, _("Take a photo of what is disposed of.")),
        refusals.PlaceTaken: Words(409, _("There is a place “%(code)s” already.")),
        refusals.ReasonNeeded: Words(422, _("Give a reason.")),
        refusals.ReasonsMissing: Words(
            422, _("These differ beyond the tolerance and need a reason: %(named)s.")
        ),
        refusals.SamePlace: Words(
            422, _("Lot %(number)s lies at %(location)s already. Choose another place.")
        ),
        refusals.StocktakeOpen: Words(
            409,
            _(
                "Stocktake %(stocktake)s of %(started_by)s covers this place (%(status)s). Finish "
                "or cancel it first."
            ),
        ),
        refusals.StocktakeOver: Words(
            409,
            _(
                "Stocktake %(stocktake)s is %(status)s: %(by)s, %(said)s. "
                "So this is no longer possible."
            ),
        ),
        refusals.StoreFrozen: Words(
            409,
            _(
                "%(started_by)s is counting there (stocktake %(stocktake)s, since %(said)s). "
                "Nothing moves until the count is handed in or cancelled."
            ),
        ),
        refusals.WitnessNeeded: Words(
            422, _("A disposal takes two people. Choose a colleague who stands by.")
        ),
    }
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    return problems.say(error)
