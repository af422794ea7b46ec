"""Forms of quotas: one quota, a table as data, an explanation and what is decided on it."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.energy.quotas.models import Measure


class QuotaForm(forms.Form):
    """A year's quota of a unit or of the complex."""

    unit_code = forms.ChoiceField(label=_("unit"), required=False)
    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2199)
    measure = forms.ChoiceField(label=_("what is limited"), choices=Measure.choices)
    amount = forms.DecimalField(label=_("quota"), max_digits=13, decimal_places=3)
    set_code = forms.ChoiceField(
        label=_("coefficient set"),
        required=False,
        help_text=_("Only for a quota of standard coal: the set it was reckoned with."),
    )
    source = forms.CharField(
        label=_("source"), max_length=200, help_text=_("The paper it comes from, with its number.")
    )

    def __init__(
        self, *args: Any, units: list[tuple[str, str]], sets: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        whole = ("", _("the whole complex"))
        self.fields["unit_code"].choices = [whole, *units]  # type: ignore[attr-defined]
        choices = [("", "—"), *((code, code) for code in sets)]
        self.fields["set_code"].choices = choices  # type: ignore[attr-defined]


class TableForm(forms.Form):
    """A quota table as data."""

    content = forms.CharField(
        label=_("table as JSON"),
        max_length=200_000,
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


class ExplainForm(forms.Form):
    """What a unit says."""

    reasons = forms.CharField(
        label=_("Why more was used"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    measures = forms.CharField(
        label=_("What is done about it, by when"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class DecideForm(forms.Form):
    """Accepted, or sent back."""

    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
