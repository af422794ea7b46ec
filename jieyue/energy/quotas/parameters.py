"""Which quotas the complex is held to, and how explanations are asked for."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

OWN_PROPOSAL = _("Our own proposal")
EXPLAIN_WORKDAYS = define(
    Parameter(
        code="energy.quotas.explain_workdays",
        value="10",
        kind="integer",
        unit="days",
        minimum="1",
        maximum="60",
        source=_("Our own proposal; Art. 17 of the regulation sets no time"),
        evidence="D",
        label=_("Workdays to explain use over quota"),
    )
)
INSTITUTION = define(
    Parameter(
        code="energy.quotas.institution",
        value="organ",
        kind="text",
        source=_("Key of quota tables"),
        evidence="D",
        label=_("Class of institution in quota tables"),
    )
)
LEVEL = define(
    Parameter(
        code="energy.quotas.level",
        value="prefecture",
        kind="text",
        source=_("The complex belongs to a city"),
        evidence="D",
        label=_("Administrative level in quota tables"),
    )
)
PACE_MARGIN_PCT = define(
    Parameter(
        code="energy.quotas.pace_margin_pct",
        value="5",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=OWN_PROPOSAL,
        evidence="D",
        label=_("How far ahead of its pace a quota may be used unmentioned"),
    )
)
REMIND_WORKDAYS = define(
    Parameter(
        code="energy.quotas.remind_workdays",
        value="3",
        kind="integer",
        unit="days",
        minimum="0",
        maximum="30",
        source=OWN_PROPOSAL,
        evidence="D",
        label=_("Days before an explanation is due on which its unit is reminded"),
    )
)
ZONE = define(
    Parameter(
        code="energy.quotas.zone",
        value="-",
        kind="text",
        source=_("Named by the local quota standard, which was not found; - is none"),
        evidence="D",
        label=_("Climate zone in quota tables"),
    )
)
