"""Figures of the gates that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

COMMAND_LIFETIME = define(
    Parameter(
        code="access.gates.command_lifetime",
        value="30",
        unit="s",
        kind="integer",
        minimum="5",
        maximum="600",
        label=_("How long a gate may take to fetch what was asked of it by hand"),
        source=_("Our proposal: a door that opens later opens for somebody else."),
        evidence="D",
    )
)
