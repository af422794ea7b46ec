"""How categories of ingredients are called on a page; one that a site made up is as written."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CATEGORY_NAMES: dict[str, Promise] = {
    "aquatic": _("fish and seafood"),
    "beef_mutton": _("beef and mutton"),
    "dried": _("dried goods"),
    "egg_dairy": _("eggs and dairy"),
    "fruit": _("fruit"),
    "fruit_vegetable": _("fruit vegetables"),
    "grain": _("grain and flour"),
    "leaf_vegetable": _("leaf vegetables"),
    "mushroom": _("mushrooms"),
    "oil": _("oil"),
    "pickle": _("pickles"),
    "pork": _("pork"),
    "poultry": _("poultry"),
    "prepared": _("prepared food"),
    "root_vegetable": _("root vegetables"),
    "seasoning": _("seasoning"),
    "soy_product": _("soy products"),
}


def name_of(category: str) -> str:
    """In the active language; empty for an ingredient without a category."""
    return str(CATEGORY_NAMES.get(category, category))
