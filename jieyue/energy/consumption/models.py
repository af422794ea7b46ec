from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.energy.meters.models import Meter
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.sites.models import SiteOwned


class MeterDay(SiteOwned):
    """What one meter used on one local day, with its hours packed (`consumption.hours`).

    A day of which nothing is known has no row: unknown is never zero. use_micro: millionths of
    the medium's unit. estimated_micro: the part that was spread over a gap. covered_s: seconds
    of the day between readings no further apart than they should be. adjusted_micro: the part of
    use_micro that adjustments put there; hours hold what the register says.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.CONSUMPTION_READ

    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    use_micro = models.BigIntegerField()
    estimated_micro = models.BigIntegerField(default=0)
    covered_s = models.PositiveIntegerField(default=0)
    adjusted_micro = models.BigIntegerField(default=0)
    hours = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meter", "day"], name="one_used_day_per_meter")
        ]


class MeterMonth(SiteOwned):
    """The sum of a meter's days of one local month. month: its first day. days: with a row."""

    read_permission: ClassVar[str | None] = EnergyPermission.CONSUMPTION_READ

    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    use_micro = models.BigIntegerField()
    estimated_micro = models.BigIntegerField(default=0)
    covered_s = models.PositiveIntegerField(default=0)
    adjusted_micro = models.BigIntegerField(default=0)
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meter", "month"], name="one_used_month_per_meter")
        ]
        indexes = [models.Index(fields=["site", "month"])]


class NoteKind(models.TextChoices):
    """What was not a plain step of a register, STANDARDS 1.10."""

    BACKWARDS = "backwards", _("register went backwards")
    FOREIGN = "foreign", _("reading fits neither before nor after")
    GAP = "gap", _("readings missing between")
    JUMP = "jump", _("step above what the meter can pass")
    REPLACEMENT = "replacement", _("instrument replaced")
    ROLLOVER = "rollover", _("register rolled over")


class StepNote(SiteOwned):
    """A step of a register that needed a rule; derived, made anew with the hours around it.

    use_micro null: nothing is known of the use between the two readings.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.CONSUMPTION_READ

    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=NoteKind)
    from_s = models.BigIntegerField(_("from"))
    to_s = models.BigIntegerField(_("to"))
    from_milli = models.BigIntegerField(_("register before"))
    to_milli = models.BigIntegerField(_("register after"))
    use_micro = models.BigIntegerField(_("use"), null=True)

    class Meta:
        ordering = ["from_s"]
        indexes = [models.Index(fields=["meter", "from_s"])]


class Adjustment(SiteOwned):
    """调整: use added to or taken from a meter, beside what its register says. Never changed.

    It counts on the days [first_on, last_on], spread evenly. A wrong one is taken back by another.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.CONSUMPTION_READ

    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="adjustments")
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    use_micro = models.BigIntegerField(_("use"))
    reason = models.CharField(_("reason"), max_length=400)
    takes_back = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_back_by"
    )
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")),
                name="adjusted_days_in_order",
            )
        ]
