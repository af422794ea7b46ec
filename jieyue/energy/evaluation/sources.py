"""The sources of evidence energy offers to scoring standards.

What no part of the product knows yet, such as the papers of a rule, is left to a person.
"""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.evaluation import evidence_site as site
from jieyue.energy.evaluation import evidence_unit as unit
from jieyue.energy.evaluation.subjects import SITE, UNIT, sites, units
from jieyue.energy.quotas.models import Measure
from jieyue.scorecards import evidence

SOURCES = {
    "energy.balance_tests": (_("water balance tests"), site.balance_tests),
    "energy.bills_by_month": (_("months with bills"), site.bills_by_month),
    "energy.fixture_leaks": (_("leaking fittings"), site.fixture_leaks),
    "energy.items_metered": (_("items with a meter of their own"), site.items_metered),
    "energy.leaks_stopped": (_("leaks stopped"), site.leaks_stopped),
    "energy.open_episodes": (_("episodes nobody resolved"), site.open_episodes),
    "energy.ratio_per_m2": (_("energy per m² against the mean"), site.against_average("per_m2")),
    "energy.ratio_per_person": (
        _("energy per person against the mean"),
        site.against_average("per_person"),
    ),
    "energy.ratio_water": (_("water per person against the mean"), site.against_average("water")),
    "energy.reports_in_time": (_("units' reports in time"), site.reports_in_time),
    "energy.targets_reached": (_("targets reached"), site.targets_reached),
    "energy.unit_after_hours": (_("load after hours"), unit.after_hours),
    "energy.unit_electricity_to_quota": (
        _("electricity against its quota"),
        unit.use_to_quota(Measure.ELECTRICITY),
    ),
    "energy.unit_energy_to_target": (
        _("energy per person against its target"),
        unit.energy_to_target,
    ),
    "energy.unit_episodes_resolved": (_("episodes resolved"), unit.episodes_resolved),
    "energy.unit_reports_in_time": (_("reports in time"), unit.reports_in_time),
    "energy.unit_reports_returned": (_("reports returned"), unit.reports_returned),
    "energy.unit_water_to_quota": (
        _("water against its quota"),
        unit.use_to_quota(Measure.WATER),
    ),
    "energy.water_bills_by_month": (_("months with a water bill"), site.water_bills_by_month),
    "energy.water_measured": (_("share of water measured"), site.water_measured),
    "energy.water_to_general_quota": (
        _("water per person against the general quota"),
        site.water_to_general_quota,
    ),
}


def register() -> None:
    """Called once at start."""
    for code, (label, query) in SOURCES.items():
        evidence.register(code, label, query)
    evidence.register_subjects(SITE, _("the complex"), sites)
    evidence.register_subjects(UNIT, _("unit"), units)
