"""Figures of the guard's screen that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

ANSWER_WITHIN = define(
    Parameter(
        code="access.console.answer_within",
        value="5",
        unit="min",
        kind="integer",
        minimum="1",
        maximum="60",
        label=_("How long a refusal at a gate can be answered by hand"),
        source=_("Our proposal: after five minutes somebody else stands at the gate."),
        evidence="D",
    )
)
FILL_IN_WITHIN = define(
    Parameter(
        code="access.console.fill_in_within",
        value="8",
        unit="h",
        kind="integer",
        minimum="1",
        label=_("By when an emergency passage is to be written down"),
        source=_("As visitor rules of campuses ask for urgent repairs: within eight hours."),
        evidence="K",
    )
)
PICTURES_LIVE = define(
    Parameter(
        code="access.console.pictures_live",
        value="10",
        unit="min",
        kind="integer",
        minimum="1",
        maximum="60",
        label=_("How long a passage's picture is shown on the guard's screen"),
        source=_("Our proposal: as long as somebody may still stand at the gate."),
        evidence="D",
    )
)
