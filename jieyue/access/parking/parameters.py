"""Numbers of the car parks that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

ABANDONED_AFTER = define(
    Parameter(
        code="access.parking.abandoned_after",
        value="7",
        unit="d",
        kind="integer",
        minimum="1",
        label=_("Days after which a car that never left counts as abandoned"),
        source=_("Our proposal: longer than a week's business trip is worth a look."),
        evidence="D",
    )
)
BAY_LIMIT = define(
    Parameter(
        code="access.parking.bay_limit",
        value="6",
        unit="h",
        kind="decimal",
        minimum="0.5",
        label=_("How long a car may stand in a charging bay"),
        source=_("Our proposal: a slow charger fills an empty battery in about six hours."),
        evidence="D",
    )
)
CHARGED_GRACE = define(
    Parameter(
        code="access.parking.charged_grace",
        value="30",
        unit="min",
        kind="integer",
        minimum="0",
        label=_("How long a charged car may go on standing in the bay"),
        source=_("Our proposal: time enough to walk down from a meeting."),
        evidence="D",
    )
)
GUARD_AFTER = define(
    Parameter(
        code="access.parking.guard_after",
        value="30",
        unit="min",
        kind="integer",
        minimum="0",
        label=_("How long after the host the guards are told of a visitor's car"),
        source=_("Our proposal: the host can usually clear it up by a call."),
        evidence="D",
    )
)
RECORDS_KEPT = define(
    Parameter(
        code="access.parking.kept_days",
        value="30",
        unit="d",
        kind="integer",
        minimum="1",
        label=_("How long reservations and noted spaces are kept"),
        source=_(
            "Our proposal; personal information law Art. 19 asks for the shortest time needed."
        ),
        evidence="D",
    )
)
OVERSTAY_AFTER = define(
    Parameter(
        code="access.parking.overstay_after",
        value="30",
        unit="min",
        kind="integer",
        minimum="0",
        label=_("How long a visitor's car may stay after the visit's end"),
        source=_("Our proposal: as long as the visitor may."),
        evidence="D",
    )
)
RESERVED_AHEAD = define(
    Parameter(
        code="access.parking.reserved_ahead",
        value="60",
        unit="min",
        kind="integer",
        minimum="0",
        label=_("How long before a visit its space no longer counts as free"),
        source=_("Our proposal: whoever parks now may stay an hour."),
        evidence="D",
    )
)
