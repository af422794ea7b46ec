"""What people type at the water pages."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.energy.water.balance_tests import VOLUMES, volume_label
from jieyue.energy.water.models import FixtureKind, NightKind
from jieyue.people.steps import day_field


def numbers(text: str) -> list[str]:
    """Meter numbers, apart by spaces, commas or lines."""
    for mark in ",;\uff0c\uff1b、\n\r\t":
        text = text.replace(mark, " ")
    return list(dict.fromkeys(text.split()))


def _volume(label: Any, *, required: bool = False, places: int = 3) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, required=required, min_value=0, max_digits=14, decimal_places=places,
        widget=widget,
    )  # fmt: skip


class ZoneForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=80)
    meters_in = forms.CharField(
        label=_("Meters into the zone"),
        max_length=600,
        help_text=_("Numbers of the meter ledger, apart by spaces."),
    )
    meters_out = forms.CharField(
        label=_("Meters out of the zone"),
        max_length=600,
        required=False,
        help_text=_("What they count was passed on and is not used in the zone."),
    )
    since_on = day_field(_("Counts from"))


class NightUseForm(forms.Form):
    zone = forms.TypedChoiceField(label=_("Zone"), coerce=int, required=False, empty_value=None)
    meter = forms.CharField(
        label=_("or meter"), max_length=30, required=False, help_text=_("Its number, such as W-01")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=NightKind.choices)
    m3_per_h = _volume(_("m³ an hour"), required=True, places=4)
    since_on = day_field(_("Since"))
    reason = forms.CharField(label=_("How it is known"), max_length=400)

    def __init__(self, zones: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [("", "—"), *zones]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("zone")) == bool(cleaned.get("meter")):
            raise forms.ValidationError(_("Name either a zone or a meter."))
        return cleaned


class EventForm(forms.Form):
    zone = forms.TypedChoiceField(label=_("Zone"), coerce=int, required=False, empty_value=None)
    first_on = day_field(_("First night (the day it ends on)"))
    last_on = day_field(_("Last night"))
    reason = forms.CharField(label=_("What ran"), max_length=400)

    def __init__(self, zones: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [("", _("everywhere")), *zones]  # type: ignore[attr-defined]


class OpenTestForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    zone = forms.TypedChoiceField(label=_("Boundary"), coerce=int, required=False, empty_value=None)
    first_on = day_field(_("First day"))
    last_on = day_field(_("Last day"))

    def __init__(self, zones: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [("", _("whole site")), *zones]  # type: ignore[attr-defined]


class IntakeForm(forms.Form):
    intake_m3 = _volume(_("Intake of the period (m³)"), required=True)


class LineForm(forms.Form):
    name = forms.CharField(label=_("Water-using unit"), max_length=80)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = self.fields.pop("note")
        for each in VOLUMES:
            self.fields[each] = _volume(volume_label(each))
        self.fields["note"] = note

    def volumes(self) -> dict[str, Decimal]:
        return {each: self.cleaned_data[each] or Decimal(0) for each in VOLUMES}


class BeginCheckForm(forms.Form):
    place = forms.CharField(label=_("Building or floor"), max_length=80)
    test = forms.ChoiceField(label=_("For the balance test"), required=False)

    def __init__(self, tests: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["test"].choices = [("", "—"), *tests]  # type: ignore[attr-defined]


class PointForm(forms.Form):
    where = forms.CharField(label=_("Point"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=FixtureKind.choices)
    seen = forms.IntegerField(label=_("Seen"), min_value=1, max_value=999, initial=1)
    leaking = forms.IntegerField(label=_("Leaking"), min_value=0, max_value=999, initial=0)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
