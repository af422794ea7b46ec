"""Which persons and which floor area an indicator divides by, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

AREA_WITHOUT = define(
    Parameter(
        code="energy.denominators.area_without",
        value='{"": ["leased_out"], "shandong_2019": ["leased_out", "garage"]}',
        kind="json",
        source=_(
            "What is leased out is left out when metered apart; a Shandong audit "
            "practice leaves the garage out too. Empty key: every other coefficient set"
        ),
        evidence="found",
        label=_("Parts of the floor area that are left out, by coefficient set"),
    )
)
ENERGY_KINDS = define(
    Parameter(
        code="energy.denominators.energy_kinds",
        value='["established", "contract", "seconded", "property", "canteen", "other"]',
        kind="json",
        source=_(
            "A municipal filing manual: staff on post, long-term contract and "
            "seconded persons and support workers"
        ),
        evidence="found",
        label=_("Kinds of persons that use energy (用能人数)"),
    )
)
HEADCOUNT_BASIS = define(
    Parameter(
        code="energy.denominators.headcount_basis",
        value="year_end",
        kind="text",
        source=_(
            "Whether the year's end or the mean counts is not settled. “year_end” "
            "or “mean_of_months”; kept with each report"
        ),
        evidence="D",
        label=_("Persons of a period: at its end, or the mean of its months"),
    )
)
WATER_KINDS = define(
    Parameter(
        code="energy.denominators.water_kinds",
        value=(
            '["established", "contract", "seconded", "property", "canteen", "other", "visitors", '
            '"other_water"]'
        ),
        kind="json",
        source=_(
            "A water-saving standard for organs: staff and non-staff with visitors "
            "handling affairs; based on 国管节能〔2013〕181号"
        ),
        evidence="found",
        label=_("Kinds of persons that use water (用水人数)"),
    )
)
