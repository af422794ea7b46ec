from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.menus.models import Dish
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock.models import StockLocation
from jieyue.kit.sites.models import SiteOwned


class RetainedSample(SiteOwned):
    """留样 (GB 31654-2021): what is kept of a served dish. The clock starts at `sampled_at`."""

    read_permission: ClassVar[str | None] = CanteenPermission.SAMPLES_READ

    number = models.CharField(_("label"), max_length=24)
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    dish = models.ForeignKey(Dish, on_delete=models.PROTECT, related_name="+")
    mass_g = models.PositiveIntegerField(_("mass (g)"))
    sampled_at = models.DateTimeField(_("sampled at"))
    kept_until = models.DateTimeField(_("kept at least until"))
    location = models.ForeignKey(
        StockLocation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    slot = models.CharField(_("place in the fridge"), max_length=20, blank=True)
    keeper = models.CharField(_("keeper"), max_length=80)
    disposed_at = models.DateTimeField(_("disposed at"), null=True, blank=True)
    disposed_by = models.CharField(_("disposed by"), max_length=80, blank=True)

    class Meta:
        ordering = ["-sampled_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_sample_per_label"),
            models.UniqueConstraint(
                fields=["canteen", "day", "meal", "dish"], name="one_sample_per_dish_and_meal"
            ),
            models.CheckConstraint(
                condition=Q(disposed_at=None) | Q(disposed_at__gte=models.F("kept_until")),
                name="a_sample_is_kept_its_time",
            ),
        ]
        indexes = [models.Index(fields=["canteen", "day"])]


class IllnessReport(SiteOwned):
    """疑似食源性疾病报告: as long as it is open no sample of its days is thrown away.

    reminded_at: when people were reminded that the authority is still to be told.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.SAMPLES_READ

    number = models.CharField(_("report number"), max_length=20)
    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField(_("meals from"))
    last_on = models.DateField(_("meals to"))
    persons = models.PositiveIntegerField(_("persons ill"))
    symptoms = models.CharField(_("symptoms"), max_length=200)
    reported_at = models.DateTimeField(_("reported at"))
    reported_by = models.CharField(_("reported by"), max_length=80)
    authority_told_at = models.DateTimeField(_("authority told at"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True)
    is_false_alarm = models.BooleanField(_("false alarm"), default=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.CharField(_("closed by"), max_length=80, blank=True)
    outcome = models.CharField(_("outcome"), max_length=200, blank=True)

    class Meta:
        ordering = ["-reported_at"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_illness_per_number"),
            models.CheckConstraint(
                condition=Q(last_on__gte=models.F("first_on")), name="illness_days_in_order"
            ),
        ]


class SampleCheck(SiteOwned):
    """留样核对: after a meal, how many dishes needed a sample and which had none then."""

    read_permission: ClassVar[str | None] = CanteenPermission.SAMPLES_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    checked_at = models.DateTimeField(_("checked at"))
    required = models.PositiveSmallIntegerField(_("dishes that need a sample"))
    missing = models.JSONField(_("without a sample"), default=list)

    class Meta:
        ordering = ["-day", "meal"]
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "day", "meal"], name="one_sample_check_per_meal"
            )
        ]
