"""Numbers of the decisions that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

DECISION_INPUTS_KEPT = define(
    Parameter(
        code="access.decisions.inputs_kept",
        value="30",
        unit="d",
        kind="integer",
        minimum="1",
        label=_("How long all that a decision looked at is kept"),
        source=_(
            "Our proposal: a complaint comes within a month; the decision itself is kept as long "
            "as gate entries are."
        ),
        evidence="D",
    )
)
FACE_CONFIDENCE = define(
    Parameter(
        code="access.decisions.face_confidence",
        value="0.75",
        unit="",
        kind="decimal",
        minimum="0",
        maximum="1",
        label=_("Least likeness a face terminal must report"),
        source=_("Our proposal: below it a terminal's match is shown to the guard, not opened."),
        evidence="D",
    )
)
LATE = define(
    Parameter(
        code="access.decisions.late",
        value="10",
        unit="min",
        kind="integer",
        minimum="1",
        label=_("After how long a gate's event is only noted"),
        source=_("Our proposal: nobody stands at a gate for ten minutes."),
        evidence="D",
    )
)
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
PLATE_CONFIDENCE = define(
    Parameter(
        code="access.decisions.plate_confidence",
        value="0.80",
        unit="",
        kind="decimal",
        minimum="0",
        maximum="1",
        label=_("Least confidence of a plate that opens a gate"),
        source=_("Our proposal: what the camera is less sure of is shown to the guard."),
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
