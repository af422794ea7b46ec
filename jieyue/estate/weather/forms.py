from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.estate.weather.models import WeatherSource
from jieyue.estate.weather.rules import WeatherRow
from jieyue.people.steps import day_field


class WeatherForm(forms.Form):
    day = day_field(_("day"))
    low_c = forms.DecimalField(label=_("lowest (°C)"), max_digits=4, decimal_places=1)
    high_c = forms.DecimalField(label=_("highest (°C)"), max_digits=4, decimal_places=1)
    rain_mm = forms.DecimalField(
        label=_("rain (mm)"),
        max_digits=5,
        decimal_places=1,
        min_value=0,
        help_text=_("Of the whole day; 0 for a dry one."),
    )
    source = forms.ChoiceField(label=_("source"), choices=WeatherSource.choices)

    @property
    def values(self) -> WeatherRow:
        return WeatherRow(**self.cleaned_data)
