from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.estate.rooms.models import RoomUse
from jieyue.estate.rooms.queries import RoomLine
from jieyue.kit.tables import NumberColumn, RowFilter, Table, TextColumn


class RoomTable(Table):
    """One line a room."""

    number = TextColumn(
        verbose_name=_("number"), linkify=lambda record: reverse("estate:room", args=[record.id])
    )
    name = TextColumn(verbose_name=_("name"))
    building = TextColumn(verbose_name=_("building"))
    level = NumberColumn(verbose_name=_("level"))
    use_label = TextColumn(verbose_name=_("use"))
    area_m2 = NumberColumn(verbose_name=_("usable area"), places=2, unit="m²")
    unit = TextColumn(verbose_name=_("occupied by"))

    hidden = ("name",)


class RoomFilter(RowFilter):
    q = forms.CharField(label=_("Number, name or unit"), required=False)
    building = forms.CharField(label=_("building"), required=False)
    use = forms.ChoiceField(
        label=_("use"), choices=[("", _("all")), *RoomUse.choices], required=False
    )
    vacant = forms.BooleanField(label=_("only vacant ones"), required=False)
    closed = forms.BooleanField(label=_("show those out of use"), required=False)

    def choose(self, rows: Sequence[Any]) -> Sequence[RoomLine]:
        wanted = self.cleaned_data
        text = wanted["q"].lower()
        return [
            row
            for row in rows
            if text in f"{row.number} {row.name} {row.unit}".lower()
            and wanted["building"] in ("", row.building)
            and wanted["use"] in ("", row.use)
            and not (wanted["vacant"] and row.unit_id is not None)
            and (wanted["closed"] or row.is_active)
        ]
