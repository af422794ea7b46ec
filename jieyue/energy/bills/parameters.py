"""What a bill's price is held against."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

PRICE_BANDS = define(
    Parameter(
        code="energy.bills.price_bands",
        value=(
            '{"electricity": ["0.35", "1.20"], "water": ["2", "10"], "gas": ["2", "6"], '
            '"gasoline": ["5", "11"], "diesel": ["5", "11"], "lpg": ["3", "14"], '
            '"coal": ["300", "2000"], "heat": ["20", "120"]}'
        ),
        kind="json",
        source=_(
            "About 0.7 yuan a kWh, 5 and 4.2 to 4.6 yuan a m³ in an audit tool; "
            "the bands around them our own"
        ),
        evidence="D",
        label=_("Price that a fee and a quantity may imply, yuan per unit by medium"),
    )
)
