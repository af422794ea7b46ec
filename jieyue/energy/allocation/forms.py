"""Forms of allocation: a run, a version of the method, a unit's figure of a month."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.energy.allocation.models import BasisKind
from jieyue.energy.meters.models import Medium
from jieyue.people.steps import day_field


def month_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A month, as "2026-03"; its value is the first day."""
    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
    formats = ["%Y-%m", "%Y-%m-%d"]
    return forms.DateField(label=label, widget=widget, input_formats=formats, **kwargs)


class RunForm(forms.Form):
    """What to allocate."""

    medium = forms.ChoiceField(label=_("medium"), choices=Medium.choices)
    month = month_field(_("month"))
    bill_yuan = forms.DecimalField(
        label=_("bill (yuan)"),
        required=False,
        max_digits=12,
        decimal_places=2,
        help_text=_("What the supplier billed for the month. Left empty: use x price."),
    )


class MethodForm(forms.Form):
    """A version of the method as data."""

    effective_from = day_field(
        _("in force from"), help_text=_("It counts from the first of this month.")
    )
    content = forms.CharField(
        label=_("method as JSON"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false", "class": "font-monospace"}),
    )

    def clean_content(self) -> dict[str, Any]:
        try:
            found = json.loads(self.cleaned_data["content"])
        except (json.JSONDecodeError, RecursionError) as error:
            raise forms.ValidationError(
                _("This is no JSON: %(error)s"), params={"error": str(error)}
            ) from error
        if not isinstance(found, dict):
            raise forms.ValidationError(_("Give an object: {…}"))
        return found


class BasisForm(forms.Form):
    """One unit's figure of a month."""

    month = month_field(_("month"))
    kind = forms.ChoiceField(label=_("kind"), choices=BasisKind.choices)
    unit_code = forms.ChoiceField(label=_("unit"))
    value = forms.DecimalField(label=_("value"), min_value=0, max_digits=12, decimal_places=3)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_code"].choices = units  # type: ignore[attr-defined]
