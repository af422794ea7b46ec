"""What the energy pages say when something cannot be shown."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.overview.span import BadSpan
from jieyue.kit import problems
from jieyue.kit.problems import Words

problems.connect(
    {
        BadSpan: Words(
            422,
            _(
                "From %(first)s to %(last)s cannot be shown. Choose a last day that is not before "
                "the first, and at most %(most)s days."
            ),
        ),
    }
)
