"""Figures of retained samples that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

AUTHORITY_HOURS = define(
    Parameter(
        code="canteen.samples.authority_hours",
        value="2",
        kind="decimal",
        unit="h",
        minimum="0.5",
        maximum="2",
        source=_("Regulation on public-health emergencies, article 20: within two hours"),
        evidence="K",
        label=_("Hours within which the authority is told of an illness"),
    )
)
CHECK_AFTER_MINUTES = define(
    Parameter(
        code="canteen.samples.check_after_minutes",
        value="15",
        kind="integer",
        unit="min",
        minimum="0",
        maximum="240",
        source=_("Our own proposal: while the food is still there to be sampled"),
        evidence="D",
        label=_("Minutes after a meal at which missing samples are reported"),
    )
)
EXEMPT_COURSES = define(
    Parameter(
        code="canteen.samples.exempt_courses",
        value='["dairy"]',
        kind="json",
        source=_("Our own proposal: pre-packaged single servings keep their own label"),
        evidence="D",
        label=_("Courses of which no sample is kept"),
    )
)
KEEP_HOURS = define(
    Parameter(
        code="canteen.samples.keep_hours",
        value="48",
        kind="integer",
        unit="h",
        minimum="48",
        maximum="720",
        source=_("GB 31654-2021: retained samples are kept for 48 hours or longer"),
        evidence="K",
        label=_("Hours for which a sample is kept"),
    )
)
SAMPLE_MIN_G = define(
    Parameter(
        code="canteen.samples.sample_min_g",
        value="125",
        kind="integer",
        unit="g",
        minimum="125",
        maximum="1000",
        source=_("GB 31654-2021: 125 g of each variety; some places ask for 200 g"),
        evidence="K",
        label=_("Least mass of a retained sample"),
    )
)
