"""Columns and filters of the lists of requests and orders."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.purchasing.models import OrderStatus, RequestStatus
from jieyue.canteen.purchasing.queries import OrderRow, RequestRow
from jieyue.kit.tables import (
    DayColumn,
    MomentColumn,
    NumberColumn,
    RowFilter,
    StatusColumn,
    Table,
    TextColumn,
    YesNoColumn,
    YuanColumn,
)

REQUEST_COLOURS = {
    RequestStatus.DRAFT: "secondary",
    RequestStatus.ASKED: "blue",
    RequestStatus.REFUSED: "red",
    RequestStatus.WITHDRAWN: "secondary",
    RequestStatus.ORDERED: "green",
}
ORDER_COLOURS = {
    OrderStatus.SENT: "blue",
    OrderStatus.PART_RECEIVED: "yellow",
    OrderStatus.RECEIVED: "green",
    OrderStatus.CLOSED: "secondary",
    OrderStatus.CANCELLED: "secondary",
}


class RequestTable(Table):
    phone = "cards"

    number = TextColumn(
        verbose_name=_("Request"),
        linkify=lambda record: reverse("canteen:purchase_request", args=[record.number]),
    )
    made_at = MomentColumn(verbose_name=_("Made"))
    made_by = TextColumn(verbose_name=_("By"))
    canteen = TextColumn(verbose_name=_("Canteen"))
    lines = NumberColumn(verbose_name=_("Lines"))
    amount_yuan = YuanColumn(verbose_name=_("Amount"))
    is_emergency = YesNoColumn(verbose_name=_("Urgent"))
    status = StatusColumn(
        verbose_name=_("Status"),
        states={s.value: (s.label, REQUEST_COLOURS[s]) for s in RequestStatus},
    )


class OrderTable(Table):
    phone = "cards"
    hidden: ClassVar[tuple[str, ...]] = ("canteen",)

    number = TextColumn(
        verbose_name=_("Order"),
        linkify=lambda record: reverse("canteen:purchase_order", args=[record.number]),
    )
    supplier = TextColumn(verbose_name=_("Supplier"))
    canteen = TextColumn(verbose_name=_("Canteen"))
    deliver_on = DayColumn(verbose_name=_("Delivered on"))
    lines = NumberColumn(verbose_name=_("Lines"))
    open_lines = NumberColumn(verbose_name=_("Still to come"))
    amount_yuan = YuanColumn(verbose_name=_("Amount"))
    status = StatusColumn(
        verbose_name=_("Status"),
        states={s.value: (s.label, ORDER_COLOURS[s]) for s in OrderStatus},
    )
    is_overdue = YesNoColumn(verbose_name=_("Overdue"))


class RequestFilter(RowFilter):
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("all")), *RequestStatus.choices]
    )

    def choose(self, rows: Sequence[Any]) -> Sequence[RequestRow]:
        return [row for row in rows if self.cleaned_data["status"] in ("", row.status)]


class OrderFilter(RowFilter):
    q = forms.CharField(label=_("Supplier or number"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("all")), *OrderStatus.choices]
    )
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)

    def choose(self, rows: Sequence[Any]) -> Sequence[OrderRow]:
        text = self.cleaned_data["q"].strip().lower()
        return [
            row
            for row in rows
            if (text in row.supplier.lower() or text in row.number.lower())
            and self.cleaned_data["status"] in ("", row.status)
            and (row.is_overdue or not self.cleaned_data["overdue"])
        ]
