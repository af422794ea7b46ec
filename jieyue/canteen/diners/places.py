"""Which canteen a page is about, by the code in its address."""

from collections.abc import Iterable

from django.http import Http404

from jieyue.canteen.diners.queries import CanteenRow


def among(places: Iterable[CanteenRow], code: str) -> CanteenRow:
    """The canteen of that code, or the first when none is named. Raises Http404."""
    for row in places:
        if code in ("", row.code):
            return row
    raise Http404
