"""Figures of food safety, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

_GUIDE = _("Operating guide for food safety in catering services (2018), annex on disinfection")

CHLORINE_MINUTES = define(
    Parameter(
        code="canteen.food_safety.chlorine_minutes",
        value="5",
        kind="decimal",
        unit="min",
        minimum="1",
        source=_GUIDE,
        evidence="K",
        label=_("Least time in a chlorine bath"),
    )
)
CHLORINE_PPM = define(
    Parameter(
        code="canteen.food_safety.chlorine_ppm",
        value="250",
        kind="decimal",
        unit="mg/l",
        minimum="1",
        source=_GUIDE,
        evidence="K",
        label=_("Least available chlorine of a disinfecting bath"),
    )
)
DAILY_ITEMS = define(
    Parameter(
        code="canteen.food_safety.daily_items",
        value=(
            '["licence", "morning_check", "raw_goods", "storage", "fridges", "raw_cooked", '
            '"centre", "holding", "cold_room", "samples", "tableware", "additives", "waste", '
            '"pests", "hygiene", "gas"]'
        ),
        kind="json",
        source=_("Our own proposal, after the duties of a food safety officer"),
        evidence="D",
        label=_("Risk list of the daily check: known codes, or sentences of one's own"),
    )
)
DIRECTOR_FROM_DINERS = define(
    Parameter(
        code="canteen.food_safety.director_from_diners",
        value="1000",
        kind="integer",
        unit="persons",
        minimum="1",
        source=_("Rules on the food-safety duties of units that feed people collectively (2025)"),
        evidence="K",
        label=_("Diners from which a food safety director is compulsory"),
    )
)
FINDING_DAYS = define(
    Parameter(
        code="canteen.food_safety.finding_days",
        value="3",
        kind="integer",
        unit="days",
        minimum="0",
        source=_("Our own proposal"),
        evidence="D",
        label=_("Days within which a finding is put right"),
    )
)
FRYING_OIL_C = define(
    Parameter(
        code="canteen.food_safety.frying_oil_c",
        value="190",
        kind="decimal",
        unit="°C",
        minimum="100",
        source=_("Operating guide for food safety in catering services (2018)"),
        evidence="K",
        label=_("Highest temperature of frying oil"),
    )
)
HEAT_DISINFECTION = define(
    Parameter(
        code="canteen.food_safety.heat_disinfection",
        value='{"steam": [100, 10], "infrared": [120, 10], "dishwasher": [85, 0.7]}',
        kind="json",
        source=_GUIDE,
        evidence="K",
        label=_("Least temperature (°C) and minutes of each way of disinfecting by heat"),
    )
)
