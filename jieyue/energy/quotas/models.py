from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class Indicator(models.TextChoices):
    """What quota tables limit, STANDARDS 1.6 and 1.8. Of all of them lower is better."""

    ELECTRICITY_PER_M2 = "electricity_per_m2", _("conventional electricity per m² (kWh/m²·a)")
    ENERGY_PER_M2 = "energy_per_m2", _("non-heating energy per m² (kgce/m²·a)")
    ENERGY_PER_PERSON = "energy_per_person", _("energy per person (kgce/person·a)")
    SERVER_ROOM_EUE = "server_room_eue", _("server room energy ratio (EUE)")
    WATER_PER_PERSON = "water_per_person", _("water per person (m³/person·a)")


class QuotaTable(SiteOwned):
    """定额标准: a published table of limits, as data. is_sample: of another province, to show how
    the engine works; not what the complex is held to unless the parameters choose it."""

    code = models.CharField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=160)
    source = models.CharField(_("source"), max_length=300)
    is_sample = models.BooleanField(_("sample"), default=False)
    effective_from = models.DateField(_("in force from"))
    effective_until = models.DateField(_("in force until"), null=True, blank=True)
    taken_in_at = models.DateTimeField(_("taken in"))
    taken_in_by = models.CharField(_("taken in by"), max_length=80)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_quota_table_per_code")
        ]

    def __str__(self) -> str:
        return self.code


class QuotaRow(SiteOwned):
    """One line of a table. Its key is (institution, level, zone, indicator, set_code), whole.

    set_code: the coefficient set of coal figures; empty where no coal is in them. Three levels
    have constraint > baseline > guide; two (water) have no baseline.
    """

    table = models.ForeignKey(QuotaTable, on_delete=models.CASCADE, related_name="rows")
    institution = models.CharField(_("institution"), max_length=20)
    level = models.CharField(_("administrative level"), max_length=20, blank=True)
    zone = models.CharField(_("climate zone"), max_length=10, blank=True)
    indicator = models.CharField(_("indicator"), max_length=20, choices=Indicator)
    set_code = models.CharField(_("coefficient set"), max_length=40, blank=True)
    constraint = models.DecimalField(_("constraint value"), max_digits=12, decimal_places=3)
    baseline = models.DecimalField(
        _("baseline value"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    guide = models.DecimalField(_("guide value"), max_digits=12, decimal_places=3)

    class Meta:
        ordering = ["indicator", "institution", "level", "zone"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "institution", "level", "zone", "indicator", "set_code"],
                name="one_limit_per_key",
            )
        ]


class Measure(models.TextChoices):
    """What a year's quota counts, and in what."""

    ELECTRICITY = "electricity", _("electricity (kWh)")
    ENERGY = "energy", _("comprehensive energy (kgce)")
    GAS = "gas", _("natural gas (m³)")
    WATER = "water", _("water (m³)")


class Quota(SiteOwned):
    """用能指标: how much a unit may use in a year; unit null: the whole complex.

    set_code: of an energy quota the coefficient set it was reckoned with; use is held against it
    by that set alone. source: the paper it comes from.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.QUOTAS_READ
    unit_path = "unit_id"

    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    measure = models.CharField(_("what is limited"), max_length=12, choices=Measure)
    amount = models.DecimalField(_("quota"), max_digits=16, decimal_places=3)
    set_code = models.CharField(_("coefficient set"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=200)
    set_at = models.DateTimeField(_("set"))
    set_by = models.CharField(_("set by"), max_length=80)

    class Meta:
        ordering = ["-year", "unit__code", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "unit", "year", "measure"],
                condition=Q(unit__isnull=False),
                name="one_quota_per_unit_year",
            ),
            models.UniqueConstraint(
                fields=["site", "year", "measure"],
                condition=Q(unit__isnull=True),
                name="one_quota_of_the_complex_per_year",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="quota_above_zero"),
            models.CheckConstraint(
                condition=Q(measure="energy", set_code__gt="")
                | (~Q(measure="energy") & Q(set_code="")),
                name="coal_quotas_name_their_coefficients",
            ),
        ]


class ExplanationStatus(models.TextChoices):
    AWAITED = "awaited", _("awaited")
    SUBMITTED = "submitted", _("submitted")
    SENT_BACK = "sent_back", _("sent back")
    ACCEPTED = "accepted", _("accepted")


class Explanation(SiteOwned):
    """超定额说明: what a unit says of use over its quota (公共机构节能条例 Art. 17).

    used: when it was opened, by value. due_on: last day to hand it in.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.QUOTAS_READ
    unit_path = "unit_id"

    number = models.CharField(_("number"), max_length=20)
    quota = models.OneToOneField(Quota, on_delete=models.PROTECT, related_name="explanation")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField(_("asked for"))
    due_on = models.DateField(_("due"))
    used = models.DecimalField(_("used by then"), max_digits=16, decimal_places=3)
    status = models.CharField(
        _("status"), max_length=10, choices=ExplanationStatus, default=ExplanationStatus.AWAITED
    )
    reasons = models.TextField(_("reasons"), blank=True)
    measures = models.TextField(_("what is done about it"), blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_explanation_per_number")
        ]

    def __str__(self) -> str:
        return self.number


class ExplanationStep(SiteOwned):
    """What happened to an explanation, by whom; the first is its opening."""

    read_permission: ClassVar[str | None] = EnergyPermission.QUOTAS_READ
    unit_path = "explanation__unit_id"

    explanation = models.ForeignKey(Explanation, on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(_("status"), max_length=10, choices=ExplanationStatus)
    note = models.TextField(_("note"), blank=True)
    made_at = models.DateTimeField(_("at"))
    made_by = models.CharField(_("by"), max_length=80)

    class Meta:
        ordering = ["id"]
