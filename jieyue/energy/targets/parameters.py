"""When the figures of a target's year are said not to agree."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

AGREEMENT_PCT = define(
    Parameter(
        code="energy.targets.agreement_pct",
        value="10",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=_("Our own proposal: vehicle fuel counts per person and not per m², about 5 %"),
        evidence="D",
        label=_("How far energy per person and per m² may disagree on the area a person has"),
    )
)
LEAST_COVERAGE = define(
    Parameter(
        code="energy.targets.least_coverage",
        value="0.90",
        kind="decimal",
        minimum="0",
        maximum="1",
        source=_("Our own proposal, as the measurement standards ask of a baseline"),
        evidence="D",
        label=_("Coverage below which a year's result is taken but no target counts as reached"),
    )
)
