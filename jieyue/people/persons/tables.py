from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.kit.tables import DayColumn, RowFilter, Table, TextColumn
from jieyue.people.persons.queries import PersonLine


class PersonTable(Table):
    """One line a person."""

    staff_no = TextColumn(verbose_name=_("staff number"))
    name = TextColumn(
        verbose_name=_("full name"),
        linkify=lambda record: reverse("people:person", args=[record.id]),
    )
    unit = TextColumn(verbose_name=_("unit"))
    post = TextColumn(verbose_name=_("post"))
    left_on = DayColumn(verbose_name=_("left on"))
    phone = TextColumn(verbose_name=_("phone"))

    hidden = ("left_on",)


class PersonFilter(RowFilter):
    q = forms.CharField(label=_("Name, staff number or unit"), required=False)
    left = forms.BooleanField(label=_("only those who left"), required=False)

    def choose(self, rows: Sequence[Any]) -> Sequence[PersonLine]:
        text = self.cleaned_data["q"].lower()
        left = self.cleaned_data["left"]
        return [
            row
            for row in rows
            if (row.left_on is not None) == left
            and text in f"{row.name} {row.staff_no} {row.unit} {row.post}".lower()
        ]
