"""The form of a bill, and its sheet for Excel in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.energy.meters.models import Medium
from jieyue.kit.sheets import Column, SheetSpec

BILLS = SheetSpec(
    "bills",
    _("Energy bills"),
    (
        Column("month", _("Month"), kind="date", required=True, help=_("Any day of the month.")),
        Column("medium", _("Energy or water"), kind="choice", required=True,
               choices=tuple(Medium.choices)),
        Column("quantity", _("Quantity"), kind="decimal", required=True, minimum=0,
               help=_("In single units: kWh, m³, l, kg, t, GJ. Not in ten thousands.")),
        Column("amount_yuan", _("Amount (yuan)"), kind="decimal", required=True, minimum=0),
        Column("supplier", _("Supplier"), longest=80),
        Column("number", _("Bill number"), longest=40, required=True),
        Column("price_note", _("Reason for the price"), longest=200),
    ),
)  # fmt: skip


class BillForm(forms.Form):
    """One bill. `units` are (id or "", name); one's own unit is not asked for."""

    unit = forms.ChoiceField(label=_("For"), required=False)
    medium = forms.ChoiceField(label=_("Energy or water"), choices=Medium.choices)
    month = forms.DateField(
        label=_("Month"),
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )
    quantity = forms.DecimalField(
        label=_("Quantity"),
        max_digits=16,
        decimal_places=3,
        help_text=_("In single units: kWh, m³, l, kg, t, GJ. Not in ten thousands."),
    )
    amount_yuan = forms.DecimalField(label=_("Amount (yuan)"), max_digits=14, decimal_places=2)
    supplier = forms.CharField(label=_("Supplier"), max_length=80, required=False)
    number = forms.CharField(label=_("Bill number"), max_length=40, required=False)
    price_note = forms.CharField(
        label=_("Reason for the price, when it is unusual"), max_length=200, required=False
    )
    scan = forms.FileField(
        label=_("Scan or photo"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/*"}),
    )

    def __init__(self, *args: Any, units: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units:
            field = self.fields["unit"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(units)
        else:
            del self.fields["unit"]
