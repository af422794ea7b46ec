"""Figures of meter reading rounds that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

FAR_ABOVE = define(
    Parameter(
        code="energy.rounds.far_above",
        value="3",
        kind="decimal",
        minimum="1",
        source=_("Three times the median is the most that is taken unasked"),
        evidence="D",
        label=_("Times the usual use above which whoever reads a meter is asked to look again"),
    )
)
