"""Numbers of the decisions that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

PEOPLE_REPEAT = define(
    Parameter(
        code="access.decisions.people_repeat",
        value="30",
        unit="s",
        kind="integer",
        label=_("How long the same person is not taken again in one direction"),
        source=_("Our proposal: half a minute is longer than one walk through."),
        evidence="D",
    )
)
RESET_AT = define(
    Parameter(
        code="access.decisions.reset_at",
        value="03:00",
        unit="",
        kind="time",
        label=_("When everybody's whereabouts become unknown again"),
        source=_("Our proposal: at night, so that a missed badge-out does no harm the next day."),
        evidence="D",
    )
)
VEHICLE_REPEAT = define(
    Parameter(
        code="access.decisions.vehicle_repeat",
        value="60",
        unit="s",
        kind="integer",
        label=_("How long the same vehicle is not taken again in one direction"),
        source=_("Our proposal: a minute is longer than one drive through a lane."),
        evidence="D",
    )
)
