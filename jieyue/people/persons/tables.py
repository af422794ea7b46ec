from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, FilterSet

from jieyue.kit.tables import DayColumn, Table, TextColumn


def _address(record: dict[str, Any]) -> str:
    return reverse("people:person", args=[record["id"]])


class PersonTable(Table):
    """One line a person."""

    staff_no = TextColumn(verbose_name=_("staff number"))
    name = TextColumn(verbose_name=_("full name"), linkify=_address)
    unit = TextColumn(verbose_name=_("unit"), accessor="unit__short_name")
    post = TextColumn(verbose_name=_("post"))
    left_on = DayColumn(verbose_name=_("left on"))
    phone = TextColumn(verbose_name=_("phone"))

    hidden = ("left_on",)


class PersonFilter(FilterSet):
    q = CharFilter(label=_("Name, staff number or unit"), method="containing")
    left = BooleanFilter(
        label=_("only those who left"), method="leaving", widget=forms.CheckboxInput
    )

    @property
    def qs(self) -> QuerySet[Any]:
        """Those who left are shown only when asked for."""
        found: QuerySet[Any] = super().qs
        left = bool(self.form.is_bound and self.form.cleaned_data.get("left"))
        return found.filter(left_on__isnull=not left)

    def containing(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return rows.filter(
            Q(name__icontains=text)
            | Q(staff_no__icontains=text)
            | Q(post__icontains=text)
            | Q(unit__short_name__icontains=text)
            | Q(unit__name__icontains=text)
        )

    def leaving(self, rows: QuerySet[Any], _name: str, _value: bool) -> QuerySet[Any]:
        return rows
