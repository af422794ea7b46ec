from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.energy.meters.models import Meter
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.sites.models import SiteOwned


class Every(models.TextChoices):
    WEEK = "week", _("every week")
    MONTH = "month", _("every month")


class RoundPlan(SiteOwned):
    """抄表计划: which meters somebody walks to, in walking order, and by when.

    due_day: of a week 1 (Monday) to 7, of a month 1 to 28, by which all are read.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.READINGS_READ

    name = models.CharField(_("name"), max_length=60)
    every = models.CharField(_("how often"), max_length=5, choices=Every, default=Every.MONTH)
    due_day = models.PositiveSmallIntegerField(_("due on day"), default=1)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="one_round_plan_per_name"),
            models.CheckConstraint(
                condition=Q(due_day__gte=1)
                & (Q(every="week", due_day__lte=7) | Q(every="month", due_day__lte=28)),
                name="round_due_on_a_day_there_is",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoundStop(SiteOwned):
    """One meter of a plan, in walking order."""

    read_permission: ClassVar[str | None] = EnergyPermission.READINGS_READ

    plan = models.ForeignKey(RoundPlan, on_delete=models.CASCADE, related_name="stops")
    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "meter"], name="each_meter_once_in_a_round")
        ]


class Round(SiteOwned):
    """抄表: one walk along a plan. What was read stands in the readings, not here.

    due_on: the day of the plan that this walk answers.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.READINGS_READ

    plan = models.ForeignKey(RoundPlan, on_delete=models.PROTECT, related_name="rounds")
    due_on = models.DateField(_("due on"))
    started_at = models.DateTimeField(_("started"))
    started_by = models.CharField(_("started by"), max_length=80)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    finished_by = models.CharField(_("finished by"), max_length=80, blank=True)

    class Meta:
        ordering = ["-due_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "due_on"], name="one_round_per_due_day"),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("started_at")),
                name="round_finished_after_started",
            ),
        ]


class Obstacle(models.TextChoices):
    """Why a meter could not be read."""

    LOCKED = "locked", _("the door is locked")
    COVERED = "covered", _("covered or flooded")
    UNREADABLE = "unreadable", _("the display cannot be read")
    BROKEN = "broken", _("the meter is broken")
    GONE = "gone", _("there is no meter")
    OTHER = "other", _("something else")


class UnreadMeter(SiteOwned):
    """A meter that could not be read, with the reason; a device sends it once by its client_id."""

    read_permission: ClassVar[str | None] = EnergyPermission.READINGS_READ

    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    happened_at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=12, choices=Obstacle)
    note = models.CharField(_("note"), max_length=200, blank=True)
    photo_id = models.BigIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(_("by"), max_length=80)

    class Meta:
        ordering = ["-happened_at"]
        constraints = [
            models.UniqueConstraint(fields=["site", "client_id"], name="one_unread_per_client_id")
        ]
        indexes = [models.Index(fields=["meter", "happened_at"])]
