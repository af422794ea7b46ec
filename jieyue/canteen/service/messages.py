"""What the till and the meal accounts say when something cannot be done, and what they flag."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.service import refusals
from jieyue.canteen.service.rules import BadPortions, Flag
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.ServiceRefused, BadPortions)

problems.connect(
    {
        refusals.AccountBlocked: Words(
            409, _("The account of %(name)s is blocked. Who keeps the accounts can let it go.")
        ),
        refusals.AlreadyCancelled: Words(409, _("%(by)s cancelled this sale at %(at)s already.")),
        refusals.AteAlready: Words(409, _("%(name)s ate at this meal at %(at)s already.")),
        refusals.BadAmount: Words(
            422,
            _("%(amount_yuan)s yuan cannot be. Give an amount above 0, at most %(most_yuan)s."),
        ),
        refusals.BadDiners: Words(
            422, _("%(diners)s diners cannot be. Give a number from 1 to %(most)s.")
        ),
        refusals.BadPrice: Words(
            422,
            _("A subsidy of %(subsidy_yuan)s yuan does not fit a price of %(price_yuan)s yuan."),
        ),
        refusals.BookedElsewhere: Words(
            409, _("These guests are booked for another meal: %(day)s, %(meal_label)s.")
        ),
        refusals.BookingCancelled: Words(
            409, _("The unit has cancelled these guests. It can book them again.")
        ),
        refusals.CardTaken: Words(
            409, _("Card %(card_number)s belongs to %(name)s. Take it off that account first.")
        ),
        refusals.CompanionsPay: Words(
            422, _("Companions pay with their own cards. Charge only the guests to the unit.")
        ),
        refusals.HasAccount: Words(409, _("%(name)s has a meal account already.")),
        refusals.NoAccount: Words(
            409, _("%(name)s has no meal account. Who keeps the accounts can open one.")
        ),
        refusals.NotEnoughMoney: Words(
            409,
            _(
                "The account of %(name)s holds %(balance_yuan)s yuan. Top it up by at least "
                "%(needed_yuan)s yuan."
            ),
        ),
        refusals.OneDinerKind: Words(
            422,
            _("Give one card, one person or one booking of guests; without any, only a count."),
        ),
        refusals.PriceDated: Words(
            422,
            _("A price from %(effective_on)s would change what was sold. Begin after %(today)s."),
        ),
        refusals.ReasonMissing: Words(422, _("Say why: a reason is needed.")),
        refusals.TillCodeTaken: Words(409, _("This canteen has a till “%(code)s” already.")),
        refusals.TooManyGuests: Words(
            409,
            _("%(asked)s come, %(left)s of the booking are left. The unit can book more guests."),
        ),
        refusals.UnknownCard: Words(
            404, _("Card %(card_number)s is not known. Who keeps the accounts can enter it.")
        ),
        BadPortions: Words(
            422, _("%(portions)s portions cannot be. Give halves from 0.5 to %(most)s.")
        ),
    }
)

FLAGS: dict[str, Promise] = {
    Flag.AGAIN: _("ate a second time"),
    Flag.BLOCKED: _("account was blocked"),
    Flag.BOOKED_ELSEWHERE: _("booked for another meal"),
    Flag.BOOKING_CANCELLED: _("booking was cancelled"),
    Flag.CLOCK_OFF: _("the till's clock was off"),
    Flag.COMPANIONS_ON_UNIT: _("companions charged to the unit"),
    Flag.NO_ACCOUNT: _("no meal account"),
    Flag.OLD_CARD_LIST: _("sold by an old list of cards"),
    Flag.OVERDRAWN: _("account overdrawn"),
    Flag.TOO_MANY_GUESTS: _("more guests than booked"),
    Flag.UNKNOWN_CARD: _("card not known"),
}
