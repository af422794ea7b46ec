"""Figures of the gates' statistics that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

DAYS_COUNTED_ANEW = define(
    Parameter(
        code="access.statistics.days_counted_anew",
        value="7",
        unit="d",
        kind="integer",
        minimum="1",
        maximum="60",
        label=_("Days whose passages are counted anew each night"),
        source=_("Our proposal: a gate room that was cut off sends within a week."),
        evidence="D",
    )
)
