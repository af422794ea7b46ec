"""Numbers of deliveries that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

PICTURES_KEPT = define(
    Parameter(
        code="access.deliveries.pictures_kept_days",
        value="30",
        unit="d",
        kind="integer",
        minimum="1",
        label=_("How long pictures from gates and lanes are kept"),
        source=_(
            "Regulation on public security video Art. 17 (2025): at least 30 days, and deleted "
            "then once the purpose is met."
        ),
        evidence="law",
    )
)
