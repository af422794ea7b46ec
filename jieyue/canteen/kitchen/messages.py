"""What the kitchen says when something cannot be done, and what is wrong with a batch."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.books.refusals import BooksRefused
from jieyue.canteen.kitchen import refusals
from jieyue.canteen.kitchen.rules.temperatures import Flag
from jieyue.canteen.stock.refusals import StockRefused
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.KitchenRefused, StockRefused, BooksRefused)

problems.connect(
    {
        refusals.BadMass: Words(
            422, _("%(mass_kg)s kg cannot be. Give a mass above 0 and up to %(most_kg)s kg.")
        ),
        refusals.BadMoment: Words(
            422,
            _(
                "%(said)s cannot be. Give a time from %(said_earliest)s to %(said_latest)s, which "
                "is now."
            ),
        ),
        refusals.BadPortions: Words(
            422, _("%(portions)s portions cannot be. Give a number from 1 to %(most)s.")
        ),
        refusals.BadQuantity: Words(422, _("%(quantity)s cannot be. Give a quantity above 0.")),
        refusals.BadTemperature: Words(
            422,
            _("%(temperature_c)s °C cannot be. A thermometer shows %(lowest)s to %(highest)s °C."),
        ),
        refusals.BatchGone: Words(409, _("Batch %(number)s left the counter at %(said_at)s.")),
        refusals.DayAhead: Words(
            422, _("%(day)s is still to come. Record batches of %(today)s when they are done.")
        ),
        refusals.LotOutOfOrder: Words(
            422,
            _(
                "%(ingredient)s: lot %(first)s expires before lot %(lot)s. Take it first, or give "
                "a reason for taking the other."
            ),
        ),
        refusals.MoreThanAsked: Words(
            422,
            _("%(ingredient)s: the slip asks for %(asked)s. Give a reason for handing out more."),
        ),
        refusals.MoreThanIssued: Words(
            422, _("%(asked)s cannot come back: %(issued)s of the lot is out on this slip.")
        ),
        refusals.NoPlan: Words(
            409,
            _(
                "No plan in force has this meal on %(day)s. Confirm the plan, or draw up a slip "
                "by hand with a reason."
            ),
        ),
        refusals.NotANumber: Words(422, _("“%(text)s” is no number here. Give digits: 75.5.")),
        refusals.NotATime: Words(422, _("“%(text)s” is no time. Give hours and minutes: 11:35.")),
        refusals.NotFitForWork: Words(
            409, _("%(name)s may not work in the kitchen today: %(reason)s")
        ),
        refusals.NothingToDraw: Words(
            409, _("All that plan %(plan_number)s needs for this meal is on slips already.")
        ),
        refusals.NothingToIssue: Words(
            422, _("Nothing would be issued. Give at least one line a lot and a quantity.")
        ),
        refusals.NotReheatable: Words(
            422,
            _(
                "%(temperature_c)s °C is not enough. Heat the batch until its centre has "
                "%(limit_c)s °C or more."
            ),
        ),
        refusals.ReasonMissing: Words(422, _("Give a reason.")),
        refusals.SamePerson: Words(
            409,
            _(
                "%(issued_by)s issued slip %(number)s, so somebody else confirms that the goods "
                "arrived."
            ),
        ),
        refusals.SlipCancelled: Words(
            409, _("%(by)s cancelled slip %(number)s at %(said_at)s. Draw up a new one.")
        ),
        refusals.SlipIssued: Words(409, _("%(by)s issued slip %(number)s at %(said_at)s already.")),
        refusals.SlipNotIssued: Words(409, _("The store has not issued slip %(number)s.")),
        refusals.SlipReceived: Words(
            409, _("%(by)s confirmed the receipt of slip %(number)s at %(said_at)s already.")
        ),
        refusals.TooLate: Words(
            422, _("%(day)s is too long ago. Batches can be recorded from %(first)s on.")
        ),
        refusals.UnknownIngredient: Words(
            422, _("There is no ingredient with the id %(ingredient_id)s in use.")
        ),
        refusals.WrongLot: Words(
            422, _("That lot holds no %(ingredient)s in this store. Choose one from the list.")
        ),
    }
)

FLAGS: dict[str, Promise] = {
    Flag.CENTRE_LOW: _("not cooked through: heat it again"),
    Flag.CENTRE_MISSING: _("centre temperature missing"),
    Flag.HOLDING_MISSING: _("stood too long without a measured temperature"),
    Flag.WARM_TOO_LONG: _("lukewarm for too long: discard it"),
}
