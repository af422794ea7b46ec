from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.access.devices.models import Device
from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import SiteOwned


class GateRoom(SiteOwned):
    """门卫室: what the agent of one gate room last said of itself; one row an agent.

    rules_number, rules_at: of the rules it decides by. queued: decisions it has not sent yet,
    refused: those we would not take. ahead_ms: its machine's clock. told_at: when its silence or
    its old rules were told, null while it is well.
    """

    read_permission: ClassVar[str | None] = AccessPermission.DEVICES_READ

    device = models.OneToOneField(Device, on_delete=models.CASCADE, related_name="room")
    heard_at = models.DateTimeField(_("last contact"))
    rules_number = models.PositiveBigIntegerField(default=0)
    rules_at = models.DateTimeField(_("rules of"), null=True)
    queued = models.PositiveIntegerField(_("waiting to be sent"), default=0)
    oldest_queued_at = models.DateTimeField(null=True)
    refused = models.PositiveIntegerField(_("not taken"), default=0)
    kept = models.PositiveIntegerField(default=0)
    ahead_ms = models.BigIntegerField(default=0)
    troubles = models.CharField(max_length=200, blank=True, default="")
    version = models.CharField(max_length=20, blank=True, default="")
    told_at = models.DateTimeField(null=True)


class EdgeUpload(SiteOwned):
    """One delivery of decisions that an agent made; the same nonce is answered the same.

    answer: what each row became, as it was answered. earliest, latest: of the rows' own times.
    """

    read_permission: ClassVar[str | None] = AccessPermission.DEVICES_READ

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="uploads")
    nonce = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("received at"))
    received = models.PositiveIntegerField(_("received"))
    stored = models.PositiveIntegerField(_("stored"))
    duplicates = models.PositiveIntegerField(_("repeated"))
    refused = models.PositiveIntegerField(_("refused"))
    earliest = models.DateTimeField(_("earliest"), null=True)
    latest = models.DateTimeField(_("latest"), null=True)
    answer = models.JSONField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["device", "nonce"], name="one_upload_per_nonce")
        ]
        indexes = [models.Index(fields=["site", "-at"])]
