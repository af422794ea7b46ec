from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.files.models import StoredFile
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class TargetIndicator(models.TextChoices):
    """What five-year plans lower, STANDARDS 1.6. Vehicle fuel is in the second only."""

    ENERGY_PER_M2 = "energy_per_m2", _("energy per m² (kgce/m²·a)")
    ENERGY_PER_PERSON = "energy_per_person", _("energy per person (kgce/person·a)")
    WATER_PER_PERSON = "water_per_person", _("water per person (m³/person·a)")
    CARBON_PER_M2 = "carbon_per_m2", _("carbon dioxide per m² (kgCO₂/m²·a)")


class TargetPlan(SiteOwned):
    """五年规划: targets for the years [first_year, last_year] against `base_year`.

    is_open: the plan's own figures are not known yet, so none are held against it.
    references: {indicator: value of the nation in the base year}.
    """

    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=120)
    source = models.CharField(_("source"), max_length=300)
    base_year = models.PositiveSmallIntegerField(_("base year"))
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    set_code = models.CharField(_("coefficient set"), max_length=40)
    is_open = models.BooleanField(_("figures not known yet"), default=False)
    references = models.JSONField(default=dict)

    class Meta:
        ordering = ["-first_year"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_target_plan_per_code"),
            models.CheckConstraint(
                condition=Q(base_year__lt=F("first_year"), first_year__lte=F("last_year")),
                name="target_years_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Target(SiteOwned):
    """节能目标: by how much an indicator is to fall by the plan's last year.

    unit null: the complex's own.
    reduction: share of the base, 0.06 is 6 %. steps: {year: share by then}, rising to it.
    base_value null: the base year's value is not known. filed_on: the day the unit filed target
    and plan with the office (公共机构节能条例 Art. 13).
    """

    read_permission: ClassVar[str | None] = EnergyPermission.QUOTAS_READ
    unit_path = "unit_id"

    plan = models.ForeignKey(TargetPlan, on_delete=models.PROTECT, related_name="targets")
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    indicator = models.CharField(_("indicator"), max_length=20, choices=TargetIndicator)
    base_value = models.DecimalField(
        _("value of the base year"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    reduction = models.DecimalField(_("reduction"), max_digits=6, decimal_places=4)
    steps = models.JSONField(default=dict)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    document = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(_("set"))
    set_by = models.CharField(_("set by"), max_length=80)

    class Meta:
        ordering = ["unit__code", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "unit", "indicator"],
                condition=Q(unit__isnull=False),
                name="one_target_per_unit_and_indicator",
            ),
            models.UniqueConstraint(
                fields=["plan", "indicator"],
                condition=Q(unit__isnull=True),
                name="one_target_of_the_complex_per_indicator",
            ),
            models.CheckConstraint(
                condition=Q(reduction__gte=0, reduction__lt=1), name="reduction_is_a_share"
            ),
        ]


class TargetYear(SiteOwned):
    """What a year came to, kept by value. value null: something it needs is unknown.

    persons, area_m2: what it was divided by. source: "statistics" or "hand".
    """

    read_permission: ClassVar[str | None] = EnergyPermission.QUOTAS_READ
    unit_path = "target__unit_id"

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True)
    coverage = models.DecimalField(_("coverage"), max_digits=6, decimal_places=4, null=True)
    estimated_share = models.DecimalField(max_digits=6, decimal_places=4, default=0)
    persons = models.PositiveIntegerField(null=True)
    area_m2 = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    source = models.CharField(_("source"), max_length=12)
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["target", "year"], name="one_result_per_target_year")
        ]
