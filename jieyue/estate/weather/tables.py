from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.estate.weather.models import DayWeather, WeatherSource
from jieyue.kit.tables import DayColumn, NumberColumn, StatusColumn, Table


class WeatherTable(Table):
    """One line a day."""

    day = DayColumn(verbose_name=_("day"))
    low_c = NumberColumn(verbose_name=_("lowest (°C)"), places=1)
    high_c = NumberColumn(verbose_name=_("highest (°C)"), places=1)
    rain_mm = NumberColumn(verbose_name=_("rain (mm)"), places=1)
    source = StatusColumn(
        verbose_name=_("source"),
        states={
            WeatherSource.OBSERVED.value: (WeatherSource.OBSERVED.label, "green"),
            WeatherSource.FORECAST.value: (WeatherSource.FORECAST.label, "azure"),
        },
    )


def _day(lookup: str, label: Any) -> django_filters.DateFilter:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(
        field_name="day", lookup_expr=lookup, label=label, widget=picker
    )


class WeatherFilter(django_filters.FilterSet):
    first = _day("gte", _("from"))
    last = _day("lte", _("to"))
    source = django_filters.ChoiceFilter(label=_("source"), choices=WeatherSource.choices)

    class Meta:
        model = DayWeather
        fields: tuple[str, ...] = ()
