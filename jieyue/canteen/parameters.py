"""Figures of the canteen that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

BUFFER_PCT = define(
    Parameter(
        code="canteen.planning.buffer_pct",
        value="0",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="50",
        source=_("Our own proposal: the service level already holds what is kept in reserve"),
        evidence="D",
        label=_("Raw goods bought beyond the plan"),
    )
)
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
        value="90",
        kind="integer",
        unit="days",
        minimum="14",
        source=_("Our own proposal: three months show the habit and follow a season"),
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
FIRST_BATCH_LEVEL = define(
    Parameter(
        code="canteen.planning.first_batch_level",
        value="0.20",
        kind="decimal",
        minimum="0.01",
        maximum="0.5",
        source=_("Our own proposal: on four days of five at least the first batch is eaten"),
        evidence="D",
        label=_("Quantile of demand cooked in the first batch"),
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
MISSING_PORTION_YUAN = define(
    Parameter(
        code="canteen.planning.missing_portion_yuan",
        value="12.00",
        kind="decimal",
        unit="yuan",
        minimum="0.01",
        source=_(
            "Our own proposal, to be set from the canteen's survey: what a diner without the "
            "dish is held to cost"
        ),
        evidence="D",
        label=_("Penalty of a missing portion"),
    )
)
PLAN_DAYS = define(
    Parameter(
        code="canteen.planning.days",
        value="7",
        kind="integer",
        unit="days",
        minimum="1",
        maximum="14",
        source=_("Our own proposal: a week covers every delivery day"),
        evidence="D",
        label=_("Days planned together"),
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
TAKE_RATE_DAY_CORRELATION = define(
    Parameter(
        code="canteen.menus.take_rate_day_correlation",
        value="0.02",
        kind="decimal",
        minimum="0",
        maximum="1",
        source=_(
            "Our own proposal: a day never counts as more than fifty independent diners; each "
            "dish's own counts move it"
        ),
        evidence="D",
        label=_("Likeness of two diners' choices on one day"),
    )
)
TAKE_RATE_HALF_LIFE_DAYS = define(
    Parameter(
        code="canteen.menus.take_rate_half_life_days",
        value="180",
        kind="integer",
        unit="days",
        minimum="7",
        source=_("Our own proposal: tastes change with the season"),
        evidence="D",
        label=_("Days after which a served count weighs half"),
    )
)
TAKE_RATE_PRIOR_STRENGTH = define(
    Parameter(
        code="canteen.menus.take_rate_prior_strength",
        value="20",
        kind="decimal",
        unit="diners",
        minimum="1",
        source=_("Our own proposal: the first guess weighs less than one served day"),
        evidence="D",
        label=_("Diners that the first guess of a take rate is worth"),
    )
)
THROWN_AWAY_HANDLING_YUAN = define(
    Parameter(
        code="canteen.planning.thrown_away_handling_yuan",
        value="0.50",
        kind="decimal",
        unit="yuan",
        minimum="0.01",
        source=_("Our own proposal: work and disposal, beside the ingredients"),
        evidence="D",
        label=_("Handling of a portion thrown away"),
    )
)
