"""Figures of the readings' intake that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

CLOCK_TOLERANCE = define(
    Parameter(
        code="energy.intake.clock_tolerance_s",
        value="120",
        kind="integer",
        unit="s",
        minimum="0",
        source=_("Our own proposal: beyond it a sender's clock is told to be off"),
        evidence="D",
        label=_("How far a sender's clock may be off"),
    )
)
FUTURE_TOLERANCE = define(
    Parameter(
        code="energy.intake.future_tolerance_s",
        value="300",
        kind="integer",
        unit="s",
        minimum="0",
        source=_("Our own proposal: a reading later than this is from the future"),
        evidence="D",
        label=_("How far ahead of our clock a reading may be"),
    )
)
KEY_OVERLAP = define(
    Parameter(
        code="energy.intake.key_overlap_hours",
        value="48",
        kind="integer",
        unit="h",
        minimum="0",
        source=_("Our own proposal: two days to enter the new key at the collector"),
        evidence="D",
        label=_("How long a collector's former key goes on working"),
    )
)
PRICE_RATIO = define(
    Parameter(
        code="energy.intake.price_ratio",
        value="3",
        kind="decimal",
        minimum="1",
        source=_("Our own proposal: tariffs differ by less, units by a thousand"),
        evidence="D",
        label=_("How many times the usual price a bill may imply"),
    )
)
SLIP_WITHIN = define(
    Parameter(
        code="energy.intake.slip_within",
        value="0.10",
        kind="decimal",
        minimum="0",
        maximum="0.5",
        source=_("Unit slips of a thousand and ten thousand are documented"),
        evidence="D",
        label=_("How near a step must be to a unit slip to be told as one"),
    )
)
TIME_OF_DAY = define(
    Parameter(
        code="energy.intake.time_of_day",
        value="00:00",
        kind="time",
        source=_("Our own proposal: a sheet that names only the day was read at its beginning"),
        evidence="D",
        label=_("When a reading was taken whose sheet names only the day"),
    )
)
UNLIKE_RATIO = define(
    Parameter(
        code="energy.intake.unlike_ratio",
        value="500",
        kind="decimal",
        minimum="2",
        source=_("Our own proposal: like meters differ by less, units by a thousand"),
        evidence="D",
        label=_("How many times the usual or the neighbours' use is doubted"),
    )
)
