"""Figures of the canteen that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

COMPANIONS_SMALL_PARTY = define(
    Parameter(
        code="canteen.guests.companions_small_party",
        value="3",
        kind="integer",
        unit="persons",
        minimum="0",
        source=_(
            "Rules for official receptions of party and government organs: at most three "
            "companions for up to ten guests"
        ),
        evidence="K",
        label=_("Most companions for up to ten guests"),
    )
)
CORRECTION_DAYS_LOOKED_BACK = define(
    Parameter(
        code="canteen.forecast.correction_days_looked_back",
        value="60",
        kind="integer",
        unit="days",
        minimum="14",
        source=_("Our own proposal: two months show the habit and follow a season"),
        evidence="D",
        label=_("Days from which the usual morning is learnt"),
    )
)
CORRECTION_MOST_PCT = define(
    Parameter(
        code="canteen.forecast.correction_most_pct",
        value="30",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=_("Our own proposal: the kitchen has started and cannot absorb more"),
        evidence="D",
        label=_("Largest change of a forecast by the morning"),
    )
)
CORRECTION_SHRINK_DAYS = define(
    Parameter(
        code="canteen.forecast.correction_shrink_days",
        value="5",
        kind="decimal",
        unit="days",
        minimum="0",
        source=_("Our own proposal: a week of a unit's own mornings weighs as the complex's"),
        evidence="D",
        label=_("Days at which a unit's own habit weighs as much as the complex's"),
    )
)
FORECAST_DAYS_AHEAD = define(
    Parameter(
        code="canteen.forecast.days_ahead",
        value="14",
        kind="integer",
        unit="days",
        minimum="1",
        maximum="14",
        source=_("Our own proposal: two weeks cover the lead times of purchases"),
        evidence="D",
        label=_("Days forecast ahead"),
    )
)
LEAST_UNIT_EFFECT_SHOWN = define(
    Parameter(
        code="canteen.forecast.least_unit_effect_shown",
        value="3",
        kind="integer",
        unit="diners",
        minimum="1",
        source=_("Our own proposal: smaller changes are noise on the kitchen board"),
        evidence="D",
        label=_("Smallest effect of a unit that the kitchen board names"),
    )
)
SMALL_PARTY_GUESTS = define(
    Parameter(
        code="canteen.guests.small_party_guests",
        value="10",
        kind="integer",
        unit="persons",
        minimum="1",
        source=_(
            "Rules for official receptions of party and government organs: above ten guests, "
            "companions are at most a third of the guests"
        ),
        evidence="K",
        label=_("Guests up to which the small-party rule of companions holds"),
    )
)
