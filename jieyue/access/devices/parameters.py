"""Figures of the gate devices that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

KEY_AGE = define(
    Parameter(
        code="access.devices.key_age",
        value="180",
        unit="d",
        kind="integer",
        minimum="1",
        label=_("Age of a device's key after which a new one is asked for"),
        source=_("Our proposal: twice a year, so that a key that leaked does not open for long."),
        evidence="D",
    )
)
SILENT_AFTER = define(
    Parameter(
        code="access.devices.silent_after",
        value="5",
        unit="min",
        kind="integer",
        minimum="1",
        label=_("How long a device that sends heartbeats may be silent"),
        source=_("Our proposal: five missed heartbeats of a minute are no accident."),
        evidence="D",
    )
)
TELL_AGAIN = define(
    Parameter(
        code="access.devices.tell_again",
        value="60",
        unit="min",
        kind="integer",
        minimum="0",
        label=_("How long nobody is told again of a device that falls ill anew"),
        source=_("Our proposal: a line that comes and goes is one trouble, not twenty."),
        evidence="D",
    )
)
