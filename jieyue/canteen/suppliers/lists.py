"""Columns and filter of the list of suppliers."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.suppliers.register import SupplierRow
from jieyue.kit.tables import (
    NumberColumn,
    RowFilter,
    StatusColumn,
    Table,
    TextColumn,
    YesNoColumn,
)

PAPERS = {
    "ok": (_("complete"), "green"),
    "soon": (_("one ends soon"), "yellow"),
    "blocked": (_("nothing may be received"), "red"),
}


class SupplierTable(Table):
    phone = "cards"
    hidden: ClassVar[tuple[str, ...]] = ("is_active",)

    code = TextColumn(verbose_name=_("Code"))
    name = TextColumn(
        verbose_name=_("Supplier"),
        linkify=lambda record: reverse("canteen:supplier", args=[record.code]),
    )
    contact = TextColumn(verbose_name=_("Contact"))
    phone_number = TextColumn(verbose_name=_("Phone"), accessor="phone")
    delivery_weekdays = TextColumn(verbose_name=_("Delivery weekdays"))
    terms = NumberColumn(verbose_name=_("Ingredients sold"))
    papers = StatusColumn(verbose_name=_("Licences"), states=PAPERS)
    is_active = YesNoColumn(verbose_name=_("Active"))


class SupplierFilter(RowFilter):
    q = forms.CharField(label=_("Name or code"), required=False)
    papers = forms.ChoiceField(
        label=_("Licences"),
        required=False,
        choices=[("", _("all")), *((code, label) for code, (label, _colour) in PAPERS.items())],
    )
    all_of_them = forms.BooleanField(label=_("Also those no longer used"), required=False)

    def choose(self, rows: Sequence[Any]) -> Sequence[SupplierRow]:
        text, papers = self.cleaned_data["q"].strip().lower(), self.cleaned_data["papers"]
        return [
            row
            for row in rows
            if (text in row.name.lower() or text in row.code.lower())
            and papers in ("", row.papers)
            and (row.is_active or self.cleaned_data["all_of_them"])
        ]
