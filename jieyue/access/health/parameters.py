"""Figures a health order begins with; the order itself may set them otherwise."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

AGAIN_AFTER = define(
    Parameter(
        code="access.health.again_after",
        value="10",
        unit="min",
        kind="integer",
        minimum="1",
        maximum="120",
        label=_("Rest before a temperature is measured again"),
        source=_("Our proposal, after guides of 2020 to 2022: ten minutes of rest."),
        evidence="D",
    )
)
DECLARED_FOR = define(
    Parameter(
        code="access.health.declared_for",
        value="24",
        unit="h",
        kind="integer",
        minimum="4",
        maximum="168",
        label=_("How long a health declaration holds"),
        source=_("Our proposal: a day."),
        evidence="D",
    )
)
FEVER_FROM = define(
    Parameter(
        code="access.health.fever_from",
        value="37.3",
        unit="°C",
        kind="decimal",
        minimum="36.5",
        maximum="39.0",
        label=_("Temperature from which fever is assumed"),
        source=_("Several public guides of 2020 to 2022: 37.3 °C in the armpit."),
        evidence="found",
    )
)
KEPT_AFTER = define(
    Parameter(
        code="access.health.kept_after",
        value="7",
        unit="d",
        kind="integer",
        minimum="0",
        maximum="30",
        label=_("How long personal health data outlive their order"),
        source=_(
            "Our proposal; personal information law Art. 19 asks for the shortest time needed."
        ),
        evidence="D",
    )
)
LONGEST = define(
    Parameter(
        code="access.health.longest",
        value="30",
        unit="d",
        kind="integer",
        minimum="1",
        maximum="90",
        label=_("Longest time a health order may run before it must be ordered anew"),
        source=_("Our proposal: a month, so that measures do not stay by habit."),
        evidence="D",
    )
)
SHARED_QUARTERS = define(
    Parameter(
        code="access.health.shared_quarters",
        value="1",
        unit="quarter_hours",
        kind="integer",
        minimum="1",
        maximum="16",
        label=_("Quarter-hours in one zone from which somebody counts as a contact"),
        source=_("Our proposal; an order's expert body says what a contact is."),
        evidence="D",
    )
)
