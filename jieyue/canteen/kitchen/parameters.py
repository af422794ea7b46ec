"""Figures of the kitchen that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

CENTRE_C = define(
    Parameter(
        code="canteen.kitchen.centre_c",
        value="70",
        kind="decimal",
        unit="°C",
        minimum="70",
        maximum="100",
        source=_("GB 31654-2021 and the operating rules for catering of 2018: cooked through"),
        evidence="K",
        label=_("Least centre temperature of cooked food"),
    )
)
COLD_C = define(
    Parameter(
        code="canteen.kitchen.cold_c",
        value="8",
        kind="decimal",
        unit="°C",
        minimum="0",
        maximum="8",
        source=_("GB 31654-2021 and the operating rules for catering of 2018: cold holding"),
        evidence="K",
        label=_("Highest temperature of food held cold"),
    )
)
DAYS_LATE = define(
    Parameter(
        code="canteen.kitchen.days_late",
        value="2",
        kind="integer",
        unit="days",
        minimum="0",
        maximum="31",
        source=_("Our own proposal: what was not written down soon is not remembered"),
        evidence="D",
        label=_("Days after a meal within which batches are recorded"),
    )
)
HOT_C = define(
    Parameter(
        code="canteen.kitchen.hot_c",
        value="60",
        kind="decimal",
        unit="°C",
        minimum="57",
        maximum="100",
        source=_("GB 31654-2021 and the operating rules for catering of 2018: hot holding"),
        evidence="K",
        label=_("Lowest temperature of food held hot"),
    )
)
NOT_HEATED_COURSES = define(
    Parameter(
        code="canteen.kitchen.not_heated_courses",
        value='["cold", "dairy", "fruit"]',
        kind="json",
        source=_("Our own proposal: courses that come from no pot"),
        evidence="D",
        label=_("Courses whose centre temperature is not measured"),
    )
)
WARM_MINUTES = define(
    Parameter(
        code="canteen.kitchen.warm_minutes",
        value="120",
        kind="integer",
        unit="min",
        minimum="0",
        maximum="120",
        source=_("GB 31654-2021 and the operating rules for catering of 2018: two hours"),
        evidence="K",
        label=_("Longest time of food between cold and hot"),
    )
)
