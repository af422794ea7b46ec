from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.sites.models import SiteOwned


class MeasureStatus(models.TextChoices):
    PLANNED = "planned", _("registered")
    RUNNING = "running", _("running")
    EVALUATED = "evaluated", _("evaluated")
    ABANDONED = "abandoned", _("abandoned")


class Effort(models.TextChoices):
    SMALL = "small", _("small")
    MEDIUM = "medium", pgettext_lazy("between low and high", "medium")
    LARGE = "large", _("large")


class Outcome(models.TextChoices):
    """What is compared, for one lunch."""

    PLATE_G = "plate_g", _("left on plates, g per guest")
    STAPLE_G = "staple_g", _("rice and bread thrown away, g per guest")
    UNSERVED_G = "unserved_g", _("unserved, g per guest")
    WASTE_G = "waste_g", _("plates and unserved together, g per guest")
    CLEAN_SHARE = "clean_share", _("W3 clean-plate rate")
    SATISFACTION = "satisfaction", _("satisfaction, 1 to 5")


class Measure(SiteOwned):
    """节约措施: what is tried, registered before it starts; comparison days are fixed by rule.

    excluded_days: {"2026-04-03": "reason"}, named before the start. least_share: a lunch with
    fewer of the usual diners does not count. before: the lunches held against it, frozen at the
    start as [[day, diners, outcome], …]; usual_diners likewise. result: as evaluated.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.EXPERIMENTS_READ

    number = models.CharField(_("measure number"), max_length=20)
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("measure"), max_length=120)
    hypothesis = models.TextField(_("what is expected, and why"), max_length=1000)
    effort = models.CharField(_("effort"), max_length=6, choices=Effort)
    outcome = models.CharField(_("compared by"), max_length=12, choices=Outcome)
    meal = models.CharField(_("meal"), max_length=10, choices=Meal, default=Meal.LUNCH)
    starts_on = models.DateField(_("starts on"))
    least_share = models.DecimalField(_("fewest diners"), max_digits=4, decimal_places=3)
    lunches_wanted = models.PositiveSmallIntegerField(_("lunches on each side"))
    excluded_days = models.JSONField(_("days left out"), default=dict)
    status = models.CharField(
        _("status"), max_length=10, choices=MeasureStatus, default=MeasureStatus.PLANNED
    )
    before = models.JSONField(default=list)
    usual_diners = models.PositiveIntegerField(null=True)
    result = models.JSONField(default=dict)
    parameters_used = models.JSONField(default=dict)
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.CharField(_("registered by"), max_length=80)
    started_at = models.DateTimeField(null=True)
    evaluated_at = models.DateTimeField(_("evaluated at"), null=True, blank=True)
    evaluated_by = models.CharField(_("evaluated by"), max_length=80, blank=True)
    abandoned_at = models.DateTimeField(null=True, blank=True)
    abandoned_by = models.CharField(max_length=80, blank=True)
    abandoned_reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_measure_per_number"),
            models.CheckConstraint(
                condition=Q(least_share__gte=0) & Q(least_share__lte=1),
                name="least_share_is_a_share",
            ),
        ]
        indexes = [models.Index(fields=["canteen", "status"])]

    def __str__(self) -> str:
        return self.number


class LunchRating(SiteOwned):
    """满意度: what diners of one meal said, 1 to 5, as the mean of those asked."""

    read_permission: ClassVar[str | None] = CanteenPermission.EXPERIMENTS_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=10, choices=Meal, default=Meal.LUNCH)
    answers = models.PositiveIntegerField(_("answers"))
    mean = models.DecimalField(_("mean (1 to 5)"), max_digits=3, decimal_places=2)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("by"), max_length=80)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["canteen", "day", "meal"], name="one_rating_per_meal"),
            models.CheckConstraint(
                condition=Q(mean__gte=1) & Q(mean__lte=5) & Q(answers__gt=0),
                name="rating_in_range",
            ),
        ]
