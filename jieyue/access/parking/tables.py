from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.access.parking.models import Space
from jieyue.access.parking.queries import CarWhere
from jieyue.kit.tables import MomentColumn, NumberColumn, Table, TextColumn, YesNoColumn


def _space(record: CarWhere) -> str:
    return reverse("access:parking_space", args=[record.space_id]) if record.space_id else ""


def _edit(record: Space) -> str:
    return reverse("access:parking_space_edit", args=[record.pk])


class CarTable(Table):
    """One line a car inside."""

    plate = TextColumn(verbose_name=_("number plate"))
    holder_label = TextColumn(verbose_name=_("whose"))
    unit = TextColumn(verbose_name=_("unit"))
    zone = TextColumn(verbose_name=_("car park"))
    space = TextColumn(verbose_name=_("space"), linkify=_space)
    how_label = TextColumn(verbose_name=_("known by"))
    since = MomentColumn(verbose_name=_("inside since"))
    visit = TextColumn(verbose_name=_("visit"))
    until = MomentColumn(verbose_name=_("visit until"))


class SpaceTable(Table):
    """One line a space."""

    code = TextColumn(verbose_name=_("number"), linkify=_edit)
    zone = TextColumn(verbose_name=_("car park"), accessor="zone__name", order_by=("zone__code",))
    kind = TextColumn(verbose_name=_("kind"), accessor="get_kind_display", order_by=("kind",))
    x = NumberColumn(verbose_name=_("column"))
    y = NumberColumn(verbose_name=_("row"))
    plate = TextColumn(verbose_name=_("kept for the vehicle"))
    person = TextColumn(verbose_name=_("kept for the person"), accessor="person__name")
    unit = TextColumn(verbose_name=_("kept for the unit"), accessor="unit__name")
    is_active = YesNoColumn(verbose_name=_("in use"))


HOW: dict[str, Any] = {
    "kept": _("kept for it"),
    "reserved": _("reserved"),
    "standing": _("seen there"),
    "": _("inside, space unknown"),
}
