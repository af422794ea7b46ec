"""When reports are due and what their figures are held against, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

AUDIT_QA = _("Thresholds of an audit tool's quality check")

ANNUAL_DUE = define(
    Parameter(
        code="energy.statistics.annual_due",
        value="03-31",
        kind="text",
        source=_("公共机构节能条例 Art. 15: the report of a year by 31 March of the next"),
        evidence="law",
        label=_("Last day for the annual report, month and day"),
    )
)
BILLS_FIRST = define(
    Parameter(
        code="energy.statistics.bills_first",
        value="true",
        kind="boolean",
        source=_("Our own proposal: what was settled is what the statistics tell"),
        evidence="D",
        label=_("A report takes whole bills before meters"),
    )
)
CHANGE_ENERGY_PCT = define(
    Parameter(
        code="energy.statistics.change_energy_pct",
        value="15",
        kind="decimal",
        unit="%",
        minimum="0",
        source=AUDIT_QA,
        evidence="found",
        label=_("Change of energy against a year before that needs words"),
    )
)
CHANGE_WATER_PCT = define(
    Parameter(
        code="energy.statistics.change_water_pct",
        value="25",
        kind="decimal",
        unit="%",
        minimum="0",
        source=AUDIT_QA,
        evidence="found",
        label=_("Change of water against a year before that needs words"),
    )
)
EDITIONS_SINCE = define(
    Parameter(
        code="energy.statistics.editions_since",
        value='{"2020": 2000, "2025": 2025}',
        kind="json",
        source=_("The statistical system as issued anew in November 2025; first year of data"),
        evidence="D",
        label=_("Edition of the forms, by the first year of data it is for"),
    )
)
LEAST_COVERAGE_PCT = define(
    Parameter(
        code="energy.statistics.least_coverage_pct",
        value="95",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=_("Our own proposal"),
        evidence="D",
        label=_("Coverage by readings below which a figure is marked"),
    )
)
MOST_DIFFERENCE_PCT = define(
    Parameter(
        code="energy.statistics.most_difference_pct",
        value="5",
        kind="decimal",
        unit="%",
        minimum="0",
        source=_("Our own proposal: between meters and bills"),
        evidence="D",
        label=_("Difference between two sources of a figure that is shown"),
    )
)
QUARTER_DUE_DAYS = define(
    Parameter(
        code="energy.statistics.quarter_due_days",
        value="15",
        kind="integer",
        unit="days",
        minimum="1",
        source=_("Our own proposal"),
        evidence="D",
        label=_("Days after a quarter's end to submit its report"),
    )
)
REMIND_DAYS = define(
    Parameter(
        code="energy.statistics.remind_days",
        value="[10, 3, 0]",
        kind="json",
        source=_("Our own proposal"),
        evidence="D",
        label=_("Days before the last day on which who has not submitted is reminded"),
    )
)
