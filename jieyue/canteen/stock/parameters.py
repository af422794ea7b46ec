"""Figures of the store that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

COSTING = define(
    Parameter(
        code="canteen.stock.costing",
        value="lot",
        kind="text",
        source=_(
            "Moving average or lot cost. “lot” or “moving_average”; both are kept "
            "for every movement, this chooses what the books show"
        ),
        evidence="D",
        label=_("How goods that leave the store are valued"),
    )
)
COUNT_TOLERANCE = define(
    Parameter(
        code="canteen.stock.count_tolerance_pct",
        value=(
            '{"classes": {"leaf_vegetable": 5, "fruit_vegetable": 5, "root_vegetable": 5, '
            '"mushroom": 5, "fruit": 5}, "storage": {"dry": 1, "frozen": 1, "chilled": 3}, '
            '"other": 2}'
        ),
        kind="json",
        source=_("Dry goods 1 %, natural loss of vegetables 5 %; the rest our own"),
        evidence="D",
        label=_("Difference of a count that needs no reason, in %, by class of goods"),
    )
)
FRIDGE_READINGS_BY = define(
    Parameter(
        code="canteen.stock.fridge_readings_by",
        value='["10:00", "17:00"]',
        kind="json",
        source=_("GB 31654-2021: fridges are read twice a day"),
        evidence="K",
        label=_("By when each fridge must have been read"),
    )
)
NEAR_EXPIRY_DAYS = define(
    Parameter(
        code="canteen.stock.near_expiry_days",
        value="7",
        kind="integer",
        unit="days",
        minimum="0",
        source=_("Seven days or a third of the shelf life"),
        evidence="D",
        label=_("Days before the end at which goods are near their expiry"),
    )
)
NEAR_EXPIRY_DAYS_FROM = define(
    Parameter(
        code="canteen.stock.near_expiry_days_from",
        value="15",
        kind="integer",
        unit="days",
        minimum="0",
        source=_(
            "Our own proposal: goods that keep two weeks at most would be near their end from the "
            "first day, so only the share of their shelf life counts"
        ),
        evidence="D",
        label=_("Shelf life from which the days before the end count"),
    )
)
NEAR_EXPIRY_SHARE = define(
    Parameter(
        code="canteen.stock.near_expiry_share",
        value="0.3333",
        kind="decimal",
        minimum="0",
        maximum="1",
        source=_("Seven days or a third of the shelf life"),
        evidence="D",
        label=_("Share of the shelf life at which goods are near their expiry"),
    )
)
USE_DAYS_LOOKED_BACK = define(
    Parameter(
        code="canteen.stock.use_days_looked_back",
        value="28",
        kind="integer",
        unit="days",
        minimum="7",
        source=_("Our own proposal: four weeks hold one cycle of most menus"),
        evidence="D",
        label=_("Days from which the usual use of goods is taken"),
    )
)
