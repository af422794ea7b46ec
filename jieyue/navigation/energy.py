"""Departments of energy and water."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.permissions import EnergyPermission
from jieyue.navigation.items import Department, Item
from jieyue.scorecards.permissions import ScorecardsPermission

DEPARTMENTS: tuple[Department, ...] = (
    Department(
        _("Energy and water"),
        "bolt",
        (
            Item(
                _("My unit's month"),
                "energy:my_unit",
                "report",
                EnergyPermission.CONSUMPTION_READ,
                desk=EnergyPermission.QUOTAS_EXPLAIN,
            ),
            Item(
                _("Use of the complex"),
                "energy:overview",
                "chart-area-line",
                EnergyPermission.CONSUMPTION_READ,
                desk=EnergyPermission.CONSUMPTION_CORRECT,
            ),
            Item(
                _("Meter watch"),
                "energy:watch",
                "eye-check",
                EnergyPermission.WATCH_READ,
                phone=True,
                desk=EnergyPermission.WATCH_HANDLE,
            ),
            Item(
                _("Tree of meters with figures"),
                "energy:tree_figures",
                "sitemap",
                EnergyPermission.CONSUMPTION_READ,
            ),
            Item(
                _("Energy flow"),
                "energy:flow",
                "arrows-split-2",
                EnergyPermission.CONSUMPTION_READ,
            ),
            Item(
                _("Places side by side"),
                "energy:compare",
                "arrows-diff",
                EnergyPermission.CONSUMPTION_READ,
            ),
            Item(
                _("Units beside their like"),
                "energy:like_units",
                "chart-bar",
                EnergyPermission.CONSUMPTION_READ,
            ),
            Item(
                _("Water desk"),
                "energy:water",
                "droplet",
                EnergyPermission.WATER_READ,
                desk=EnergyPermission.WATER_EDIT,
            ),
            Item(
                _("Water balance tests"),
                "energy:water_tests",
                "scale",
                EnergyPermission.WATER_READ,
            ),
            Item(
                _("Fixture checks"),
                "energy:fixture_checks",
                "droplet-check",
                EnergyPermission.WATER_EDIT,
            ),
        ),
    ),
    Department(
        _("Meters and readings"),
        "gauge",
        (
            Item(_("Meter ledger"), "energy:meters", "gauge", EnergyPermission.METERS_READ),
            Item(_("Meter tree"), "energy:meter_tree", "sitemap", EnergyPermission.METERS_READ),
            Item(
                _("Deliveries of readings"),
                "energy:batches",
                "database-import",
                EnergyPermission.READINGS_READ,
            ),
            Item(
                _("Enter readings by hand"),
                "energy:reading_by_hand",
                "pencil",
                EnergyPermission.READINGS_RECORD,
            ),
            Item(
                _("Equipping rates"),
                "energy:equipping",
                "checklist",
                EnergyPermission.READINGS_READ,
            ),
            Item(
                _("Meter reading rounds"),
                "energy:rounds",
                "walk",
                EnergyPermission.READINGS_READ,
                phone=True,
                desk=EnergyPermission.READINGS_RECORD,
            ),
        ),
    ),
    Department(
        _("Energy statistics"),
        "report-analytics",
        (
            Item(
                _("Energy reports"),
                "energy:statistics",
                "file-pencil",
                EnergyPermission.STATISTICS_READ,
                desk=EnergyPermission.STATISTICS_FILL,
            ),
            Item(
                _("Energy bills"),
                "energy:bills",
                "receipt",
                EnergyPermission.STATISTICS_READ,
            ),
            Item(
                _("Who has reported"),
                "energy:statistics_units",
                "list-check",
                EnergyPermission.STATISTICS_REVIEW,
            ),
            Item(
                _("Indicators and carbon"),
                "energy:indicators",
                "chart-dots",
                EnergyPermission.STATISTICS_READ,
            ),
            Item(
                _("Energy bulletins"),
                "energy:bulletins",
                "news",
                EnergyPermission.STATISTICS_CONFIGURE,
            ),
            Item(
                _("Persons and floor areas"),
                "energy:denominators",
                "users-group",
                EnergyPermission.STATISTICS_CONFIGURE,
            ),
            Item(
                _("Factors and prices"),
                "energy:factors",
                "math-function",
                EnergyPermission.STATISTICS_READ,
            ),
            Item(
                _("Allocation of shared energy"),
                "energy:allocation",
                "arrows-split",
                EnergyPermission.ALLOCATION_READ,
            ),
            Item(_("Quotas"), "energy:quotas", "target", EnergyPermission.QUOTAS_READ),
            Item(
                _("Five-year targets"),
                "energy:targets",
                "target-arrow",
                EnergyPermission.QUOTAS_READ,
            ),
            Item(
                _("Energy evaluation"),
                "energy:evaluation",
                "award",
                ScorecardsPermission.CARDS_READ,
            ),
        ),
    ),
)
