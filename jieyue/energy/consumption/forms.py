from datetime import date

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def _day(label: Promise) -> forms.DateField:
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class AdjustmentForm(forms.Form):
    """What to add to a meter's use or take from it, and why."""

    first_on = _day(_("from"))
    last_on = _day(_("to"))
    use = forms.DecimalField(
        label=_("use to be added; below zero takes away"), max_digits=15, decimal_places=6
    )
    reason = forms.CharField(label=_("reason"), max_length=400)

    def __init__(self, *args: object, today: date, unit: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("first_on", "last_on"):
            self.fields[name].widget.attrs["max"] = today.isoformat()
        self.fields["use"].help_text = unit


class TakeBackForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=400)
