"""Numbers of musters that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

KEPT_DAYS = define(
    Parameter(
        code="access.muster.kept_days",
        value="30",
        unit="d",
        kind="integer",
        minimum="1",
        label=_("How long names of an ended muster are kept"),
        source=_("Our proposal: a month to review a drill; the report's figures stay."),
        evidence="D",
    )
)
LIKELY_INSIDE = define(
    Parameter(
        code="access.muster.likely_inside",
        value="0.2",
        kind="decimal",
        minimum="0",
        maximum="1",
        label=_("Likelihood of being inside from which somebody stands on the list"),
        source=_("Our proposal: rather look for one too many."),
        evidence="D",
    )
)
TARGET_15 = define(
    Parameter(
        code="access.muster.target_15",
        value="0.90",
        kind="decimal",
        minimum="0",
        maximum="1",
        label=_("Share of the list to be found 15 minutes after the call"),
        source=_("Our proposal; to be set by the site's own drills."),
        evidence="D",
    )
)
TARGET_30 = define(
    Parameter(
        code="access.muster.target_30",
        value="1.00",
        kind="decimal",
        minimum="0",
        maximum="1",
        label=_("Share of the list to be found 30 minutes after the call"),
        source=_("Our proposal; to be set by the site's own drills."),
        evidence="D",
    )
)
TARGET_5 = define(
    Parameter(
        code="access.muster.target_5",
        value="0.60",
        kind="decimal",
        minimum="0",
        maximum="1",
        label=_("Share of the list to be found 5 minutes after the call"),
        source=_("Our proposal; to be set by the site's own drills."),
        evidence="D",
    )
)
