"""Forms of waste: corrections, hauls, haulers, containers."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.waste.models import Hauler, HaulKind
from jieyue.kit.actor import Actor

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
KG = {"inputmode": "decimal", "step": "0.001"}


def kilograms(label: Any, *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        max_digits=9,
        decimal_places=3,
        required=required,
        widget=forms.NumberInput(attrs=KG),
    )


class CorrectionForm(forms.Form):
    """What the scale really showed, and why it was written wrongly."""

    gross_kg = kilograms(_("Gross (kg)"))
    tare_kg = kilograms(_("Tare (kg)"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class HaulForm(forms.Form):
    """One collection."""

    hauler = forms.ChoiceField(label=_("Hauler"))
    kind = forms.ChoiceField(label=_("Kind"), choices=HaulKind.choices)
    mass_kg = kilograms(_("Mass (kg)"))
    barrels = forms.IntegerField(label=_("Barrels"), min_value=0, max_value=500, initial=0)
    vehicle = forms.CharField(label=_("Vehicle"), max_length=20)
    taken_by = forms.CharField(label=_("Taken by"), max_length=40)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Hauler.objects.visible_to(actor).filter(is_active=True)
        self.fields["hauler"].choices = [  # type: ignore[attr-defined]
            (row.id, f"{row.name} ({row.valid_to})") for row in rows
        ]


class HaulerForm(forms.Form):
    """A hauler with its licence."""

    name = forms.CharField(label=_("Name"), max_length=80)
    licence_number = forms.CharField(label=_("Licence number"), max_length=60)
    valid_to = forms.DateField(label=_("Licence valid to"), widget=DAY)
    takes_food_waste = forms.BooleanField(label=_("Takes food waste"), required=False, initial=True)
    takes_oil = forms.BooleanField(label=_("Takes waste oil"), required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class ContainerForm(forms.Form):
    """A container by its name and empty mass."""

    name = forms.CharField(label=_("Container"), max_length=40)
    tare_kg = kilograms(_("Empty mass (kg)"))
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class MonthForm(forms.Form):
    """A month by any of its days, `2026-03`."""

    month = forms.CharField(required=False, max_length=7)

    def first(self, *, default: date) -> date:
        """The month's first day; the default's month when nothing sensible was given."""
        text = self.cleaned_data.get("month", "") if self.is_valid() else ""
        try:
            return date.fromisoformat(f"{text}-01")
        except ValueError:
            return default.replace(day=1)
