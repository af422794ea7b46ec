"""Columns and filters of the store's lists."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.stock.catalogue import LotRow, StoreRow
from jieyue.kit.tables import (
    DayColumn,
    NumberColumn,
    RowFilter,
    StatusColumn,
    Table,
    TextColumn,
    YuanColumn,
)

STATES = {
    "available": (_("may be used"), "green"),
    "near": (_("near its end"), "yellow"),
    "expired": (_("expired"), "red"),
    "quarantined": (_("held"), "orange"),
    "rejected": (_("barred from use"), "red"),
    "empty": (_("used up"), "secondary"),
}


class StoreTable(Table):
    hidden: ClassVar[tuple[str, ...]] = ("code", "category")

    code = TextColumn(verbose_name=_("Code"))
    name = TextColumn(
        verbose_name=_("Ingredient"),
        linkify=lambda record: f"{reverse('canteen:stock_lots')}?q={record.name}",
    )
    category = TextColumn(verbose_name=_("Category"))
    quantity = NumberColumn(verbose_name=_("In store"), places=3)
    unit = TextColumn(verbose_name=_("Unit"))
    blocked = NumberColumn(verbose_name=_("of it blocked"), places=3)
    value_yuan = YuanColumn(verbose_name=_("Worth"))
    lots = NumberColumn(verbose_name=_("Lots"))
    first_expires_on = DayColumn(verbose_name=_("First to expire"))


class StoreFilter(RowFilter):
    q = forms.CharField(label=_("Name or code"), required=False)
    blocked = forms.BooleanField(label=_("With blocked goods"), required=False)

    def choose(self, rows: Sequence[Any]) -> Sequence[StoreRow]:
        text = self.cleaned_data["q"].strip().lower()
        return [
            row
            for row in rows
            if (text in row.name.lower() or text in row.code.lower())
            and (row.blocked or not self.cleaned_data["blocked"])
        ]


class LotTable(Table):
    hidden: ClassVar[tuple[str, ...]] = ("value_yuan", "supplier", "received_on")

    number = TextColumn(
        verbose_name=_("Lot"),
        linkify=lambda record: reverse("canteen:stock_lot", args=[record.number]),
    )
    ingredient = TextColumn(verbose_name=_("Ingredient"))
    quantity = NumberColumn(verbose_name=_("Quantity"), places=3)
    unit = TextColumn(verbose_name=_("Unit"))
    expires_on = DayColumn(verbose_name=_("Expires on"))
    state = StatusColumn(verbose_name=_("Status"), states=STATES)
    place = TextColumn(verbose_name=_("Place"))
    value_yuan = YuanColumn(verbose_name=_("Worth"))
    supplier = TextColumn(verbose_name=_("Supplier"))
    received_on = DayColumn(verbose_name=_("Received on"))


class LotFilter(RowFilter):
    q = forms.CharField(label=_("Ingredient or lot"), required=False)
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("all")), *((code, label) for code, (label, _colour) in STATES.items())],
    )
    place = forms.CharField(label=_("Place"), required=False)

    def choose(self, rows: Sequence[Any]) -> Sequence[LotRow]:
        text = self.cleaned_data["q"].strip().lower()
        state, place = self.cleaned_data["state"], self.cleaned_data["place"].strip().lower()
        return [
            row
            for row in rows
            if (text in row.ingredient.lower() or text in row.number.lower())
            and state in ("", row.state)
            and place in row.place.lower()
        ]


class SheetTable(Table):
    phone: ClassVar[str] = "scroll"
    hidden: ClassVar[tuple[str, ...]] = ("code",)

    code = TextColumn(verbose_name=_("Code"))
    name = TextColumn(verbose_name=_("Ingredient"))
    unit = TextColumn(verbose_name=_("Unit"))
    opening = NumberColumn(verbose_name=_("Opening"), accessor="quantity__opening", places=3)
    came_in = NumberColumn(verbose_name=_("In"), accessor="quantity__came_in", places=3)
    went_out = NumberColumn(verbose_name=_("Out"), accessor="quantity__went_out", places=3)
    spoiled = NumberColumn(verbose_name=_("Spoiled"), accessor="quantity__spoiled", places=3)
    adjusted = NumberColumn(verbose_name=_("Adjusted"), accessor="quantity__adjusted", places=3)
    closing = NumberColumn(verbose_name=_("Closing"), accessor="quantity__closing", places=3)
    opening_yuan = YuanColumn(verbose_name=_("Opening (yuan)"), accessor="yuan__opening")
    came_in_yuan = YuanColumn(verbose_name=_("In (yuan)"), accessor="yuan__came_in")
    went_out_yuan = YuanColumn(verbose_name=_("Out (yuan)"), accessor="yuan__went_out")
    spoiled_yuan = YuanColumn(verbose_name=_("Spoiled (yuan)"), accessor="yuan__spoiled")
    adjusted_yuan = YuanColumn(verbose_name=_("Adjusted (yuan)"), accessor="yuan__adjusted")
    closing_yuan = YuanColumn(verbose_name=_("Closing (yuan)"), accessor="yuan__closing")
