"""Figures of the tills that a site may set, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

ASKED_WITHIN_S = define(
    Parameter(
        code="canteen.service.asked_within_s",
        value="5",
        kind="integer",
        unit="s",
        minimum="1",
        maximum="120",
        source=_("Our own proposal: a diner does not wait longer at the till for an answer"),
        evidence="D",
        label=_("A sale older than this has been eaten: it is kept and flagged, not refused"),
    )
)
CARD_LIST_KEPT_H = define(
    Parameter(
        code="canteen.service.card_list_kept_h",
        value="24",
        kind="integer",
        unit="h",
        minimum="1",
        maximum="168",
        source=_("Our own proposal: a card blocked today is known to every till tomorrow"),
        evidence="D",
        label=_("How old a till's list of cards may be"),
    )
)
CLOCK_TOLERANCE_S = define(
    Parameter(
        code="canteen.service.clock_tolerance_s",
        value="120",
        kind="integer",
        unit="s",
        minimum="1",
        source=_("Our own proposal: two minutes do not move a diner into another meal"),
        evidence="D",
        label=_("How far a till's clock may be off before its sales are flagged"),
    )
)
COMPANIONS_PAY = define(
    Parameter(
        code="canteen.service.companions_pay",
        value="true",
        kind="boolean",
        unit="",
        source=_("Our own proposal: who works here pays the usual share, with a guest as without"),
        evidence="D",
        label=_("Companions of guests pay with their own cards"),
    )
)
MOST_TOP_UP_YUAN = define(
    Parameter(
        code="canteen.service.most_top_up",
        value="5000",
        kind="decimal",
        unit="yuan",
        minimum="1",
        source=_("Our own proposal: catches a slipped decimal point"),
        evidence="D",
        label=_("Most that is credited to a meal account at once"),
    )
)
SECOND_MEAL_REFUSED = define(
    Parameter(
        code="canteen.service.second_meal_refused",
        value="false",
        kind="boolean",
        unit="",
        source=_("Our own proposal: a second meal is flagged and paid in full"),
        evidence="D",
        label=_("Refuse a person who has eaten at this meal already"),
    )
)
SECOND_MEAL_SUBSIDISED = define(
    Parameter(
        code="canteen.service.second_meal_subsidised",
        value="false",
        kind="boolean",
        unit="",
        source=_("Our own proposal: one subsidy for each person and meal"),
        evidence="D",
        label=_("Subsidise a second meal of the same person"),
    )
)
