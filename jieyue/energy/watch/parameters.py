"""Figures of the meter watch, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

_OWN = _("Our own proposal")

AFTER_HOURS_SHARE = define(
    Parameter(
        code="energy.watch.after_hours_share",
        value="0.4",
        kind="decimal",
        minimum="0.05",
        source=_OWN,
        evidence="D",
        label=_("Share above the night base from which load after hours is told"),
    )
)
BALANCE_BANDS = define(
    Parameter(
        code="energy.watch.balance_bands",
        value=(
            '{"electricity": [-0.02, 0.05], "gas": [-0.02, 0.05], "heat": [-0.05, 0.10], '
            '"water": [0, 0.10]}'
        ),
        kind="json",
        source=_("Band check of sub-meters against their parent: our own proposal"),
        evidence="D",
        label=_(
            "Share of a parent's use that its sub-meters may leave open: lowest, highest, by medium"
        ),
    )
)
BASELINE_DAYS = define(
    Parameter(
        code="energy.watch.baseline_days",
        value="3",
        kind="integer",
        unit="days",
        minimum="1",
        source=_OWN,
        evidence="D",
        label=_("Days in a row off the baseline before it is told"),
    )
)
BASELINE_SHARE = define(
    Parameter(
        code="energy.watch.baseline_share",
        value="0.25",
        kind="decimal",
        minimum="0.05",
        source=_OWN,
        evidence="D",
        label=_("Share by which a day must differ from its baseline"),
    )
)
CLOSE_AFTER_DAYS = define(
    Parameter(
        code="energy.watch.close_after_days",
        value="7",
        kind="integer",
        unit="days",
        minimum="1",
        source=_OWN,
        evidence="D",
        label=_("Days after which an episode that is gone closes by itself (leaks never do)"),
    )
)
DEAD_INTERVALS = define(
    Parameter(
        code="energy.watch.dead_intervals",
        value="8",
        kind="integer",
        unit="intervals",
        minimum="2",
        source=_OWN,
        evidence="D",
        label=_("Missed intervals after which a meter counts as dead"),
    )
)
DEAD_TOGETHER = define(
    Parameter(
        code="energy.watch.dead_together",
        value="4",
        kind="integer",
        unit="meters",
        minimum="2",
        source=_OWN,
        evidence="D",
        label=_("Meters of one building falling silent at once that count as one collector"),
    )
)
ESCALATE_HOURS = define(
    Parameter(
        code="energy.watch.escalate_hours",
        value='{"1": 0, "2": 72, "3": 24, "4": 2}',
        kind="json",
        unit="h",
        source=_OWN,
        evidence="D",
        label=_(
            "Hours without acknowledgement until an episode is escalated, by severity (0: never)"
        ),
    )
)
EXEMPT_MOST_DAYS = define(
    Parameter(
        code="energy.watch.exempt_most_days",
        value="180",
        kind="integer",
        unit="days",
        minimum="1",
        source=_OWN,
        evidence="D",
        label=_("Longest exemption of a meter from the watch"),
    )
)
GAP_HOURS = define(
    Parameter(
        code="energy.watch.gap_hours",
        value="6",
        kind="integer",
        unit="h",
        minimum="1",
        source=_OWN,
        evidence="D",
        label=_("Missing hours from which a gap is told"),
    )
)
LEVEL_DAYS = define(
    Parameter(
        code="energy.watch.level_days",
        value="21",
        kind="integer",
        unit="days",
        minimum="10",
        source=_("Injected changes of 20 to 30 % in recorded buildings: found in three weeks"),
        evidence="D",
        label=_("Days a load must stay at a new level before it is told"),
    )
)
LEVEL_SHARE = define(
    Parameter(
        code="energy.watch.level_share",
        value="0.14",
        kind="decimal",
        minimum="0.05",
        source=_("Injected changes of 20 to 30 % in recorded buildings: found in three weeks"),
        evidence="D",
        label=_("Share by which a load must change its level"),
    )
)
MESSAGES_PER_HOUR = define(
    Parameter(
        code="energy.watch.messages_per_hour",
        value="6",
        kind="integer",
        unit="messages",
        minimum="1",
        source=_OWN,
        evidence="D",
        label=_(
            "Most messages of the watch to one person in an hour; the rest waits for the digest"
        ),
    )
)
NEW_PER_METER_DAY = define(
    Parameter(
        code="energy.watch.new_per_meter_day",
        value="3",
        kind="integer",
        unit="episodes",
        minimum="1",
        source=_OWN,
        evidence="D",
        label=_("Most new episodes of one meter in a day; more join the newest"),
    )
)
NEW_PER_SITE_HOUR = define(
    Parameter(
        code="energy.watch.new_per_site_hour",
        value="20",
        kind="integer",
        unit="episodes",
        minimum="1",
        source=_OWN,
        evidence="D",
        label=_("Most new episodes of the site in an hour; more join the newest of their kind"),
    )
)
SEVERITY_YUAN = define(
    Parameter(
        code="energy.watch.severity_yuan",
        value='{"minor": 50, "major": 500, "urgent": 3000}',
        kind="json",
        unit="yuan",
        source=_OWN,
        evidence="D",
        label=_(
            "Yuan lost so far and in a week to come from which an episode is minor, major, urgent"
        ),
    )
)
STUCK_HOURS = define(
    Parameter(
        code="energy.watch.stuck_hours",
        value="24",
        kind="integer",
        unit="h",
        minimum="6",
        source=_OWN,
        evidence="D",
        label=_("Hours a register must stand still before it can be told"),
    )
)
TOGETHER_SHARE = define(
    Parameter(
        code="energy.watch.together_share",
        value="0.33",
        kind="decimal",
        unit="",
        minimum="0",
        maximum="1",
        source=_OWN,
        evidence="D",
        label=_("Share of an item's meters that leave their baseline for one cause"),
    )
)
