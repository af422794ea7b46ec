"""Figures about purchases that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

EMERGENCY_BEFORE_APPROVAL = define(
    Parameter(
        code="canteen.purchasing.emergency_before_approval",
        value="false",
        kind="boolean",
        source=_("Our own proposal: an emergency is approved first too, only marked urgent"),
        evidence="D",
        label=_("Emergency purchases are ordered before they are approved"),
    )
)
LARGE_FROM_YUAN = define(
    Parameter(
        code="canteen.purchasing.large_from_yuan",
        value="20000",
        kind="decimal",
        unit="yuan",
        minimum="0",
        source=_("Our own proposal, to be set from the office's rules on spending"),
        evidence="D",
        label=_("Amount from which a purchase needs a second approval"),
    )
)
SHORT_TOLERANCE_PCT = define(
    Parameter(
        code="canteen.purchasing.short_tolerance_pct",
        value="3",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="20",
        source=_("Our own proposal: weighed goods may fall short by as much"),
        evidence="D",
        label=_("Shortfall up to which a line counts as delivered"),
    )
)
SURVEY_EXCESS_PCT = define(
    Parameter(
        code="canteen.purchasing.survey_excess_pct",
        value="10",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="200",
        source=_("Our own proposal: delivery and credit may cost something over the market"),
        evidence="D",
        label=_("Price over the market survey from which a line is marked"),
    )
)
