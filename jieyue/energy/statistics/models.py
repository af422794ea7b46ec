from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class Category(models.TextChoices):
    """Institution type of NY101, by which NY301 is summed."""

    ORGAN = "organ", _("state organ")
    EDUCATION = "education", _("education")
    SCIENCE = "science", _("science and technology")
    CULTURE = "culture", _("culture")
    HEALTH = "health", _("health")
    SPORT = "sport", _("sport")
    OTHER_SERVICE = "other_service", _("other public service")
    GROUP = "group", _("group organisation")


class AdministrativeLevel(models.TextChoices):
    CENTRAL = "central", _("central")
    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    COUNTY = "county", _("county")


class Institution(SiteOwned):
    """公共机构: what NY101 says of a unit. Its kind decides what is not written here.

    is_listed: in the directory of public institutions (名录库), the scope of the 2025 edition.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.STATISTICS_READ
    unit_path = "unit_id"

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    category = models.CharField(_("institution type"), max_length=14, choices=Category)
    level = models.CharField(
        _("administrative level"),
        max_length=8,
        choices=AdministrativeLevel,
        default=AdministrativeLevel.CITY,
    )
    industry_code = models.CharField(_("industry code"), max_length=10, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    region_code = models.CharField(_("region code"), max_length=12, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    head = models.CharField(_("head of the unit"), max_length=40, blank=True)
    statistician = models.CharField(_("head of statistics"), max_length=40, blank=True)
    remarks = models.CharField(_("remarks"), max_length=200, blank=True)
    is_listed = models.BooleanField(_("in the directory of public institutions"), default=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        ordering = ["unit__code"]


class ReportStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")


class Report(SiteOwned):
    """报表: one form of one unit for a quarter or a year. unit null: the complex as one.

    quarter 0: the year. frozen: {"row.line": {"value", "source", …}} as submitted, with `digest`
    (SHA-256) over it; kept by value and never changed while submitted or accepted. explanations:
    {finding: text}. basis: how persons were taken.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.STATISTICS_READ
    unit_path = "unit_id"

    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    form = models.CharField(_("form"), max_length=8)
    edition = models.CharField(_("edition"), max_length=8)
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    status = models.CharField(
        _("status"), max_length=10, choices=ReportStatus, default=ReportStatus.DRAFT
    )
    revision = models.PositiveIntegerField(default=1)
    basis = models.CharField(_("persons by"), max_length=16)
    explanations = models.JSONField(default=dict)
    frozen = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    parameters_used = models.JSONField(default=dict)
    filled_by = models.CharField(_("filled in by"), max_length=80)
    opened_at = models.DateTimeField(_("begun"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.CharField(_("submitted by"), max_length=80, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)
    return_reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta:
        ordering = ["-year", "-quarter", "unit__code", "form"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "unit", "form", "year", "quarter"], name="one_report_per_period"
            ),
            models.UniqueConstraint(
                fields=["site", "form", "year", "quarter"],
                condition=Q(unit=None),
                name="one_report_of_the_complex_per_period",
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=0, quarter__lte=4), name="quarter_of_a_year"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "accepted"])
                | (Q(submitted_at__isnull=False) & ~Q(digest="")),
                name="submitted_reports_are_frozen",
            ),
        ]
        indexes = [models.Index(fields=["site", "year", "quarter", "status"])]


class CellSource(models.TextChoices):
    """Where a figure of a report comes from."""

    METER = "meter", _("meters")
    ALLOCATION = "allocation", _("meters and allocation")
    BILL = "bill", _("bills")
    REGISTER = "register", _("head-counts and areas")
    SUMMED = "summed", _("sum of other lines")
    QUARTERS = "quarters", _("sum of the quarters")
    CARRIED = "carried", _("last report")
    TYPED = "typed", _("typed")


class Cell(SiteOwned):
    """One figure of a report that is being filled in. row: of a form with a row a room; else 0.

    value null: unknown. offered: what meters, bills and registers said when last asked, so that
    a typed figure stands beside it.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.STATISTICS_READ
    unit_path = "report__unit_id"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="cells")
    row = models.PositiveSmallIntegerField(default=0)
    line = models.CharField(_("line"), max_length=40)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6, null=True)
    text = models.CharField(_("text"), max_length=80, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=CellSource, blank=True)
    coverage = models.DecimalField(_("coverage"), max_digits=7, decimal_places=6, null=True)
    estimated = models.DecimalField(_("estimated"), max_digits=20, decimal_places=6, null=True)
    offered = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.CharField(_("changed by"), max_length=80)

    class Meta:
        ordering = ["row", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "row", "line"], name="one_figure_per_line")
        ]


class CorrectionStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")


class Correction(SiteOwned):
    """更正记录: what is added to a submitted figure, with its reason. Approved by another person.

    The submitted figure stays; the result is it with all approved differences.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.STATISTICS_READ
    unit_path = "report__unit_id"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="corrections")
    row = models.PositiveSmallIntegerField(default=0)
    line = models.CharField(_("line"), max_length=40)
    difference = models.DecimalField(_("difference"), max_digits=20, decimal_places=6)
    reason = models.CharField(_("reason"), max_length=400)
    status = models.CharField(
        _("status"), max_length=8, choices=CorrectionStatus, default=CorrectionStatus.PROPOSED
    )
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.CharField(_("proposed by"), max_length=80)
    proposed_by_person_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)
    decision_note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "row", "line"],
                condition=Q(status="proposed"),
                name="one_open_correction_per_line",
            ),
            models.CheckConstraint(condition=~Q(difference=0), name="a_correction_corrects"),
        ]


class Bulletin(SiteOwned):
    """节能简报: the quarterly in-house publication, its figures and text as published."""

    read_permission: ClassVar[str | None] = EnergyPermission.STATISTICS_READ

    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    issue = models.PositiveSmallIntegerField(_("issue"))
    text = models.TextField(_("text"), blank=True)
    figures = models.JSONField(default=dict)
    published_at = models.DateTimeField(_("published"))
    published_by = models.CharField(_("published by"), max_length=80)

    class Meta:
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "year", "quarter"], name="one_bulletin_per_quarter"
            )
        ]
