from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.sites.models import SiteOwned


class Source(models.TextChoices):
    DEVICE = "device", _("device")
    FILE = "file", _("file")
    HAND = "hand", _("by hand")
    PHOTO = "photo", _("by hand, with a photo")


class Batch(SiteOwned):
    """入库批次: one delivery of readings, whole or not at all; the readings' own log.

    fingerprint: of the content, so that the same file sent again is told. Counts are readings.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.READINGS_READ

    source = models.CharField(_("source"), max_length=8, choices=Source)
    name = models.CharField(_("name"), max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField(_("received"))
    received_by = models.CharField(_("by"), max_length=80)
    first_at = models.DateTimeField(_("first reading"), null=True)
    last_at = models.DateTimeField(_("last reading"), null=True)
    meters = models.PositiveIntegerField(_("meters"), default=0)
    added = models.PositiveIntegerField(_("new"), default=0)
    unchanged = models.PositiveIntegerField(_("known before"), default=0)
    conflicting = models.PositiveIntegerField(_("unlike what was known"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    flagged = models.PositiveIntegerField(_("flagged"), default=0)
    skew_s = models.IntegerField(_("clock ahead by (s)"), null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["site", "fingerprint"])]


class RefusedReading(SiteOwned):
    """One reading that was not stored or is doubted, as it came, with the reason's code.

    was_stored: it counts, but somebody should look. Of a batch the first thousand are kept.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.READINGS_READ

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="refusals")
    line = models.PositiveIntegerField(_("line"), default=0)
    meter_number = models.CharField(_("meter"), max_length=60)
    at_text = models.CharField(_("time"), max_length=40, blank=True)
    value_text = models.CharField(_("value"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=40)
    detail = models.CharField(max_length=200, blank=True)
    was_stored = models.BooleanField(default=False)

    class Meta:
        ordering = ["batch", "line", "id"]
