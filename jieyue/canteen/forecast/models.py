from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class Sureness(models.TextChoices):
    LOW = "low", _("low")
    MEDIUM = "medium", pgettext_lazy("between low and high", "medium")
    HIGH = "high", _("high")


class ModelFile(SiteOwned):
    """One learnt model of a site; `path` lies under the data folder. No file is overwritten."""

    read_permission: ClassVar[str | None] = CanteenPermission.FORECAST_READ

    version = models.CharField(_("version"), max_length=64)
    path = models.CharField(_("file"), max_length=200)
    trained_until = models.DateField(_("learnt until"))
    rows = models.PositiveIntegerField(_("rows learnt from"))
    metrics = models.JSONField(_("measures"), default=dict)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["site", "version"], name="one_model_per_version")
        ]


class Forecast(SiteOwned):
    """预计就餐人数: what was expected of one meal, as of `made_at`. Rows are added, never changed,
    but for the score once the meal is over.

    quantiles: {"0.1": 812.0, …} in any order. low and high bound the middle 80 %.
    reasons: [{"code": "before_holiday", "effect_pct": -14.0}, …], largest first.
    coverage: share of the days of its inputs that were known, {"weather": 0.0, …}.
    same_weekday, mean4: what the two plain rules would have said, kept for comparison.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.FORECAST_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    day = models.DateField(_("day"))
    made_at = models.DateTimeField(_("made at"))
    horizon = models.PositiveSmallIntegerField(_("days ahead"))
    version = models.CharField(_("version"), max_length=64)
    model_file = models.ForeignKey(ModelFile, null=True, on_delete=models.PROTECT, related_name="+")
    quantiles = models.JSONField(_("quantiles"))
    expected = models.PositiveIntegerField(_("expected"))
    low = models.PositiveIntegerField(_("low"))
    high = models.PositiveIntegerField(_("high"))
    sureness = models.CharField(_("sureness"), max_length=6, choices=Sureness)
    sureness_reasons = models.JSONField(default=list)
    reasons = models.JSONField(_("reasons"), default=list)
    coverage = models.JSONField(_("coverage of inputs"), default=dict)
    parameters_used = models.JSONField(default=dict)
    same_weekday = models.PositiveIntegerField(null=True)
    mean4 = models.PositiveIntegerField(null=True)
    served = models.PositiveIntegerField(_("served"), null=True)
    planned = models.PositiveIntegerField(_("planned"), null=True)
    scored_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["day", "canteen", "meal", "-made_at"]
        indexes = [
            models.Index(fields=["canteen", "meal", "day", "-made_at"]),
            models.Index(fields=["site", "day"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "meal", "day", "made_at"], name="one_forecast_per_making"
            )
        ]


class ForecastCorrection(SiteOwned):
    """晨间修正: a forecast changed by who was inside at a cut-off.

    unit_effects: [{"unit_id": 12, "name": "…", "effect": -19, "reason": "training"}, …], the
    units that moved it most first.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.FORECAST_READ

    forecast = models.ForeignKey(Forecast, on_delete=models.PROTECT, related_name="corrections")
    cutoff = models.TimeField(_("cut-off"))
    made_at = models.DateTimeField(_("made at"))
    expected_before = models.PositiveIntegerField()
    expected = models.PositiveIntegerField(_("expected"))
    low = models.PositiveIntegerField(_("low"))
    high = models.PositiveIntegerField(_("high"))
    quantiles = models.JSONField(_("quantiles"))
    unit_effects = models.JSONField(default=list)
    units_counted = models.PositiveSmallIntegerField(_("units counted"))
    inside = models.PositiveIntegerField(_("people inside"))
    parameters_used = models.JSONField(default=dict)

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["forecast", "-made_at"])]


class MorningPresence(SiteOwned):
    """The canteen's own copy of who was inside: people of one unit by a cut-off, of `strength`."""

    read_permission: ClassVar[str | None] = CanteenPermission.FORECAST_READ
    unit_path = "unit_id"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    cutoff = models.TimeField(_("cut-off"))
    inside = models.PositiveIntegerField(_("inside"))
    strength = models.PositiveIntegerField(_("strength"))

    class Meta:
        ordering = ["-day", "cutoff", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day", "cutoff"], name="one_presence_per_cutoff"
            )
        ]
        indexes = [models.Index(fields=["site", "cutoff", "day"])]
