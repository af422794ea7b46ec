"""Numbers of the gates that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

CLOCK_TOLERANCE = define(
    Parameter(
        code="access.entries.clock_tolerance",
        value="120",
        unit="s",
        kind="integer",
        label=_("How far a gate's clock may run ahead"),
        source=_("Our proposal: network time keeps clocks within seconds."),
        evidence="D",
    )
)
ENTRIES_KEPT = define(
    Parameter(
        code="access.entries.kept_days",
        value="180",
        unit="d",
        kind="integer",
        label=_("How long single gate entries are kept"),
        source=_(
            "Our proposal; personal information law Art. 19 asks for the shortest time needed."
        ),
        evidence="D",
    )
)
KEY_OVERLAP = define(
    Parameter(
        code="access.devices.key_overlap",
        value="24",
        unit="h",
        kind="integer",
        label=_("How long a device's old key works after a new one is made"),
        source=_("Our proposal: a day to set the new key at the device."),
        evidence="D",
    )
)
SILENT_SHARE = define(
    Parameter(
        code="access.devices.silent_share",
        value="0.10",
        unit="",
        kind="decimal",
        label=_("Share of its usual entries below which a device counts as silent"),
        source=_("Our proposal: even a bridge day leaves more than a tenth of the usual entries."),
        evidence="D",
    )
)
SMALLEST_BAND = define(
    Parameter(
        code="access.presence.smallest_shown",
        value="5",
        unit="persons",
        kind="integer",
        label=_("Smallest number of people inside that is shown as a number"),
        source=_("Our proposal: smaller groups would show single persons' whereabouts."),
        evidence="D",
    )
)
UNHEARD_SHARE = define(
    Parameter(
        code="access.devices.unheard_share",
        value="0.30",
        unit="",
        kind="decimal",
        label=_("Share of a unit's entries through silent devices that makes its count unknown"),
        source=_("Our proposal: a missing gate must not be read as absent people."),
        evidence="D",
    )
)
