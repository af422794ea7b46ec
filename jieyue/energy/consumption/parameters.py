"""Figures by which steps of registers are judged, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

_OWN = _("Our own proposal")

FOREIGN_READINGS = define(
    Parameter(
        code="energy.consumption.foreign_readings",
        value="8",
        kind="integer",
        unit="readings",
        minimum="1",
        maximum="48",
        source=_("Our own proposal: two hours of a meter read every quarter of an hour"),
        evidence="D",
        label=_("Most readings in a row skipped as foreign to their meter"),
    )
)
GAP_TIMES = define(
    Parameter(
        code="energy.consumption.gap_times",
        value="1.5",
        kind="decimal",
        minimum="1",
        source=_("Our own proposal: one reading missing is a gap, a late one is none"),
        evidence="D",
        label=_("Readings so many intervals apart leave a gap, whose use is estimated"),
    )
)
HAND_GAP_DAYS = define(
    Parameter(
        code="energy.consumption.hand_gap_days",
        value="45",
        kind="integer",
        unit="days",
        minimum="1",
        source=_("Our own proposal: a month and a half between readings by hand"),
        evidence="D",
        label=_("Days between readings by hand from which the use between is estimated"),
    )
)
LEAST_CAPACITY = define(
    Parameter(
        code="energy.consumption.least_capacity",
        value=(
            '{"electricity": 100, "water": 5, "gas": 50, "heat": 5, "coal": 10, "gasoline": 1000, '
            '"diesel": 1000, "lpg": 100, "other": 10}'
        ),
        kind="json",
        source=_("Our own proposal: a meter DN 40 or 150 A; applies where the ledger says nothing"),
        evidence="D",
        label=_("Use per hour that is believed of a meter without a stated capacity"),
    )
)
NOTED_GAP_HOURS = define(
    Parameter(
        code="energy.consumption.noted_gap_hours",
        value="3",
        kind="integer",
        unit="h",
        minimum="0",
        source=_("Our own proposal: and at least two readings missing; shorter ones fill the list"),
        evidence="D",
        label=_("Hours without a reading from which a gap is listed among the odd steps"),
    )
)
ROLLOVER_TIMES = define(
    Parameter(
        code="energy.consumption.rollover_times",
        value="3",
        kind="integer",
        minimum="1",
        source=_("Three times the median of the last twelve periods"),
        evidence="D",
        label=_("Times its median that a meter without a stated capacity may use as it rolls over"),
    )
)
USUAL_TIMES = define(
    Parameter(
        code="energy.consumption.usual_times",
        value="10",
        kind="integer",
        minimum="2",
        source=_OWN,
        evidence="D",
        label=_("Times its usual use that is believed of a meter without a stated capacity"),
    )
)
