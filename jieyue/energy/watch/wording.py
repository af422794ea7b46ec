"""What a message of the watch says; English sources, put into the reader's language when shown."""

from django.utils.translation import gettext_noop

from jieyue.energy.watch.models import EpisodeKind

OPENED = {
    EpisodeKind.AFTER_HOURS: gettext_noop("%(meter)s: load after hours (%(number)s)"),
    EpisodeKind.BACKWARDS: gettext_noop("%(meter)s: register went backwards (%(number)s)"),
    EpisodeKind.BALANCE: gettext_noop("%(meter)s: sub-meters do not add up (%(number)s)"),
    EpisodeKind.CLOCK: gettext_noop("%(meter)s: clock is off (%(number)s)"),
    EpisodeKind.DEAD: gettext_noop("%(meter)s: no readings arrive (%(number)s)"),
    EpisodeKind.GAP: gettext_noop("%(meter)s: readings missing (%(number)s)"),
    EpisodeKind.LEAK: gettext_noop("%(meter)s: water leak (%(number)s)"),
    EpisodeKind.LEVEL: gettext_noop("%(meter)s: load changed its level (%(number)s)"),
    EpisodeKind.MULTIPLIER: gettext_noop("%(meter)s: multiplier or unit looks wrong (%(number)s)"),
    EpisodeKind.OFF_BASELINE: gettext_noop("%(meter)s: load off its baseline (%(number)s)"),
    EpisodeKind.SPIKE: gettext_noop("%(meter)s: spike (%(number)s)"),
    EpisodeKind.STUCK: gettext_noop("%(meter)s: register stands still (%(number)s)"),
}
ESCALATED = gettext_noop("%(count)s meter episodes wait for acknowledgement too long")
DIGEST = gettext_noop("Meter watch: %(new)s new since yesterday, %(open)s not acknowledged")
