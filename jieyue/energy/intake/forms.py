from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.energy.intake.importing import Choices
from jieyue.energy.intake.models import Collector
from jieyue.energy.intake.sheets.units import UNITS
from jieyue.energy.meters.models import Medium, MeterKind
from jieyue.energy.scale import TooFine, milli


class ImportForm(forms.Form):
    """What a file of readings cannot say itself."""

    medium = forms.ChoiceField(
        label=_("what is measured"),
        required=False,
        choices=[("", _("as the ledger says")), *Medium.choices],
    )
    unit = forms.ChoiceField(
        label=_("unit of its values"),
        required=False,
        choices=[("", _("as the headers or the meters say")), *((u, u) for u in UNITS)],
    )
    kind = forms.ChoiceField(
        label=_("its values are"),
        required=False,
        choices=[
            ("", _("as the headers say")),
            (MeterKind.REGISTER, MeterKind.REGISTER.label),
            (MeterKind.INTERVAL, MeterKind.INTERVAL.label),
        ],
    )
    zone = forms.CharField(
        label=_("time zone of its times"), initial="Asia/Shanghai", max_length=40, required=False
    )

    def chosen(self) -> Choices:
        values = self.cleaned_data
        return Choices(
            medium=values["medium"],
            unit=values["unit"],
            kind=values["kind"],
            zone=values["zone"] or "Asia/Shanghai",
        )


class HandForm(forms.Form):
    """One meter read by a person, entered at a desk."""

    meter_number = forms.CharField(
        label=_("meter"), max_length=30, widget=forms.TextInput(attrs={"autofocus": True})
    )
    register = forms.CharField(
        label=_("register"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    read_at = forms.DateTimeField(
        label=_("read at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(label=_("note"), max_length=200, required=False)


class CorrectionForm(forms.Form):
    """What a reading should have been, or that it never was."""

    register = forms.DecimalField(
        label=_("register as it should be"),
        required=False,
        max_digits=15,
        decimal_places=3,
        min_value=Decimal(0),
    )
    withdrawn = forms.BooleanField(label=_("The reading never was: leave it out"), required=False)
    reason = forms.CharField(label=_("reason"), max_length=400)
    seen_id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and (values.get("register") is None) != bool(values.get("withdrawn")):
            self.add_error("register", _("Give the right register, or tick that it never was."))
        return values

    def clean_register(self) -> Decimal | None:
        register: Decimal | None = self.cleaned_data["register"]
        try:
            milli(register or Decimal(0))
        except TooFine as error:
            raise forms.ValidationError(_("At most three decimals are possible.")) from error
        return register


class CollectorForm(forms.Form):
    """The serial number is fixed once a collector is registered."""

    serial = forms.CharField(
        label=_("serial number"),
        max_length=40,
        help_text=_("As printed on the device. It cannot be changed later."),
    )
    name = forms.CharField(label=_("name"), max_length=60)


class CollectorChangeForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=60)
    is_active = forms.BooleanField(
        label=_("active"),
        required=False,
        help_text=_("A collector that is not active is answered as if its key were wrong."),
    )

    @staticmethod
    def of(row: Collector, data: Any = None) -> "CollectorChangeForm":
        return CollectorChangeForm(data, initial={"name": row.name, "is_active": row.is_active})
