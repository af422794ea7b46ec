"""Errors of measurement that the mass balance carries through, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

CHECK_SIGMAS = define(
    Parameter(
        code="canteen.balance.check_sigmas",
        value="2",
        kind="decimal",
        minimum="1",
        maximum="6",
        source=_("Our own proposal: chance alone exceeds two standard errors on one day in 22"),
        evidence="D",
        label=_("Standard errors from which a gap is looked into"),
    )
)
COUNT_ERROR_PCT = define(
    Parameter(
        code="canteen.balance.count_error_pct",
        value="1.0",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="20",
        source=_("A stocktake of dry goods is held to 1 %"),
        evidence="D",
        label=_("Standard error of a lot counted in the store"),
    )
)
DAYS_LOOKED_BACK = define(
    Parameter(
        code="canteen.balance.days_looked_back",
        value="3",
        kind="integer",
        unit="days",
        minimum="1",
        maximum="14",
        source=_("Our own proposal: late entries of a week-end still count"),
        evidence="D",
        label=_("Days balanced again each night"),
    )
)
ISSUE_ERROR_KG = define(
    Parameter(
        code="canteen.balance.issue_error_kg",
        value="0.050",
        kind="decimal",
        unit="kg",
        minimum="0.001",
        maximum="5",
        source=_("Our own proposal: half a division of a platform scale of 100 g"),
        evidence="D",
        label=_("Standard error of one weighing in the store"),
    )
)
ISSUE_ERROR_PCT = define(
    Parameter(
        code="canteen.balance.issue_error_pct",
        value="0.5",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="20",
        source=_("Our own proposal: a commercial scale of class III with wet goods"),
        evidence="D",
        label=_("Relative standard error of one weighing in the store"),
    )
)
RECIPE_ERROR_PCT = define(
    Parameter(
        code="canteen.balance.recipe_error_pct",
        value="3.0",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="50",
        source=_("Our own proposal, to be set from the canteen's own weighings"),
        evidence="D",
        label=_("Relative standard error of what a recipe says went into the pot"),
    )
)
SERVING_ERROR_PCT = define(
    Parameter(
        code="canteen.balance.serving_error_pct",
        value="5.0",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="50",
        source=_("Our own proposal: the ladle of one dish is off by a twentieth on a day"),
        evidence="D",
        label=_("Relative standard error of a dish's portion as served"),
    )
)
TRIMMING_ERROR_PCT = define(
    Parameter(
        code="canteen.balance.trimming_error_pct",
        value="20",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=_("Our own proposal: net yields of vegetables vary by a fifth of the loss"),
        evidence="D",
        label=_("Relative standard error of trimmings that were not weighed by group"),
    )
)
