from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.energy.meters.models import Medium, Meter
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class AllocationMethod(SiteOwned):
    """分摊办法: how shared energy is divided among units, as data (`allocation.rules.method`).

    A version counts from `effective_from` once it is published, and is never changed after that.
    """

    version = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=120)
    content = models.JSONField()
    effective_from = models.DateField(_("in force from"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.CharField(_("made by"), max_length=80)
    made_by_person_id = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(_("published"), null=True)
    published_by = models.CharField(_("published by"), max_length=80, blank=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["site", "version"], name="one_method_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class BasisKind(models.TextChoices):
    """What units are told of for a month, so that use can be divided by it."""

    DINER_MEALS = "diner_meals", _("diner-meals")
    OPERATING_HOURS = "operating_hours", _("operating hours factor")
    PERSONS = "persons", _("persons")
    RACK_KWH = "rack_kwh", _("kWh by rack meter")


class AllocationBasis(SiteOwned):
    """分摊依据: one figure of one unit for a month. `month` is its first day.

    source "hand" or "excel" was entered by a person and is not overwritten by the system;
    anything else names the part of the system that wrote it.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.ALLOCATION_READ
    unit_path = "unit_id"

    month = models.DateField(_("month"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=16, choices=BasisKind)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=3)
    source = models.CharField(_("source"), max_length=60)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        ordering = ["-month", "kind", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "month", "unit", "kind"], name="one_basis_per_unit_month"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="basis_not_negative"),
        ]


class RunStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")


class AllocationRun(SiteOwned):
    """One allocation of one medium for one month: figures kept by value.

    use_micro: of the whole complex, which its lines sum to. amount_fen: what it cost, which they
    sum to as well; null when neither bill nor price is known. amount_source: "bill" or "price".
    covered and estimated: shares of the use, 0 to 1. replaces: the published run before it.
    """

    number = models.CharField(_("number"), max_length=20)
    month = models.DateField(_("month"))
    medium = models.CharField(_("medium"), max_length=12, choices=Medium)
    method = models.ForeignKey(AllocationMethod, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        _("status"), max_length=10, choices=RunStatus, default=RunStatus.DRAFT
    )
    use_micro = models.BigIntegerField()
    amount_fen = models.BigIntegerField(null=True)
    amount_source = models.CharField(max_length=10, blank=True)
    coverage = models.DecimalField(_("coverage"), max_digits=6, decimal_places=4)
    estimated_micro = models.BigIntegerField(default=0)
    parameters_used = models.JSONField(default=dict)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(_("made"))
    made_by = models.CharField(_("made by"), max_length=80)
    published_at = models.DateTimeField(_("published"), null=True)
    published_by = models.CharField(_("published by"), max_length=80, blank=True)

    class Meta:
        ordering = ["-month", "medium", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_run_per_number"),
            models.UniqueConstraint(
                fields=["site", "medium", "month"],
                condition=Q(status="published"),
                name="one_published_run_per_month",
            ),
            models.UniqueConstraint(
                fields=["site", "medium", "month"],
                condition=Q(status="draft"),
                name="one_drafted_run_per_month",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class LineKind(models.TextChoices):
    OWN = "own", _("own meter")
    SHARED = "shared", _("share of a common meter")
    UNALLOCATED = "unallocated", _("not allocated")


class AllocationLine(SiteOwned):
    """What one meter brings to one unit; without a unit nobody could be named for it.

    use_micro: of what the meter measures beyond its sub-meters. weight of weight_total, by the
    rule `rule` of the method, on the basis `basis`; both null for a unit's own meter.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.ALLOCATION_READ
    unit_path = "unit_id"

    run = models.ForeignKey(AllocationRun, on_delete=models.CASCADE, related_name="lines")
    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(_("item"), max_length=20)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=LineKind)
    rule = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=60, blank=True)
    weight = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    weight_total = models.DecimalField(max_digits=20, decimal_places=3, null=True)
    use_micro = models.BigIntegerField()
    estimated_micro = models.BigIntegerField(default=0)
    amount_fen = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["run", "unit"])]
