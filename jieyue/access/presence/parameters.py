"""Numbers of presence that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

ARRIVING = define(
    Parameter(
        code="access.presence.arriving",
        value=(
            "[0.2, 0.1, 0.1, 0.1, 0.2, 0.5, 2, 10, 40, 12, 4, 3, 2, 12, 8, 2, 1, 1, 1, 1, 0.5, "
            "0.5, 0.5, 0.2]"
        ),
        kind="json",
        label=_("Usual arrivals by hour of the day, as weights, until they are learnt"),
        source=_("Our proposal: an office day with a lunch break."),
        evidence="D",
    )
)
DAYS_WEIGHT = define(
    Parameter(
        code="access.presence.days_weight",
        value="2",
        unit="d",
        kind="integer",
        minimum="0",
        maximum="60",
        label=_("Days that the first shares of unseen passages weigh as much as"),
        source=_("Our proposal: one odd day must not overturn them."),
        evidence="D",
    )
)
EMPTY_BELOW = define(
    Parameter(
        code="access.presence.empty_below",
        value="0.5",
        unit="persons",
        kind="decimal",
        minimum="0",
        label=_("Expected people below which a zone counts as empty"),
        source=_("Our proposal: more likely empty than not."),
        evidence="D",
    )
)
HABIT_DAYS = define(
    Parameter(
        code="access.presence.habit_days",
        value="10",
        unit="d",
        kind="integer",
        minimum="1",
        maximum="60",
        label=_("Workdays that habits of coming and going are learnt from"),
        source=_("Our proposal: two weeks of work."),
        evidence="D",
    )
)
LEAVING = define(
    Parameter(
        code="access.presence.leaving",
        value=(
            "[0.3, 0.3, 0.3, 0.3, 0.3, 0.2, 0.1, 0.05, 0.05, 0.05, 0.05, 0.15, 0.4, 0.1, 0.05, "
            "0.05, 0.1, 0.6, 0.6, 0.5, 0.5, 0.5, 0.5, 0.4]"
        ),
        kind="json",
        label=_("Usual share of those inside who leave in each hour, until it is learnt"),
        source=_("Our proposal: an office day with a lunch break."),
        evidence="D",
    )
)
MISSED_IN = define(
    Parameter(
        code="access.presence.missed_in",
        value="0.03",
        kind="decimal",
        minimum="0",
        maximum="0.5",
        label=_("Share of people who come in unseen behind others, until it is learnt"),
        source=_("Our proposal; outs without an in correct it."),
        evidence="D",
    )
)
MISSED_OUT = define(
    Parameter(
        code="access.presence.missed_out",
        value="0.08",
        kind="decimal",
        minimum="0",
        maximum="0.9",
        label=_("Share of people whose leaving no reader sees, until it is learnt"),
        source=_("Our proposal; ins without an out correct it."),
        evidence="D",
    )
)
RATES_WEIGHT = define(
    Parameter(
        code="access.presence.rates_weight",
        value="300",
        kind="integer",
        minimum="0",
        label=_("Passages that the first shares of unseen passages weigh as much as"),
        source=_("Our proposal: a tenth of a day of a complex."),
        evidence="D",
    )
)
UNIT_WEIGHT = define(
    Parameter(
        code="access.presence.unit_weight",
        value="40",
        unit="persons",
        kind="integer",
        minimum="1",
        label=_("People that the complex's habits weigh as much as beside a unit's own"),
        source=_("Our proposal: a unit of forty counts as much as all others together."),
        evidence="D",
    )
)
