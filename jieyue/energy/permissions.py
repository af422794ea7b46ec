"""Rights over energy and water, alphabetical. A role grants each for unit or complex."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.permissions import Permission


class EnergyPermission(Permission):
    ALLOCATION_EDIT = "energy.allocation.edit", _("Allocate shared energy and publish the method")
    ALLOCATION_READ = "energy.allocation.read", _("See how shared energy is allocated")
    CONSUMPTION_CORRECT = "energy.consumption.correct", _("Adjust consumption, with a reason")
    CONSUMPTION_READ = "energy.consumption.read", _("See what is used, by meter and unit")
    METERS_EDIT = "energy.meters.edit", _("Keep the meter ledger and replace meters")
    METERS_READ = "energy.meters.read", _("See the meter ledger")
    QUOTAS_DECIDE = "energy.quotas.decide", _("Decide on explanations of use over quota")
    QUOTAS_EDIT = "energy.quotas.edit", _("Set quotas, targets and five-year plans")
    QUOTAS_EXPLAIN = "energy.quotas.explain", _("Explain use over quota")
    QUOTAS_READ = "energy.quotas.read", _("See quotas, targets and how they are met")
    READINGS_CORRECT = "energy.readings.correct", _("Correct readings, with a reason")
    READINGS_IMPORT = "energy.readings.import", _("Import readings")
    READINGS_READ = "energy.readings.read", _("See readings and the ingest log")
    READINGS_RECORD = "energy.readings.record", _("Read meters by hand")
    STATISTICS_CONFIGURE = "energy.statistics.configure", _("Choose forms, factors and boundaries")
    STATISTICS_FILL = "energy.statistics.fill", _("Fill in and submit energy statistics")
    STATISTICS_READ = "energy.statistics.read", _("See energy statistics")
    STATISTICS_REVIEW = "energy.statistics.review", _("Accept, return and summarise statistics")
    WATCH_CONFIGURE = "energy.watch.configure", _("Set what the meter watch looks for")
    WATCH_HANDLE = "energy.watch.handle", _("Take on, work and resolve meter episodes")
    WATCH_READ = "energy.watch.read", _("See what the meter watch found")
    WATER_EDIT = "energy.water.edit", _("Hold water balance tests and fixture checks")
    WATER_READ = "energy.water.read", _("See water balance, night flow and leaks")
