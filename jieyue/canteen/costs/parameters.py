"""Limits of costs that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

GROSS_MARGIN_CAP_PCT = define(
    Parameter(
        code="canteen.costs.gross_margin_cap_pct",
        value="0",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=_("Our own proposal: an organ's canteen sells at the cost of its food"),
        evidence="D",
        label=_("Largest gross margin of a canteen"),
    )
)
PRICE_TOLERANCE_PCT = define(
    Parameter(
        code="canteen.costs.price_tolerance_pct",
        value="5",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=_("Our own proposal: markets differ by a twentieth from day to day"),
        evidence="D",
        label=_("Prices above contract or survey are named from"),
    )
)
STOCKTAKE_DAYS = define(
    Parameter(
        code="canteen.costs.stocktake_days",
        value="5",
        kind="integer",
        unit="days",
        minimum="1",
        maximum="15",
        source=_("The whole store is counted at the month's end"),
        evidence="D",
        label=_("Days around the month's end in which the store is counted"),
    )
)
TILL_COVERAGE_PCT = define(
    Parameter(
        code="canteen.costs.till_coverage_pct",
        value="95",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=_("Our own proposal: counts at the door and at the tills differ by a few per cent"),
        evidence="D",
        label=_("Meals over the tills from which a gross margin is told"),
    )
)
