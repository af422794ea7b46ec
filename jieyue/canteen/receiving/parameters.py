"""Figures of the loading bay that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

_TOPIC = "canteen.receiving"
_STANDARD = _("Acceptance of deliveries")
_CATERING = _("GB 31654-2021 and the catering food-safety rules of 2018")

CHILLED_FROM_C = define(
    Parameter(
        code=f"{_TOPIC}.chilled_from_c",
        value="0",
        kind="decimal",
        unit="°C",
        minimum="-5",
        maximum="10",
        source=_CATERING,
        evidence="K",
        label=_("Chilled goods: coldest"),
    )
)
CHILLED_TO_C = define(
    Parameter(
        code=f"{_TOPIC}.chilled_to_c",
        value="8",
        kind="decimal",
        unit="°C",
        minimum="0",
        maximum="15",
        source=_CATERING,
        evidence="K",
        label=_("Chilled goods: warmest"),
    )
)
CLOCK_SKEW_S = define(
    Parameter(
        code=f"{_TOPIC}.clock_skew_s",
        value="300",
        kind="integer",
        unit="s",
        minimum="10",
        source=_("Our own proposal: beyond five minutes a phone's clock is set wrongly"),
        evidence="D",
        label=_("Difference of a phone's clock that is tolerated"),
    )
)
DATED_CATEGORIES = define(
    Parameter(
        code=f"{_TOPIC}.dated_categories",
        value='["dried", "egg_dairy", "grain", "oil", "pickle", "prepared", "seasoning"]',
        kind="json",
        source=_("Food Safety Law, article 50: production date and shelf life are recorded"),
        evidence="law",
        label=_("Categories that come with production date and expiry"),
    )
)
FROZEN_TO_C = define(
    Parameter(
        code=f"{_TOPIC}.frozen_to_c",
        value="-12",
        kind="decimal",
        unit="°C",
        minimum="-30",
        maximum="0",
        source=_CATERING,
        evidence="K",
        label=_("Frozen goods: warmest"),
    )
)
LEAST_SHELF_SHARE = define(
    Parameter(
        code=f"{_TOPIC}.least_shelf_share",
        value="0.6666",
        kind="decimal",
        minimum="0",
        maximum="1",
        source=_STANDARD,
        evidence="D",
        label=_("Share of the shelf life that is left at least"),
    )
)
PRODUCE_CATEGORIES = define(
    Parameter(
        code=f"{_TOPIC}.produce_categories",
        value='["fruit", "fruit_vegetable", "leaf_vegetable", "mushroom", "root_vegetable"]',
        kind="json",
        source=_("Our own proposal: fresh produce comes from the market at the air's temperature"),
        evidence="D",
        label=_("Categories of fresh produce, whose temperature is not taken on arrival"),
    )
)
PRODUCE_PAPERS = define(
    Parameter(
        code=f"{_TOPIC}.produce_papers",
        value='["produce_conformity", "purchase_slip"]',
        kind="json",
        source=_("Produce comes with its conformity certificate or a sealed slip"),
        evidence="K",
        label=_("Papers of fresh produce, of which one is enough"),
    )
)
REQUIRED_PAPERS = define(
    Parameter(
        code=f"{_TOPIC}.required_papers",
        value=(
            '{"pork": [["animal_quarantine"], ["meat_quality"], ["swine_fever"]], '
            '"beef_mutton": [["animal_quarantine"], ["meat_quality"]], '
            '"poultry": [["animal_quarantine"]]}'
        ),
        kind="json",
        source=_(
            "Food Safety Law, articles 53 and 55: papers of each delivery, by category; of each "
            "inner list one is enough"
        ),
        evidence="K",
        label=_("Papers that come with a delivery"),
    )
)
SURVEY_ABOVE_PCT = define(
    Parameter(
        code=f"{_TOPIC}.survey_above_pct",
        value="10",
        kind="decimal",
        unit="%",
        minimum="0",
        source=_("Our own proposal: markets differ by as much from day to day"),
        evidence="D",
        label=_("Price above the market survey that is noted"),
    )
)
TOLERANCE_PCT = define(
    Parameter(
        code=f"{_TOPIC}.tolerance_pct",
        value="3",
        kind="decimal",
        unit="%",
        minimum="0",
        maximum="50",
        source=_STANDARD,
        evidence="D",
        label=_("Weight above or below the order that is tolerated"),
    )
)
