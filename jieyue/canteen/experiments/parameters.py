"""Figures of trials that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

LEAST_SHARE = define(
    Parameter(
        code="canteen.experiments.least_share",
        value="0.6",
        kind="decimal",
        minimum="0",
        maximum="1",
        source=_("Our own proposal: a lunch before a long holiday is no usual lunch"),
        evidence="D",
        label=_("Share of the usual diners below which a lunch is left out of a trial"),
    )
)
LUNCHES = define(
    Parameter(
        code="canteen.experiments.lunches",
        value="20",
        kind="integer",
        unit="meals",
        minimum="10",
        maximum="120",
        source=_("The sheet of France's ma-cantine: twenty lunches at T0, twenty at T1"),
        evidence="found",
        label=_("Lunches held against each other, on each side"),
    )
)
YUAN_PER_KG = define(
    Parameter(
        code="canteen.experiments.yuan_per_kg",
        value="18",
        kind="decimal",
        unit="yuan",
        minimum="0",
        source=_("Our own proposal: goods and work in a kilogram of food thrown away"),
        evidence="D",
        label=_("What a kilogram of food saved is worth"),
    )
)
