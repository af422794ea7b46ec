from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    position = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("reason"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when you refuse."),
    )


class DelegateForm(forms.Form):
    position = forms.IntegerField(widget=forms.HiddenInput)
    staff_no = forms.CharField(label=_("staff number"), max_length=20)
    reason = forms.CharField(label=_("reason"), max_length=400)


class ChainForm(forms.Form):
    """Up to four steps; each line is a right or a staff number."""

    kind = forms.SlugField(label=_("kind"), max_length=60)
    from_yuan = forms.DecimalField(
        label=_("from (yuan)"), min_value=0, max_digits=14, decimal_places=2, initial=0
    )
    steps = forms.CharField(
        label=_("steps"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One line a step, in order: the code of a right, or a staff number."),
    )

    def lines(self) -> list[str]:
        typed: dict[str, Any] = self.cleaned_data
        return [line.strip() for line in typed["steps"].splitlines() if line.strip()]
