from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.access.gates.models import AssemblyPoint
from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class UnitAssembly(SiteOwned):
    """A unit that gathers at a point of its own, whatever zone its people are in."""

    read_permission: ClassVar[str | None] = AccessPermission.MUSTER_READ

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    point = models.ForeignKey(AssemblyPoint, on_delete=models.CASCADE, related_name="units")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit"], name="one_assembly_point_per_unit")]


class MusterKind(models.TextChoices):
    REAL = "real", _("real")
    DRILL = "drill", _("drill")


class Muster(SiteOwned):
    """紧急点名: a call to gather, from `called_at` until `ended_at`.

    expected: how many the list held when it was called. true_heads: how many there really were,
    as a drill counted them, for the error of the list. figures: the report's; they outlive names.
    """

    read_permission: ClassVar[str | None] = AccessPermission.MUSTER_READ

    kind = models.CharField(_("kind"), max_length=5, choices=MusterKind)
    reason = models.CharField(_("reason"), max_length=200)
    called_at = models.DateTimeField(_("called at"))
    called_by = models.CharField(_("called by"), max_length=80)
    expected = models.PositiveIntegerField(_("on the list"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.CharField(_("ended by"), max_length=80, blank=True)
    true_heads = models.PositiveIntegerField(_("heads counted"), null=True, blank=True)
    findings = models.TextField(_("what to do better"), blank=True)
    figures = models.JSONField(default=dict)
    parameters_used = models.JSONField(default=dict)

    class Meta:
        ordering = ["-called_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=Q(ended_at=None), name="one_open_muster"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("called_at")),
                name="muster_ends_after_its_call",
            ),
        ]


class Sort(models.TextChoices):
    """Who or what is on the list."""

    STAFF = "staff", _("staff")
    VISITOR = "visitor", _("visitor")
    CONTRACTOR = "contractor", _("contractor's worker")
    VEHICLE = "vehicle", _("vehicle")
    ADDED = "added", _("added on the spot")


class MusterLine(SiteOwned):
    """One person or vehicle that a muster looks for; deleted in time like the entries.

    key: the holder's stable key. likelihood: that they were inside at the call. state and the
    rest repeat the latest mark, by the time it was made.
    """

    read_permission: ClassVar[str | None] = AccessPermission.MUSTER_READ

    muster = models.ForeignKey(Muster, on_delete=models.CASCADE, related_name="lines")
    key = models.CharField(max_length=60)
    sort = models.CharField(_("kind"), max_length=10, choices=Sort)
    label = models.CharField(_("name"), max_length=80)
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    zone = models.CharField(_("zone"), max_length=60, blank=True)
    point_id = models.BigIntegerField(null=True)
    point = models.CharField(_("assembly point"), max_length=60, blank=True)
    seen_at = models.DateTimeField(_("last seen"), null=True)
    likelihood = models.FloatField(_("likely inside"))
    state = models.CharField(max_length=7, blank=True, default="")
    marked_at = models.DateTimeField(null=True)
    marked_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["point", "unit", "label", "id"]
        constraints = [
            models.UniqueConstraint(fields=["muster", "key"], name="one_line_per_holder")
        ]


class State(models.TextChoices):
    FOUND = "found", _("was found")
    MISSING = "missing", _("missing")
    OUTSIDE = "outside", _("known to be outside")


class MusterMark(SiteOwned):
    """What one guard said of one line; a phone sends it once by its client_id. Never changed."""

    read_permission: ClassVar[str | None] = AccessPermission.MUSTER_READ

    line = models.ForeignKey(MusterLine, on_delete=models.CASCADE, related_name="marks")
    client_id = models.UUIDField()
    state = models.CharField(_("state"), max_length=7, choices=State)
    happened_at = models.DateTimeField(_("at"))
    received_at = models.DateTimeField(_("received at"))
    by = models.CharField(_("by"), max_length=80)

    class Meta:
        ordering = ["happened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "client_id"], name="one_mark_per_client_id")
        ]
        indexes = [models.Index(fields=["line", "happened_at"])]
