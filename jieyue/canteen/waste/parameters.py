"""Figures of waste and leftovers that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

CLEAN_PLATE_SAMPLE = define(
    Parameter(
        code="canteen.waste.clean_plate_sample",
        value="100",
        kind="integer",
        unit="plates",
        minimum="1",
        source=_("Our own proposal: a hundred trays bound the rate within ten points"),
        evidence="D",
        label=_("Trays inspected for a clean-plate rate, at least"),
    )
)
COLD_HOURS = define(
    Parameter(
        code="canteen.waste.cold_hours",
        value="24",
        kind="integer",
        unit="h",
        minimum="1",
        maximum="48",
        source=_("Our own proposal: chilled leftovers are used within a day, at the next meal"),
        evidence="D",
        label=_("Chilled leftovers are kept at most"),
    )
)
COLD_TO_C = define(
    Parameter(
        code="canteen.waste.cold_to_c",
        value="8",
        kind="decimal",
        unit="°C",
        source=_("GB 31654-2021 and the 2018 operating rules: chilled at 0 to 8 °C"),
        evidence="K",
        label=_("Leftovers count as chilled up to"),
    )
)
HOT_FROM_C = define(
    Parameter(
        code="canteen.waste.hot_from_c",
        value="60",
        kind="decimal",
        unit="°C",
        source=_("GB 31654-2021 and the 2018 operating rules: hot holding at 60 °C or more"),
        evidence="K",
        label=_("Leftovers count as hot from"),
    )
)
HOT_HOURS = define(
    Parameter(
        code="canteen.waste.hot_hours",
        value="4",
        kind="integer",
        unit="h",
        minimum="1",
        maximum="12",
        source=_("Our own proposal: hot food loses quality beyond four hours"),
        evidence="D",
        label=_("Leftovers held hot are kept at most"),
    )
)
LEAST_DAYS = define(
    Parameter(
        code="canteen.waste.portion_least_days",
        value="5",
        kind="integer",
        unit="days",
        minimum="1",
        source=_("Our own proposal: fewer days are chance"),
        evidence="D",
        label=_("Days of a dish before another portion is proposed"),
    )
)
LEAST_CHANGE_PCT = define(
    Parameter(
        code="canteen.waste.portion_least_change_pct",
        value="5",
        kind="decimal",
        unit="%",
        minimum="1",
        maximum="50",
        source=_("Our own proposal: smaller changes disappear in the ladle"),
        evidence="D",
        label=_("Smallest change of a portion that is proposed"),
    )
)
MOST_CHANGE_PCT = define(
    Parameter(
        code="canteen.waste.portion_most_change_pct",
        value="15",
        kind="decimal",
        unit="%",
        minimum="1",
        maximum="50",
        source=_("Our own proposal: diners notice larger steps"),
        evidence="D",
        label=_("Largest change of a portion proposed at once"),
    )
)
MOST_KG = define(
    Parameter(
        code="canteen.waste.most_kg",
        value="500",
        kind="decimal",
        unit="kg",
        minimum="10",
        source=_("Our own proposal: no container on a kitchen scale weighs more"),
        evidence="D",
        label=_("Heaviest weighing that is believed"),
    )
)
PORTION_DAYS = define(
    Parameter(
        code="canteen.waste.portion_days",
        value="90",
        kind="integer",
        unit="days",
        minimum="14",
        source=_("Our own proposal: a quarter shows a dish often enough and follows the season"),
        evidence="D",
        label=_("Days from which portions and yields are learnt"),
    )
)
PORTION_SHRINK_DAYS = define(
    Parameter(
        code="canteen.waste.portion_shrink_days",
        value="10",
        kind="decimal",
        unit="days",
        minimum="0",
        source=_("Our own proposal: ten days of a dish weigh as much as its recipe"),
        evidence="D",
        label=_("Days at which leftovers weigh as much as the recipe"),
    )
)
SCALE_ERROR_KG = define(
    Parameter(
        code="canteen.waste.scale_error_kg",
        value="0.050",
        kind="decimal",
        unit="kg",
        minimum="0.001",
        maximum="5",
        source=_("Our own proposal: half a division of a kitchen floor scale of 100 g"),
        evidence="D",
        label=_("Standard error of one weighing of waste"),
    )
)
WARM_HOURS = define(
    Parameter(
        code="canteen.waste.warm_hours",
        value="2",
        kind="integer",
        unit="h",
        minimum="1",
        maximum="4",
        source=_("GB 31654-2021 and the 2018 operating rules: between 8 and 60 °C at most 2 h"),
        evidence="K",
        label=_("Leftovers between chilled and hot are kept at most"),
    )
)
