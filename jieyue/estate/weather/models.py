from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.estate.permissions import EstatePermission
from jieyue.estate.weather import rules
from jieyue.kit.sites.models import SiteOwned


class WeatherSource(models.TextChoices):
    OBSERVED = rules.OBSERVED, _("observed")
    FORECAST = rules.FORECAST, _("forecast")


class DayWeather(SiteOwned):
    """The weather of a day at the site: a forecast until the observation takes its place."""

    read_permission = EstatePermission.WEATHER_READ

    day = models.DateField(_("day"))
    low_c = models.DecimalField(_("lowest (°C)"), max_digits=4, decimal_places=1)
    high_c = models.DecimalField(_("highest (°C)"), max_digits=4, decimal_places=1)
    rain_mm = models.DecimalField(_("rain (mm)"), max_digits=5, decimal_places=1)
    source = models.CharField(_("source"), max_length=10, choices=WeatherSource)
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="one_weather_per_day"),
            models.CheckConstraint(condition=Q(low_c__lte=F("high_c")), name="weather_low_to_high"),
            models.CheckConstraint(condition=Q(rain_mm__gte=0), name="weather_rain_not_negative"),
        ]
