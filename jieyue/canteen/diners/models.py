from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class Meal(models.TextChoices):
    BREAKFAST = "breakfast", _("breakfast")
    LUNCH = "lunch", _("lunch")
    DINNER = "dinner", _("dinner")


class Canteen(SiteOwned):
    """食堂: one place that cooks and serves. `kind` is the site's own word for what it is."""

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_canteen_per_code"),
            models.UniqueConstraint(fields=["site", "name"], name="one_canteen_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class MealPeriod(SiteOwned):
    """餐次: when a canteen serves a meal, and until when people may sign up or off.

    weekdays: ISO digits of the days served, such as "12345"; `workdays_only` follows the workday
    calendar instead, so a make-up Saturday is served and a holiday Monday is not.
    The deadline is `signup_until` on the day `signup_days_before` the meal.
    """

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="meal_periods")
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))
    workdays_only = models.BooleanField(_("workdays only"), default=True)
    weekdays = models.CharField(_("weekdays"), max_length=7, default="1234567")
    signup_until = models.TimeField(_("sign up until"))
    signup_days_before = models.PositiveSmallIntegerField(_("days before"), default=1)

    class Meta:
        ordering = ["canteen", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["canteen", "meal"], name="one_period_per_meal"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="meal_closes_after_opening"
            ),
        ]


class Closure(SiteOwned):
    """停业: no service on [first_on, last_on], both included; an empty meal means every meal."""

    canteen = models.ForeignKey(Canteen, on_delete=models.CASCADE, related_name="closures")
    meal = models.CharField(_("meal"), max_length=10, choices=Meal, blank=True)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["-first_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="closure_ends_after_start"
            )
        ]


class AttendanceSource(models.TextChoices):
    COUNTED = "counted", _("counted at the till")
    ENTERED = "entered", _("entered by hand")
    IMPORTED = "imported", _("imported from a file")
    SIMULATED = "simulated", _("simulated")


class Attendance(SiteOwned):
    """就餐人数: how many were planned for and served at one meal. Unknown is null, never zero."""

    read_permission: ClassVar[str | None] = CanteenPermission.ATTENDANCE_READ

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="attendances")
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    day = models.DateField(_("day"))
    planned = models.PositiveIntegerField(_("planned"), null=True, blank=True)
    served = models.PositiveIntegerField(_("served"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=AttendanceSource)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        ordering = ["-day", "canteen", "meal"]
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "meal", "day"], name="one_attendance_per_meal"
            )
        ]
        indexes = [models.Index(fields=["site", "day"])]


class AttendanceCorrection(SiteOwned):
    """One change of a recorded figure: what it was, what it became, why. Only ever added."""

    read_permission: ClassVar[str | None] = CanteenPermission.ATTENDANCE_READ

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="corrections")
    planned_before = models.PositiveIntegerField(null=True)
    served_before = models.PositiveIntegerField(null=True)
    planned = models.PositiveIntegerField(null=True)
    served = models.PositiveIntegerField(null=True)
    reason = models.CharField(_("reason"), max_length=200)
    corrected_by = models.CharField(_("by"), max_length=80)
    corrected_at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["-corrected_at"]


class UnitAttendance(SiteOwned):
    """How many of one unit ate at one meal, where the till knows the unit."""

    read_permission: ClassVar[str | None] = CanteenPermission.ATTENDANCE_READ
    unit_path = "unit_id"

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    day = models.DateField(_("day"))
    served = models.PositiveIntegerField(_("served"))

    class Meta:
        ordering = ["-day", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "meal", "day", "unit"], name="one_attendance_per_unit_meal"
            )
        ]
        indexes = [models.Index(fields=["site", "day"])]
