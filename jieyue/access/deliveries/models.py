from typing import Any, ClassVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from jieyue.access.devices.models import Device
from jieyue.access.permissions import AccessPermission
from jieyue.kit.encryption import decrypt, encrypt
from jieyue.kit.sites.models import SiteOwned

PURPOSE = "access.deliveries.keys"


class LogInKey(SiteOwned):
    """A device's key that HTTP Digest or a signature needs as it is; encrypted at rest.

    It is good only while the device's own record holds the same `key_hash`, as its present key
    or, until that ends, as the one before. So one renewal ends both.
    """

    read_permission: ClassVar[str | None] = AccessPermission.DEVICES_READ

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="log_in_keys")
    key_hash = models.CharField(max_length=64)
    token = models.TextField()
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["device", "key_hash"], name="one_log_in_key_per_hash")
        ]

    def seal(self, key: str) -> None:
        self.token = encrypt(key.encode(), purpose=PURPOSE)

    def opened(self) -> str:
        """Raises UnreadableValue."""
        return decrypt(self.token, purpose=PURPOSE).decode()


class DeliveryForm(SiteOwned):
    """推送方式: how one device names its fields, and how what it asks is answered.

    mapping: of a webhook's fields to ours. must_sign: only signed messages are taken. opens:
    whoever may pass makes a command to open, for devices that cannot read an answer.
    """

    read_permission: ClassVar[str | None] = AccessPermission.DEVICES_READ

    device = models.OneToOneField(Device, on_delete=models.CASCADE, related_name="delivery_form")
    mapping: "models.JSONField[Any, Any]" = models.JSONField(_("names of fields"), default=dict)
    must_sign = models.BooleanField(_("only signed messages"), default=False)
    opens = models.BooleanField(_("open by a command to the gate room"), default=False)


class Knock(SiteOwned):
    """Somebody named a device and could not log in: one row a device, reason and day."""

    read_permission: ClassVar[str | None] = AccessPermission.DEVICES_READ

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="knocks")
    reason = models.CharField(_("reason"), max_length=20)
    day = models.DateField(_("day"))
    times = models.PositiveIntegerField(_("times"), default=0)
    last_at = models.DateTimeField(_("last at"))

    class Meta:
        ordering = ["-day", "-last_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "reason", "day"], name="one_knock_per_reason_and_day"
            )
        ]

    MORE: ClassVar[Any] = F("times") + 1
