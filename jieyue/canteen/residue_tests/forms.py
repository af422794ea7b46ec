"""What the inspector types."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.residue_tests.actions import Run
from jieyue.canteen.residue_tests.models import Disposal, ResidueMethod

DECIMAL = {"inputmode": "decimal", "class": "form-control-lg"}
LARGE = {"class": "form-control-lg"}


def _delta(label: Any, *, required: bool = False) -> forms.DecimalField:
    field = forms.DecimalField(
        label=label, required=required, min_value=-9, max_value=9, max_digits=6, decimal_places=4
    )
    field.widget.attrs.update(DECIMAL | {"step": "0.0001"})
    return field


class ControlForm(forms.Form):
    """The day's blank and positive control."""

    method = forms.ChoiceField(label=_("Method"))
    instrument = forms.CharField(
        label=_("Instrument"), max_length=60, widget=forms.TextInput(attrs=LARGE)
    )
    reagent_batch = forms.CharField(
        label=_("Reagent batch"), max_length=40, widget=forms.TextInput(attrs=LARGE)
    )
    blank_da = _delta(_("ΔA of the blank"), required=True)
    positive_da = _delta(_("ΔA of the positive control"), required=True)

    def __init__(self, *args: object, methods: Sequence[ResidueMethod], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["method"].choices = [(row.id, row.name) for row in methods]  # type: ignore[attr-defined]


class ReadingForm(forms.Form):
    """One run: the two changes of absorbance, or what the instrument says."""

    repeat = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=3)
    da0 = _delta("ΔA0")
    dat = _delta("ΔAt")
    inhibition_pct = forms.DecimalField(
        label=_("or the inhibition shown (%)"),
        required=False,
        max_digits=6,
        decimal_places=2,
        widget=forms.NumberInput(attrs=DECIMAL | {"step": "0.01"}),
    )
    temperature_c = forms.DecimalField(
        label=_("Temperature (°C)"),
        required=False,
        min_value=0,
        max_value=99,
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs=DECIMAL | {"step": "0.1"}),
    )
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput(attrs=LARGE | {"accept": "image/*", "capture": "environment"}),
    )

    def run(self, *, photo_id: int | None) -> Run:
        """The run as typed. The form is valid."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "photo"}
        return Run(photo_id=photo_id, **values)


class DisposalForm(forms.Form):
    """What becomes of a lot, before whom, and why."""

    disposal = forms.ChoiceField(
        label=_("What happens to the lot"),
        choices=[
            (Disposal.RETURNED.value, Disposal.RETURNED.label),
            (Disposal.DESTROYED.value, Disposal.DESTROYED.label),
        ],
    )
    witness = forms.ChoiceField(label=_("Second person"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
    photo = forms.FileField(label=_("Photo"), required=False)

    def __init__(
        self, *args: object, witnesses: Sequence[tuple[int, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["witness"].choices = [("", ""), *witnesses]  # type: ignore[attr-defined]


class LaboratoryForm(forms.Form):
    """A laboratory's report on a held sample."""

    report = forms.CharField(label=_("Number of the report"), max_length=120, required=False)
    is_conforming = forms.TypedChoiceField(
        label=_("Result"),
        choices=[("yes", _("conforming")), ("no", _("not conforming"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
