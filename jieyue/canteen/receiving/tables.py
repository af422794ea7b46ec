"""The list of receipts."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, DateFilter, FilterSet

from jieyue.canteen.receiving.models import Receipt
from jieyue.kit.tables import MomentColumn, NumberColumn, Table, TextColumn, YuanColumn


def _address(record: dict[str, Any]) -> str:
    return reverse("canteen:receipt", args=[record["number"]])


class ReceiptTable(Table):
    number = TextColumn(verbose_name=_("Receipt"), linkify=_address)
    happened_at = MomentColumn(verbose_name=_("Delivered"))
    supplier__name = TextColumn(verbose_name=_("Supplier"))
    order__number = TextColumn(verbose_name=_("Order"))
    line_count = NumberColumn(verbose_name=_("Lines"))
    amount_yuan = YuanColumn(verbose_name=_("Amount"))
    accepted_by = TextColumn(verbose_name=_("Accepted by"))
    canteen__name = TextColumn(verbose_name=_("Canteen"))

    hidden = ("canteen__name",)


class ReceiptFilter(FilterSet):
    """By day, supplier, order and lot."""

    first = DateFilter(
        field_name="happened_at",
        lookup_expr="date__gte",
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    last = DateFilter(
        field_name="happened_at",
        lookup_expr="date__lte",
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    supplier = CharFilter(field_name="supplier__name", lookup_expr="icontains", label=_("Supplier"))
    order = CharFilter(field_name="order__number", lookup_expr="icontains", label=_("Order"))
    lot = CharFilter(field_name="lines__lot__number", lookup_expr="iexact", label=_("Lot"))

    class Meta:
        model = Receipt
        fields: tuple[str, ...] = ()
