"""Which months are closed."""

from datetime import date

from jieyue.canteen.books import locking
from jieyue.canteen.books.models import ClosedMonth
from jieyue.canteen.books.refusals import MonthClosed
from jieyue.canteen.books.rules import first_of


def check_open(*, canteen_id: int, on: date) -> None:
    """Whether something dated `on` may be written; the first thing every such write does.

    A closed month closes those before it too, on which its opening stock rests. Inside a
    transaction no closing slips in before it ends. One query. Raises MonthClosed.
    """
    locking.share(canteen_id)
    month = (
        ClosedMonth.objects.filter(canteen_id=canteen_id, month__gte=first_of(on), reopened_at=None)
        .order_by("month")
        .values_list("month", flat=True)
        .first()
    )
    if month is not None:
        raise MonthClosed(month)


def closing_of(*, canteen_id: int, month: date) -> ClosedMonth | None:
    """The closing in force of a month, by its first day. One query."""
    found: ClosedMonth | None = ClosedMonth.objects.filter(
        canteen_id=canteen_id, month=month, reopened_at=None
    ).first()
    return found
