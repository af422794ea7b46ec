"""What the books say when something cannot be written, closed or opened."""

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.books import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.BooksRefused,)

problems.connect(
    {
        refusals.AlreadyClosed: Words(
            409, _("%(closed_by)s closed the books of %(said)s on %(said_at)s already.")
        ),
        refusals.LaterMonthClosed: Words(
            409,
            _("The books of %(said_later)s rest on those of %(said)s. Open %(said_later)s first."),
        ),
        refusals.MonthClosed: Words(
            409,
            _(
                "The books of %(said)s are closed. Date it in an open month, or have the month "
                "opened again with a reason."
            ),
        ),
        refusals.MonthNotOver: Words(
            422, _("%(said)s is not over. It can be closed from %(closes_from)s.")
        ),
        refusals.NotClosed: Words(409, _("The books of %(said)s are open already.")),
        refusals.ReasonMissing: Words(422, _("Give a reason for opening a closed month again.")),
        refusals.SamePerson: Words(
            409,
            _(
                "%(closed_by)s closed %(said)s, so another person with the right to close months "
                "opens it again."
            ),
        ),
    }
)
