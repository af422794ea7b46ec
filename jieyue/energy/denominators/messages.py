"""What head-counts and areas say when a figure is refused."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.denominators import rules
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (rules.DenominatorRefusal,)

problems.connect(
    {
        rules.BadArea: Words(
            422,
            _(
                "%(area_m2)s m² cannot be. Give 0 or more, and for a part no more than the total "
                "(%(total_m2)s m²)."
            ),
        ),
        rules.FutureFigure: Words(
            422, _("%(since_on)s is not here yet. Give %(today)s or an earlier day.")
        ),
        rules.UnknownBasis: Words(
            422, _("Persons are taken by “year_end” or “mean_of_months”, not by “%(basis)s”.")
        ),
    }
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    words = problems.words_for(error)
    assert words is not None  # every class of EXPECTED is connected
    return words.say(error)
