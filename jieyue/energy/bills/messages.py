"""What bills say when one is refused."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.bills import rules
from jieyue.kit import problems
from jieyue.kit.files.storing import FileRefused
from jieyue.kit.problems import Words

EXPECTED = (rules.BillRefused, FileRefused)

problems.connect(
    {
        rules.AlreadyTakenBack: Words(409, _("%(by)s took this bill back on %(said_at)s already.")),
        rules.BadBill: Words(
            422,
            _(
                "A bill of %(quantity)s for %(amount_yuan)s yuan cannot be. Give numbers of 0 or "
                "more, and not both 0."
            ),
        ),
        rules.BillKnown: Words(
            409,
            _(
                "Bill %(number)s of this month is entered already, by %(entered_by)s on "
                "%(said_at)s. Take that one back first if it is wrong."
            ),
        ),
        rules.FeeSlip: Words(
            422,
            _(
                "%(price)s yuan per unit is far below %(low)s to %(high)s. The amount seems to "
                "stand in 10⁴ yuan: enter it in yuan."
            ),
        ),
        rules.FutureMonth: Words(
            422, _("%(month)s has not begun. Enter bills of %(this_month)s or before.")
        ),
        rules.PriceNeedsWords: Words(
            422,
            _(
                "%(price)s yuan per unit lies outside %(low)s to %(high)s. Check both figures, or "
                "say why the price is right."
            ),
        ),
        rules.QuantitySlip: Words(
            422,
            _(
                "%(price)s yuan per unit is far above %(low)s to %(high)s. The quantity seems to "
                "stand in ten thousands: enter it in single units."
            ),
        ),
        rules.ReasonMissing: Words(422, _("Say why the bill is wrong.")),
        rules.UnknownMedium: Words(422, _("There is no energy or water of the kind %(medium)s.")),
    }
)
