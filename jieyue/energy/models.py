"""Django finds tables here; each is defined beside its topic."""

from jieyue.energy.allocation.models import (
    AllocationBasis,
    AllocationLine,
    AllocationMethod,
    AllocationRun,
)
from jieyue.energy.bills.models import Bill, BillScan
from jieyue.energy.consumption.models import Adjustment, MeterDay, MeterMonth, StepNote
from jieyue.energy.denominators.models import AreaFigure, ExtraPersons
from jieyue.energy.intake.models import Batch, Collector, RefusedReading
from jieyue.energy.meters.models import Instrument, Meter, Placement, ServedUnit
from jieyue.energy.quotas.models import Explanation, ExplanationStep, Quota, QuotaRow, QuotaTable
from jieyue.energy.readings.models import ReadingCorrection, ReadingDay
from jieyue.energy.rounds.models import Round, RoundPlan, RoundStop, UnreadMeter
from jieyue.energy.statistics.models import (
    Bulletin,
    Cell,
    Correction,
    Institution,
    Report,
)
from jieyue.energy.watch.models import (
    Duty,
    Episode,
    EpisodeStep,
    Exemption,
    MergedSign,
    Subscription,
)

__all__ = [
    "Adjustment",
    "AllocationBasis",
    "AllocationLine",
    "AllocationMethod",
    "AllocationRun",
    "AreaFigure",
    "Batch",
    "Bill",
    "BillScan",
    "Bulletin",
    "Cell",
    "Collector",
    "Correction",
    "Duty",
    "Episode",
    "EpisodeStep",
    "Exemption",
    "Explanation",
    "ExplanationStep",
    "ExtraPersons",
    "Institution",
    "Instrument",
    "MergedSign",
    "Meter",
    "MeterDay",
    "MeterMonth",
    "Placement",
    "Quota",
    "QuotaRow",
    "QuotaTable",
    "ReadingCorrection",
    "ReadingDay",
    "RefusedReading",
    "Report",
    "Round",
    "RoundPlan",
    "RoundStop",
    "ServedUnit",
    "StepNote",
    "Subscription",
    "UnreadMeter",
]
