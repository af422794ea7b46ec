"""Required equipping and measured rates, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

MEASURED_RATES = define(
    Parameter(
        code="energy.equipping.measured_rates_pct",
        value='{"water": {"institution": 100, "sub_unit": 95}}',
        kind="json",
        source=_("Water-saving unit scoring table of 2014"),
        evidence="found",
        label=_("Measured rate that is required, in %, by medium and level"),
    )
)
REQUIRED_RATES = define(
    Parameter(
        code="energy.equipping.required_rates_pct",
        value=(
            '{"electricity": {"institution": 100, "sub_unit": 100, "equipment": 95}, '
            '"coal": {"institution": 100, "sub_unit": 100, "equipment": 90}, '
            '"gasoline": {"institution": 100, "sub_unit": 100, "equipment": 95}, '
            '"diesel": {"institution": 100, "sub_unit": 100, "equipment": 95}, '
            '"gas": {"institution": 100, "sub_unit": 100, "equipment": 90}, '
            '"heat": {"institution": 100, "sub_unit": 80, "equipment": 70}, '
            '"water": {"institution": 100, "sub_unit": 95, "equipment": 80}}'
        ),
        kind="json",
        source=_("GB 17167-2006, table of equipping rates"),
        evidence="K",
        label=_("Equipping rate that is required, in %, by medium and level"),
    )
)
