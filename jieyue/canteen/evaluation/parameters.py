"""Figures of the evaluation that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

CONTRACTOR_UNIT = define(
    Parameter(
        code="canteen.evaluation.contractor_unit",
        value="-",
        kind="text",
        source=_(
            "The unit's code; “-” takes the only contractor whose head-count has canteen staff"
        ),
        evidence="D",
        label=_("Unit that runs the canteen and is scored every month"),
    )
)
LEAST_COVERAGE = define(
    Parameter(
        code="canteen.evaluation.least_coverage",
        value="0.6",
        kind="decimal",
        minimum="0",
        maximum="1",
        source=_("Our own proposal: with less than this recorded, a person judges"),
        evidence="D",
        label=_("Coverage below which an indicator proposes no points"),
    )
)
PLATES_PER_MEAL = define(
    Parameter(
        code="canteen.evaluation.plates_per_meal",
        value="100",
        kind="integer",
        unit="trays",
        minimum="10",
        source=_("At least 100 trays for each inspected meal"),
        evidence="D",
        label=_("Trays that make a plate check count"),
    )
)
