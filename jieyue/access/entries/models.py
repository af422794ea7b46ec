from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.access.devices.models import Device
from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import Site, SiteOwned
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit


class Direction(models.TextChoices):
    IN = "in", _("in")
    OUT = "out", _("out")


class GateEntry(SiteOwned):
    """门禁记录: somebody passed a device. Many rows, no journal entry each; aged out by schedule.

    `subject` is what the device read; `person` and `unit` are known when it is a staff number or
    person of this site, the unit being that of the day it was stored. `clock_ahead` marks a time
    that lay in the future when it came: such rows are kept and counted nowhere.
    """

    read_permission = AccessPermission.DEVICES_READ

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    device = models.ForeignKey(
        Device, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    event_id = models.CharField(max_length=64)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    direction = models.CharField(max_length=3, choices=Direction)
    credential = models.CharField(max_length=8)
    subject = models.CharField(max_length=40)
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_current = models.BooleanField(default=True)
    clock_ahead = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "event_id"], name="one_entry_per_event")
        ]
        indexes = [models.Index(fields=["site", "at"])]


class Ingest(SiteOwned):
    """One delivery of entries by a device, and what became of its rows."""

    read_permission = AccessPermission.DEVICES_READ

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="ingests")
    at = models.DateTimeField(_("received at"))
    received = models.PositiveIntegerField(_("received"))
    stored = models.PositiveIntegerField(_("stored"))
    duplicates = models.PositiveIntegerField(_("repeated"))
    refused = models.PositiveIntegerField(_("refused"))
    unknown = models.PositiveIntegerField(_("unknown people"))
    clock_ahead = models.PositiveIntegerField(_("from the future"))
    earliest = models.DateTimeField(_("earliest entry"), null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["site", "-at"]), models.Index(fields=["device", "-at"])]


class RefusedEntry(SiteOwned):
    """A row that could not be taken, as it came, so that nothing is lost."""

    read_permission = AccessPermission.DEVICES_READ

    ingest = models.ForeignKey(Ingest, on_delete=models.CASCADE, related_name="refusals")
    position = models.PositiveIntegerField()
    reason = models.CharField(max_length=20)
    content = models.TextField()


class QuarterPresence(SiteOwned):
    """在楼人数: people of one unit inside at a quarter of an hour. It outlives the entries."""

    read_permission = AccessPermission.PRESENCE_READ
    unit_path = "unit_id"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    quarter = models.TimeField()
    inside = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "day", "quarter", "unit"], name="one_presence_per_quarter"
            )
        ]
