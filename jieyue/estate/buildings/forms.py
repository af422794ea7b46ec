from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.estate.buildings.actions import BuildingFields
from jieyue.people.steps import day_field


class BuildingForm(forms.Form):
    code = forms.CharField(label=_("code"), max_length=8)
    name = forms.CharField(label=_("name"), max_length=60)
    gross_area_m2 = forms.DecimalField(
        label=_("gross floor area (m²)"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        required=False,
    )
    garage_area_m2 = forms.DecimalField(
        label=_("of it garage (m²)"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        required=False,
    )
    completed_on = day_field(_("completed on"), required=False)

    @property
    def values(self) -> BuildingFields:
        return BuildingFields(**self.cleaned_data)


class SiteForm(forms.Form):
    name = forms.CharField(label=_("name of the complex"), max_length=80)
