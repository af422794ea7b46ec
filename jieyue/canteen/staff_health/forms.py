"""Forms of the morning check, the list of food handlers and their certificates."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.staff_health.actions import Finding
from jieyue.canteen.staff_health.messages import CONCLUSIONS, FAULTS, SYMPTOMS
from jieyue.canteen.staff_health.rules import Conclusion, Fault, Symptom


def _day(label: object) -> forms.DateField:
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class CheckForm(forms.Form):
    """One person's morning check."""

    person = forms.IntegerField(widget=forms.HiddenInput)
    temperature_c = forms.DecimalField(
        label=_("Temperature (°C)"), max_digits=4, decimal_places=1, required=False
    )
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"),
        choices=list(SYMPTOMS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    faults = forms.MultipleChoiceField(
        label=_("To put right"),
        choices=list(FAULTS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    conclusion = forms.ChoiceField(label=_("Conclusion"), choices=list(CONCLUSIONS.items()))
    moved_to = forms.CharField(label=_("Moved to"), max_length=60, required=False)

    def finding(self) -> Finding:
        """The form is valid."""
        values = self.cleaned_data
        return Finding(
            conclusion=Conclusion(values["conclusion"]),
            symptoms=[Symptom(code) for code in values["symptoms"]],
            faults=[Fault(code) for code in values["faults"]],
            temperature_c=values["temperature_c"],
            moved_to=values["moved_to"],
        )


class HandlerForm(forms.Form):
    """Somebody who begins to work with food."""

    person = forms.ChoiceField(label=_("Person"))
    post = forms.CharField(label=_("Post"), max_length=40)
    since_on = _day(_("Since"))

    def __init__(self, *args: object, persons: Sequence[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["person"].choices = list(persons)  # type: ignore[attr-defined]


class CertificateForm(forms.Form):
    """One health certificate."""

    number = forms.CharField(label=_("Certificate number"), max_length=40)
    issued_on = _day(_("Issued on"))
    valid_to = _day(_("Valid to"))
    scan = forms.FileField(label=_("Scan"), required=False)
