"""Figures of the energy pages that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

_BAND_SOURCE = _("Our own proposal: the error of two meter classes and unmetered small loads")

AFTER_HOURS_WORTH_A_LOOK_PCT = define(
    Parameter(
        code="energy.overview.after_hours_worth_a_look_pct",
        value="50",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=_("Our own proposal: an office that runs ten hours of five days uses less at night"),
        evidence="D",
        label=_("Share of electricity after hours from which the monthly sheet speaks of it"),
    )
)
BAND_ELECTRICITY_HIGH_PCT = define(
    Parameter(
        code="energy.overview.band_electricity_high_pct",
        value="5",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=_BAND_SOURCE,
        evidence="D",
        label=_("Most of a parent meter that its sub-meters may leave unaccounted: electricity"),
    )
)
BAND_ELECTRICITY_LOW_PCT = define(
    Parameter(
        code="energy.overview.band_electricity_low_pct",
        value="-2",
        kind="decimal",
        unit="%",
        minimum="-100",
        maximum="0",
        source=_BAND_SOURCE,
        evidence="D",
        label=_("Least of a parent meter that its sub-meters may leave unaccounted: electricity"),
    )
)
BAND_OTHER_HIGH_PCT = define(
    Parameter(
        code="energy.overview.band_other_high_pct",
        value="10",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=_BAND_SOURCE,
        evidence="D",
        label=_("Most of a parent meter that its sub-meters may leave unaccounted: water, gas"),
    )
)
BAND_OTHER_LOW_PCT = define(
    Parameter(
        code="energy.overview.band_other_low_pct",
        value="0",
        kind="decimal",
        unit="%",
        minimum="-100",
        maximum="0",
        source=_BAND_SOURCE,
        evidence="D",
        label=_("Least of a parent meter that its sub-meters may leave unaccounted: water, gas"),
    )
)
FIGURE_COVERAGE_PCT = define(
    Parameter(
        code="energy.overview.figure_coverage_pct",
        value="80",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=_("Our own proposal: below it a figure says more about the gap than about the use"),
        evidence="D",
        label=_("Coverage below which a figure is greyed"),
    )
)
RANKING_COVERAGE_PCT = define(
    Parameter(
        code="energy.overview.ranking_coverage_pct",
        value="95",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="100",
        source=_("Our own proposal: units lie a few percent apart, so gaps must be smaller"),
        evidence="D",
        label=_("Coverage below which units are not ranked"),
    )
)
RISE_WORTH_A_LOOK_PCT = define(
    Parameter(
        code="energy.overview.rise_worth_a_look_pct",
        value="10",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="1000",
        source=_("Our own proposal: weather alone moves a month by a few percent"),
        evidence="D",
        label=_("Rise on last year from which the monthly sheet speaks of it"),
    )
)
WORK_BEGINS_HOUR = define(
    Parameter(
        code="energy.overview.work_begins_hour",
        value="8",
        kind="integer",
        unit="",
        minimum="0",
        maximum="23",
        source=_("The usual office hours of the complex"),
        evidence="D",
        label=_("First working hour: use before it is after hours"),
    )
)
WORK_ENDS_HOUR = define(
    Parameter(
        code="energy.overview.work_ends_hour",
        value="18",
        kind="integer",
        unit="",
        minimum="1",
        maximum="24",
        source=_("The usual office hours of the complex"),
        evidence="D",
        label=_("Hour at which work ends: use from it on is after hours"),
    )
)
