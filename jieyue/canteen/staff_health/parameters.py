"""Figures of the kitchen staff's health, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

CERTIFICATE_WARN_DAYS = define(
    Parameter(
        code="canteen.staff_health.certificate_warn_days",
        value="[30, 15, 7]",
        kind="json",
        unit="days",
        source=_("Our own proposal: a health examination takes about a week"),
        evidence="D",
        label=_("Days before its end on which a health certificate is warned of"),
    )
)
FEVER_FROM_C = define(
    Parameter(
        code="canteen.staff_health.fever_from_c",
        value="37.3",
        kind="decimal",
        unit="°C",
        minimum="36",
        maximum="40",
        source=_("Usual threshold of morning checks; no legal text was found"),
        evidence="K",
        label=_("Body temperature that counts as fever"),
    )
)
