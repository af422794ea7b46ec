"""Figures of the meter watch, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

_OWN = _("Our own proposal")

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
