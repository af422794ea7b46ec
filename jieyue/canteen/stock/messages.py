"""What the store says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.books.refusals import BooksRefused
from jieyue.canteen.stock import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.StockRefused, BooksRefused)

problems.connect(
    {
        refusals.BadAmount: Words(
            422, _("Goods cannot be worth %(amount_yuan)s yuan. Give nothing or more.")
        ),
        refusals.BadQuantity: Words(
            422, _("%(quantity)s cannot be moved. Give a quantity above nothing.")
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
        refusals.LotNotReleased: Words(
            409,
            _("Lot %(number)s is marked “%(status)s” (%(reason)s) and cannot be issued."),
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
        refusals.NotEnoughPieces: Words(
            422, _("Lot %(number)s holds %(held)s pieces, not %(asked)s.")
        ),
        refusals.NotEnoughStock: Words(
            422, _("Lot %(number)s holds %(held)s %(unit)s, not %(asked)s %(unit)s.")
        ),
        refusals.NotFirstToExpire: Words(
            422, _("Lot %(first)s expires earlier. Take it first, or say why %(number)s goes.")
        ),
        refusals.PhotoNeeded: Words(422, _("Take a photo of what is disposed of.")),
        refusals.ReasonNeeded: Words(422, _("Give a reason.")),
        refusals.SamePlace: Words(
            422, _("Lot %(number)s lies at %(location)s already. Choose another place.")
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
