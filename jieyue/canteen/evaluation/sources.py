"""The sources of evidence the canteen offers to scoring standards."""

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.evaluation import evidence_safety as safety
from jieyue.canteen.evaluation import evidence_thrift as thrift
from jieyue.canteen.evaluation.subjects import CANTEEN, canteens
from jieyue.scorecards import evidence

ANTI_WASTE = "canteen.anti_waste"
CONTRACTOR = "canteen.contractor"

SOURCES = {
    "canteen.daily_checks": (_("daily food-safety checks"), safety.daily_checks),
    "canteen.days_planned": (_("days with a plan in force"), thrift.days_planned),
    "canteen.dishes_offered": (_("different dishes"), safety.dishes_offered),
    "canteen.disinfection": (_("days with disinfection recorded"), safety.disinfected_days),
    "canteen.expired_in_store": (_("expired lots in the store"), safety.expired_in_store),
    "canteen.expired_used": (_("expired goods issued"), safety.expired_used),
    "canteen.failed_residue_tests": (_("failed residue tests"), safety.failed_tests),
    "canteen.fridge_temperatures": (_("fridge readings in range"), safety.fridges_in_range),
    "canteen.half_portions": (_("small portions sold"), thrift.half_portions),
    "canteen.hauled_same_day": (_("waste taken away the same day"), thrift.hauled_share),
    "canteen.illness_reports": (_("reports of illness"), safety.illness_reports),
    "canteen.leftovers": (_("days with leftovers registered"), thrift.leftovers_registered),
    "canteen.lot_papers": (_("deliveries with papers"), safety.deliveries_with_papers),
    "canteen.measures": (_("measures tried"), thrift.measures_tried),
    "canteen.morning_checks": (_("morning checks made"), safety.morning_checks),
    "canteen.no_ledger": (_("no waste ledger"), thrift.no_ledger),
    "canteen.plate_checks": (_("meals a week with plate checks"), thrift.plate_checks),
    "canteen.planned_purchases": (_("purchases by plan"), thrift.planned_purchases),
    "canteen.price_against_market": (_("price against market"), safety.price_against_market),
    "canteen.quarter_before": (
        _("evaluation of the quarter before"),
        thrift.card_before(ANTI_WASTE),
    ),
    "canteen.residue_tests": (_("lots tested for residues"), safety.lots_tested),
    "canteen.samples": (_("retained samples"), safety.samples_kept),
    "canteen.second_batches": (_("second batches decided live"), thrift.second_batches),
    "canteen.unlicensed_hauls": (_("hauls without a licence"), thrift.unlicensed_hauls),
    "canteen.w1": (_("W1 kitchen waste per diner-meal"), thrift.indicator("W1")),
    "canteen.w1_change": (_("W1 against the year before"), thrift.waste_change),
    "canteen.w3": (_("W3 clean-plate rate"), thrift.indicator("W3")),
    "canteen.w4": (_("W4 supply-demand deviation"), thrift.indicator("W4")),
    "canteen.w5": (_("W5 yield against the standard"), thrift.yield_against_standard),
    "canteen.w6": (_("W6 stock spoilage"), thrift.indicator("W6")),
    "canteen.w7": (_("W7 forecast error"), thrift.indicator("W7")),
    "canteen.weighed": (_("days with all waste weighed"), thrift.weighed_share),
    "canteen.witnessed_receipts": (_("receipts by two persons"), safety.witnessed_receipts),
}


def register() -> None:
    """Called once at start."""
    for code, (label, query) in SOURCES.items():
        evidence.register(code, label, query)
    evidence.register_subjects(CANTEEN, _("canteen"), canteens)
