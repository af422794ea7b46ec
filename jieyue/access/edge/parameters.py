"""Numbers of the gate rooms that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

HOLDS = define(
    Parameter(
        code="access.edge.holds_with_old_rules",
        value="false",
        unit="",
        kind="boolean",
        label=_("With old rules, hold who comes in for the guard instead of warning"),
        source=_("Our proposal: who works here should not stand outside because a cable broke."),
        evidence="D",
    )
)
KEPT = define(
    Parameter(
        code="access.edge.kept",
        value="7",
        unit="d",
        kind="integer",
        minimum="1",
        maximum="30",
        label=_("How long a gate room keeps decisions that were sent"),
        source=_("Our proposal: a week, so that a reader may ask again after a long weekend."),
        evidence="D",
    )
)
MOST_KEPT = define(
    Parameter(
        code="access.edge.most_kept",
        value="200000",
        unit="decisions",
        kind="integer",
        minimum="10000",
        maximum="2000000",
        label=_("Most decisions a gate room keeps"),
        source=_("Our proposal: about 300 MB, weeks of all gates without the network."),
        evidence="D",
    )
)
OLD_AFTER = define(
    Parameter(
        code="access.edge.old_after",
        value="12",
        unit="h",
        kind="integer",
        minimum="1",
        maximum="240",
        label=_("How old a gate room's rules may be before it warns"),
        source=_("Our proposal: a night; longer, and lost cards would open for too long."),
        evidence="D",
    )
)
SILENT_AFTER = define(
    Parameter(
        code="access.edge.silent_after",
        value="10",
        unit="min",
        kind="integer",
        minimum="1",
        maximum="1440",
        label=_("Silence of a gate room after which security is told"),
        source=_("Our proposal: longer than a restart, shorter than a guard's round."),
        evidence="D",
    )
)
