"""What the balance says when a check cannot be explained, and how it names a group."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieyue.canteen.balance.actions import AlreadyExplained, ExplanationMissing
from jieyue.canteen.menus.category_names import name_of
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (AlreadyExplained, ExplanationMissing)

problems.connect(
    {
        AlreadyExplained: Words(
            409, gettext_lazy("%(explained_by)s explained this check on %(said_at)s already.")
        ),
        ExplanationMissing: Words(422, gettext_lazy("Choose the cause and say what was found.")),
    }
)


def group_label(group: str) -> str:
    """The group's name in the active language; ingredients without one stand together."""
    return name_of(group) or _("without a group")


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    words = problems.words_for(error)
    assert words is not None  # every class of EXPECTED is connected above
    return words.say(error)
