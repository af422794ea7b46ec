"""Forms of floor areas and further water users."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.energy.denominators.models import AreaKind, ExtraKind
from jieyue.people.steps import day_field

Choices = list[tuple[str, str]]


class AreaForm(forms.Form):
    """An area of a building (b12), a unit (u7) or the complex (empty)."""

    of = forms.ChoiceField(label=_("Of"), required=False)
    kind = forms.ChoiceField(label=_("Part"), choices=AreaKind.choices)
    area_m2 = forms.DecimalField(label=_("Area (m²)"), max_digits=12, decimal_places=2)
    since_on = day_field(_("Since"))
    is_metered_apart = forms.BooleanField(
        label=_("Has meters of its own (leased out)"), required=False
    )
    source = forms.CharField(label=_("Source"), max_length=200, required=False)

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["of"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = places


class ExtraPersonsForm(forms.Form):
    """Water users beside the head-counts."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=ExtraKind.choices)
    persons = forms.IntegerField(label=_("Persons"), min_value=0, max_value=1_000_000)
    since_on = day_field(_("Since"))

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = units
