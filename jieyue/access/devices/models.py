from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.access.gates.models import Gate
from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import SiteOwned


class Place(models.TextChoices):
    """What the device stands at."""

    DOOR = "door", _("door")
    GATE = "gate", _("gate for people")
    LANE = "lane", _("vehicle lane")


class DeviceKind(models.TextChoices):
    """How the device knows who passes."""

    CARD = "card", _("card reader")
    EDGE = "edge", _("gate room's agent")
    FACE = "face", _("face terminal")
    MIXED = "mixed", _("several ways")
    PLATE = "plate", _("plate camera")
    QR = "qr", _("QR reader")


class DeviceDirection(models.TextChoices):
    IN = "in", _("in")
    OUT = "out", _("out")
    BOTH = "both", _("both ways")


class Device(SiteOwned):
    """门禁设备: one reader at a gate, door or lane, known by its serial number.

    Only hashes of its keys are kept: of the present one, and until `old_key_until` of the one
    before it. A device that is not active is answered as if its key were wrong. `fault` is what
    it last reported of itself, empty when well; `skew_s` how far its clock was ahead of ours.
    One that never sent a heartbeat (`beats_at`) is not called silent for being quiet.
    """

    read_permission = AccessPermission.DEVICES_READ

    serial = models.CharField(_("serial number"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    place = models.CharField(_("place"), max_length=4, choices=Place, default=Place.GATE)
    kind = models.CharField(_("kind"), max_length=5, choices=DeviceKind, default=DeviceKind.MIXED)
    direction = models.CharField(
        _("direction"), max_length=4, choices=DeviceDirection, default=DeviceDirection.BOTH
    )
    is_active = models.BooleanField(_("active"), default=True)
    gate = models.ForeignKey(
        Gate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="devices",
        verbose_name=_("gate"),
    )
    fault = models.CharField(_("reported fault"), max_length=60, blank=True, default="")
    fault_since = models.DateTimeField(_("faulty since"), null=True)
    skew_s = models.IntegerField(_("clock ahead by (s)"), null=True)
    firmware = models.CharField(_("firmware"), max_length=40, blank=True, default="")
    beats_at = models.DateTimeField(_("last heartbeat"), null=True)
    key_hash = models.CharField(max_length=64, unique=True)
    old_key_hash = models.CharField(max_length=64, blank=True, db_index=True)
    old_key_until = models.DateTimeField(null=True)
    key_made_at = models.DateTimeField(_("key made at"))
    created_at = models.DateTimeField(_("registered at"))
    last_seen_at = models.DateTimeField(_("last heard"), null=True)

    class Meta:
        ordering = ["serial"]
        constraints = [
            models.UniqueConstraint(fields=["site", "serial"], name="one_device_per_serial")
        ]

    def __str__(self) -> str:
        return self.name


class AilingSpell(SiteOwned):
    """While a device was silent, faulty or had its clock off: [since, until). Uptime rests on it.

    told_at: when the security officers were told; not for one that fell ill anew right away.
    """

    read_permission = AccessPermission.DEVICES_READ

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="spells")
    state = models.CharField(_("state"), max_length=10)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(until=None), name="one_open_spell_per_device"
            )
        ]
        indexes = [models.Index(fields=["device", "-since"])]
