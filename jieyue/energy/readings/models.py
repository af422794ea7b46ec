from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.energy.meters.models import Meter
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.sites.models import SiteOwned


class Quality(models.IntegerChoices):
    """How a reading came to be; stored beside each. A higher one outranks a lower one."""

    ESTIMATED = 1, _("estimated")
    DEVICE = 2, _("sent by a device")
    IMPORTED = 3, _("imported")
    HAND = 4, _("read by hand")
    PHOTO = 5, _("read by hand, with a photo")
    CORRECTED = 9, _("corrected")


class ReadingDay(SiteOwned):
    """All readings of one meter on one local day, packed (`readings.packing`).

    One row instead of 96: decision 0010. day: local day at the site. count: readings in it.
    first_s, last_s: instants of the first and last, seconds since 1970 UTC.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.READINGS_READ

    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    count = models.PositiveIntegerField()
    first_s = models.BigIntegerField()
    last_s = models.BigIntegerField()
    packed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meter", "day"], name="one_packed_day_per_meter")
        ]


class ReadingCorrection(SiteOwned):
    """更正: what a reading should have been, beside what came. register null: it never was.

    The newest row of an instant counts. What came stays in the packed day.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.READINGS_READ

    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="+")
    at_s = models.BigIntegerField(_("instant"))
    register_milli = models.BigIntegerField(_("register"), null=True)
    was_milli = models.BigIntegerField(_("register before"), null=True)
    reason = models.CharField(_("reason"), max_length=400)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["meter", "at_s"])]
