"""Figures about suppliers' papers, prices and terms that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

CERTIFICATE_WARNING_DAYS = define(
    Parameter(
        code="canteen.suppliers.certificate_warning_days",
        value="30",
        kind="integer",
        unit="days",
        minimum="1",
        maximum="365",
        source=_("Our own proposal: a month is enough to renew a licence"),
        evidence="D",
        label=_("Days before the end of a certificate from which buyers are warned"),
    )
)
COMPULSORY_PAPERS = define(
    Parameter(
        code="canteen.suppliers.compulsory_papers",
        value='[["business_licence"], ["food_business", "food_production"]]',
        kind="json",
        source=_(
            "Food Safety Law, articles 53 and 55: the supplier's licence is checked; of each "
            "inner list one paper is enough"
        ),
        evidence="law",
        label=_("Papers without which nothing is received from a supplier"),
    )
)
INCIDENT_POINTS = define(
    Parameter(
        code="canteen.suppliers.incident_points",
        value='{"failed_test": 20, "late": 2, "other": 5, "recall": 30, "rejected": 5}',
        kind="json",
        unit="points",
        source=_("Our own proposal: a failed residue test costs a fifth of the month's points"),
        evidence="D",
        label=_("Points that an incident takes off a supplier's rating, by kind"),
    )
)
RECORD_MONTHS_AFTER_EXPIRY = define(
    Parameter(
        code="canteen.suppliers.record_months_after_expiry",
        value="6",
        kind="integer",
        unit="months",
        minimum="6",
        source=_("Food Safety Law, articles 50 and 53: six months after the end of shelf life"),
        evidence="law",
        label=_("Months that a record is kept after what it proves has ended"),
    )
)
RECORD_YEARS = define(
    Parameter(
        code="canteen.suppliers.record_years",
        value="2",
        kind="integer",
        unit="years",
        minimum="2",
        source=_("Food Safety Law, articles 50 and 53: two years where no shelf life is stated"),
        evidence="law",
        label=_("Years that a record is kept at least"),
    )
)
SURVEY_VALID_DAYS = define(
    Parameter(
        code="canteen.suppliers.survey_valid_days",
        value="14",
        kind="integer",
        unit="days",
        minimum="1",
        maximum="180",
        source=_("Our own proposal: markets are asked weekly, one week may be missed"),
        evidence="D",
        label=_("Days for which a market price survey counts"),
    )
)
