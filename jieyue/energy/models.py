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
from jieyue.energy.equipping.models import EquippingNeed
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
from jieyue.energy.targets.models import Target, TargetPlan, TargetYear
from jieyue.energy.watch.models import (
    Duty,
    Episode,
    EpisodeStep,
    Exemption,
    MergedSign,
    Subscription,
)
from jieyue.energy.water.models import (
    BalanceLine,
    FixtureCheck,
    FixturePoint,
    NightEvent,
    NightUse,
    WaterTest,
    Zone,
    ZoneMeter,
)

__all__ = [
    "Adjustment",
    "AllocationBasis",
    "AllocationLine",
    "AllocationMethod",
    "AllocationRun",
    "AreaFigure",
    "BalanceLine",
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
    "EquippingNeed",
    "Exemption",
    "Explanation",
    "ExplanationStep",
    "ExtraPersons",
    "FixtureCheck",
    "FixturePoint",
    "Institution",
    "Instrument",
    "MergedSign",
    "Meter",
    "MeterDay",
    "MeterMonth",
    "NightEvent",
    "NightUse",
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
    "Target",
    "TargetPlan",
    "TargetYear",
    "UnreadMeter",
    "WaterTest",
    "Zone",
    "ZoneMeter",
]
