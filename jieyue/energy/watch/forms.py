"""What the watch asks for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.energy.watch.models import EpisodeKind, How, Severity
from jieyue.people.units.models import Unit

ANY = [("", _("every kind"))]


class WishesForm(forms.Form):
    """For every kind, and for the rest: severity from which, and how."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in [("rest", _("every other kind")), *EpisodeKind.choices]:
            hows = How.choices if key == "rest" else [("", _("as for the rest")), *How.choices]
            if key == "rest":
                hows = [("", _("as the product proposes")), *How.choices]
            self.fields[f"{key}_how"] = forms.ChoiceField(label=label, choices=hows, required=False)
            self.fields[f"{key}_least"] = forms.TypedChoiceField(
                label=_("from severity"),
                choices=Severity.choices,
                coerce=int,
                required=False,
            )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        keys = ["rest", *EpisodeKind.values]
        return [(self[f"{key}_how"], self[f"{key}_least"]) for key in keys]

    def wishes(self) -> dict[str, tuple[int, str]]:
        found = {}
        for key in ["rest", *EpisodeKind.values]:
            how = self.cleaned_data[f"{key}_how"]
            if how:
                least = self.cleaned_data[f"{key}_least"] or Severity.MINOR.value
                found["" if key == "rest" else key] = (least, how)
        return found


class ExemptionForm(forms.Form):
    meter_number = forms.CharField(label=_("Meter's number"), max_length=30)
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ANY, *EpisodeKind.choices], required=False)
    until_on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class DutyForm(forms.Form):
    """Whose new episodes of a kind and unit are."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[*ANY, *EpisodeKind.choices], required=False)
    unit = forms.ModelChoiceField(
        label=_("Unit"), queryset=Unit.objects.none(), required=False, empty_label=_("every unit")
    )
    person = forms.TypedChoiceField(label=_("Person"), coerce=int)

    def __init__(
        self, *args: Any, site_id: int | None, persons: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        units = self.fields["unit"]
        if isinstance(units, forms.ModelChoiceField):
            units.queryset = Unit.objects.filter(site_id=site_id).order_by("code")
        person = self.fields["person"]
        if isinstance(person, forms.ChoiceField):
            person.choices = list(persons)
