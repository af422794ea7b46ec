from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.kit.tables import DayColumn, NumberColumn, RowFilter, Table, TextColumn, YesNoColumn
from jieyue.people.units.models import UnitKind
from jieyue.people.units.queries import UnitRow


class UnitTable(Table):
    """One line a unit."""

    code = TextColumn(verbose_name=_("code"))
    name = TextColumn(
        verbose_name=_("name"), linkify=lambda record: reverse("people:unit", args=[record.id])
    )
    short_name = TextColumn(verbose_name=_("short name"))
    kind_label = TextColumn(verbose_name=_("kind"))
    persons = NumberColumn(verbose_name=_("persons counted"))
    approved_posts = NumberColumn(verbose_name=_("approved posts"))
    is_active = YesNoColumn(verbose_name=_("active"))
    joined_on = DayColumn(verbose_name=_("moved in on"))
    left_on = DayColumn(verbose_name=_("moved out on"))

    hidden = ("short_name", "joined_on", "left_on")


class UnitFilter(RowFilter):
    q = forms.CharField(label=_("Name or code"), required=False)
    kind = forms.ChoiceField(
        label=_("kind"), choices=[("", _("all")), *UnitKind.choices], required=False
    )
    left = forms.BooleanField(label=_("show those that moved out"), required=False)

    def choose(self, rows: Sequence[Any]) -> Sequence[UnitRow]:
        wanted = self.cleaned_data
        text = wanted["q"].lower()
        return [
            row
            for row in rows
            if (text in f"{row.name} {row.short_name} {row.code}".lower())
            and (not wanted["kind"] or row.kind == wanted["kind"])
            and (wanted["left"] or row.is_active)
        ]
