"""The Excel sheet of weather, one row a day."""

from django.utils.translation import gettext_lazy as _

from jieyue.estate.weather.models import WeatherSource
from jieyue.estate.weather.rules import COLDEST_C, HOTTEST_C, MOST_RAIN_MM, WeatherRow
from jieyue.kit.sheets import Column, SheetRow, SheetSpec

SPEC = SheetSpec(
    "weather",
    _("Weather"),
    (
        Column("day", _("day"), kind="date", required=True, example="2026-03-02"),
        Column(
            "low_c",
            _("lowest (°C)"),
            kind="decimal",
            required=True,
            example="6.5",
            minimum=COLDEST_C,
            maximum=HOTTEST_C,
        ),
        Column(
            "high_c",
            _("highest (°C)"),
            kind="decimal",
            required=True,
            example="13.0",
            minimum=COLDEST_C,
            maximum=HOTTEST_C,
        ),
        Column(
            "rain_mm",
            _("rain (mm)"),
            kind="decimal",
            required=True,
            example="2.4",
            minimum=0,
            maximum=MOST_RAIN_MM,
            help=_("Of the whole day; 0 for a dry one."),
        ),
        Column(
            "source",
            _("source"),
            kind="choice",
            choices=WeatherSource.choices,
            example=WeatherSource.OBSERVED.value,
            help=_("Left empty: observed."),
        ),
    ),
)


def row_of(row: SheetRow) -> WeatherRow:
    values = row.values
    return WeatherRow(
        day=values["day"],
        low_c=values["low_c"],
        high_c=values["high_c"],
        rain_mm=values["rain_mm"],
        source=values["source"] or WeatherSource.OBSERVED.value,
    )
