from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.access.credentials.models import Credential
from jieyue.access.devices.models import Device
from jieyue.access.gates.models import Gate, Zone
from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import Site, SiteOwned
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit


class DecidedBy(models.TextChoices):
    DEVICE = "device", _("the device itself")
    EDGE = "edge", _("the gate room's agent")
    GUARD = "guard", _("a guard")
    SERVER = "server", _("the server")


class Outcome(models.TextChoices):
    """record: back-filled or reported; noted and never acted on."""

    ALLOW = "allow", _("let pass")
    DENY = "deny", _("not let pass")
    RECORD = "record", _("noted")


class Decision(SiteOwned):
    """放行判定: what a gate asked and what it was told. Many rows, no journal entry each.

    Idempotent by device and event id. inputs: all the rule looked at, as compact JSON, so that
    `rules.decide` of `rule_version` gives the same answer again; rules_number: of the snapshot.
    warnings: what was let pass all the same (soft anti-passback, an obstacle of one who leaves),
    by commas. The device is missing only where a guard decided at a gate that has none.
    Allowed passages also stand in GateEntry, from which presence is counted.
    """

    read_permission: ClassVar[str | None] = AccessPermission.DECISIONS_READ

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    device = models.ForeignKey(
        Device, null=True, on_delete=models.PROTECT, related_name="decisions", db_index=False
    )
    gate = models.ForeignKey(
        Gate, null=True, on_delete=models.PROTECT, related_name="decisions", db_index=False
    )
    event_id = models.CharField(max_length=64)
    at = models.DateTimeField(_("at"))
    received_at = models.DateTimeField(_("received at"))
    direction = models.CharField(_("direction"), max_length=3)
    kind = models.CharField(_("kind"), max_length=8)
    subject = models.CharField(_("number"), max_length=40)
    colour = models.CharField(max_length=12, blank=True, default="")
    confidence = models.FloatField(_("confidence"), null=True)
    credential = models.ForeignKey(
        Credential, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    holder_key = models.CharField(max_length=60, blank=True, default="")
    label = models.CharField(_("name"), max_length=80, blank=True, default="")
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome)
    reason = models.CharField(_("reason"), max_length=30)
    warnings = models.CharField(max_length=200, blank=True, default="")
    decided_by = models.CharField(_("decided by"), max_length=6, choices=DecidedBy)
    rule_version = models.CharField(max_length=20)
    rules_number = models.PositiveBigIntegerField(default=0)
    inputs = models.TextField(blank=True, default="")
    is_current = models.BooleanField(default=True)
    picture_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "event_id"], name="one_decision_per_event")
        ]
        indexes = [models.Index(fields=["site", "at"]), models.Index(fields=["gate", "at"])]


class HolderState(SiteOwned):
    """Where a holder was last seen: inside or outside a zone, by the event's own time.

    Older than the last reset (03:00 by parameter) it means unknown. Late events do not move it
    back: of ways in and out the later stands, whatever the order of arrival.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    holder_key = models.CharField(max_length=60)
    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="+", db_index=False)
    is_inside = models.BooleanField()
    at = models.DateTimeField()
    gate_id = models.BigIntegerField(null=True)
    in_at = models.DateTimeField(null=True)
    in_gate_id = models.BigIntegerField(null=True)
    out_at = models.DateTimeField(null=True)
    out_gate_id = models.BigIntegerField(null=True)
    is_vehicle = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder_key", "zone"], name="one_state_per_holder_zone")
        ]
        indexes = [models.Index(fields=["zone", "is_inside", "at"])]


class UsedPass(SiteOwned):
    """A rotating QR pass that was taken in one direction; kept until it would be stale anyway."""

    token_id = models.CharField(max_length=40)
    direction = models.CharField(max_length=3)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "token_id", "direction"], name="one_use_per_pass_direction"
            )
        ]
