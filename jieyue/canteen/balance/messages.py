"""What the balance says: refusals, and its groups by name."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.balance.actions import AlreadyExplained, ExplanationMissing
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (AlreadyExplained, ExplanationMissing)

problems.connect(
    {
        AlreadyExplained: Words(
            409, _("%(explained_by)s explained this check on %(said_at)s already.")
        ),
        ExplanationMissing: Words(422, _("Choose the cause and say what was found.")),
    }
)

GROUPS: dict[str, "str | Promise"] = {
    "": _("without a group"),
    "aquatic": _("fish and seafood"),
    "beef_mutton": _("beef and mutton"),
    "dried": _("dried goods"),
    "egg_dairy": _("eggs and dairy"),
    "fruit": _("fruit"),
    "fruit_vegetable": _("fruit vegetables"),
    "grain": _("grain"),
    "leaf_vegetable": _("leaf vegetables"),
    "mushroom": _("mushrooms"),
    "oil": _("oil"),
    "pickle": _("pickles"),
    "pork": _("pork"),
    "poultry": _("poultry"),
    "prepared": _("prepared goods"),
    "root_vegetable": _("root vegetables"),
    "seasoning": _("seasonings"),
    "soy_product": _("soy products"),
}


def group_label(group: str) -> str:
    """The group in the reader's language; a site's own group as it is written."""
    return str(GROUPS.get(group, group))


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    words = problems.words_for(error)
    assert words is not None  # every class of EXPECTED is connected above
    return words.say(error)
