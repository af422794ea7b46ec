from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.files.models import StoredFile
from jieyue.kit.sites.models import SiteOwned


class Source(models.TextChoices):
    DEVICE = "device", _("device")
    FILE = "file", _("file")
    HAND = "hand", _("by hand")
    PHOTO = "photo", _("by hand, with a photo")


class Collector(SiteOwned):
    """采集器: a data collector that delivers what many meters show, known by its serial number.

    Only hashes of its keys are kept: of the present one, and until `old_key_until` of the one
    before it. One that is not active is answered as if its key were wrong. last_skew_s: how far
    its clock was ahead of ours when it last told.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.READINGS_READ

    serial = models.CharField(_("serial number"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    is_active = models.BooleanField(_("active"), default=True)
    key_hash = models.CharField(max_length=64, unique=True)
    old_key_hash = models.CharField(max_length=64, blank=True, db_index=True)
    old_key_until = models.DateTimeField(null=True)
    key_made_at = models.DateTimeField(_("key made at"))
    last_seen_at = models.DateTimeField(_("last heard"), null=True)
    last_skew_s = models.IntegerField(_("clock ahead by (s)"), null=True)

    class Meta:
        ordering = ["serial"]
        constraints = [
            models.UniqueConstraint(fields=["site", "serial"], name="one_collector_per_serial")
        ]

    def __str__(self) -> str:
        return self.name


class Batch(SiteOwned):
    """入库批次: one delivery of readings, whole or not at all; the readings' own log.

    fingerprint: of the content, so that the same file sent again is told; resend_of: the batch
    that brought it first. Counts are readings; reasons: how many were refused or flagged, by code.
    client_id: of an entry on a phone, so that sending it twice stores it once. happened_at: by
    the phone's clock.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.READINGS_READ

    source = models.CharField(_("source"), max_length=8, choices=Source)
    name = models.CharField(_("name"), max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    resend_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    collector = models.ForeignKey(
        Collector, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    photo = models.ForeignKey(
        StoredFile, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    client_id = models.UUIDField(null=True)
    happened_at = models.DateTimeField(null=True)
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
    reasons = models.JSONField(default=dict)
    skew_s = models.IntegerField(_("clock ahead by (s)"), null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["site", "fingerprint"])]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "client_id"],
                condition=Q(client_id__isnull=False),
                name="one_batch_per_client_id",
            )
        ]


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
