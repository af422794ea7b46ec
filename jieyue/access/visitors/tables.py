from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.access.visitors.queries import VisitRow
from jieyue.kit.tables import MomentColumn, NumberColumn, Table, TextColumn


def _address(record: VisitRow) -> str:
    return reverse("access:visit", args=[record.number])


class VisitTable(Table):
    """One line a visit."""

    number = TextColumn(verbose_name=_("number"), linkify=_address)
    guests = TextColumn(verbose_name=_("Visitor"))
    people = NumberColumn(verbose_name=_("Number of people"))
    organisation = TextColumn(verbose_name=_("organisation"))
    unit = TextColumn(verbose_name=_("unit"))
    host = TextColumn(verbose_name=_("host"))
    purpose = TextColumn(verbose_name=_("purpose"))
    from_at = MomentColumn(verbose_name=_("Begins at"))
    until_at = MomentColumn(verbose_name=_("Ends at"))
    state_label = TextColumn(verbose_name=_("state"))
    way = TextColumn(verbose_name=_("how it came about"))
    cars = TextColumn(verbose_name=_("Number plates"))

    hidden = ("organisation", "way", "cars")
