"""Numbers of the credentials that a site may set."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.parameters import Parameter, define

BLOCK_REVIEW = define(
    Parameter(
        code="access.credentials.block_review",
        value="90",
        unit="d",
        kind="integer",
        minimum="1",
        label=_("After how long an endless entry of the block list is looked at again"),
        source=_("Our proposal: nobody stays on a list because nobody looked."),
        evidence="D",
    )
)
OWN_PLATES = define(
    Parameter(
        code="access.credentials.own_plates",
        value="2",
        unit="plates",
        kind="integer",
        minimum="0",
        label=_("How many cars of their own one person may register"),
        source=_("Our proposal; the complex sets it by its parking spaces."),
        evidence="D",
    )
)
