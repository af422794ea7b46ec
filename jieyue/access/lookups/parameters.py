"""Numbers of look-ups of persons that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

REASONS_KEPT = define(
    Parameter(
        code="access.lookups.reasons_kept_years",
        value="3",
        unit="years",
        kind="integer",
        minimum="3",
        maximum="30",
        label=_("How long the written reason of a look-up is kept"),
        source=_("Personal information law Art. 56: records of processing at least three years."),
        evidence="law",
    )
)
TELL_AFTER = define(
    Parameter(
        code="access.presence.tell_after_days",
        value="7",
        unit="d",
        kind="integer",
        minimum="0",
        maximum="90",
        label=_("Days after which somebody who was looked up is told"),
        source=_("Our proposal; personal information law Art. 7 and 17 ask for openness."),
        evidence="D",
    )
)
