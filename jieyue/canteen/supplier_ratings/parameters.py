"""Figures of the suppliers' rating that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

PRICE_WORST_EXCESS_PCT = define(
    Parameter(
        code="canteen.supplier_ratings.price_worst_excess_pct",
        value="30",
        kind="decimal",
        unit="%",
        minimum="1",
        source=_("Our own proposal: three tenths over the market is worth no point"),
        evidence="D",
        label=_("Price over the market survey that is worth no point"),
    )
)
RATING_WEIGHTS = define(
    Parameter(
        code="canteen.supplier_ratings.weights",
        value='{"accepted": 25, "on_time": 25, "papers": 15, "price": 15, "quantity": 20}',
        kind="json",
        source=_("Our own proposal: goods that come in time and are good weigh half"),
        evidence="D",
        label=_("Weights of the parts of a supplier's rating"),
    )
)
