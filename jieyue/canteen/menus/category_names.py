"""How categories of ingredients are called on a page; one that a site made up is as written."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

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


def code_of(category: str) -> str:
    """Our code of a category written as code or by its name in any of our languages.

    One that a site made up is as written, so a parameter may name it too.
    """
    written = category.strip().casefold()
    return _codes().get(written, category.strip())


def codes_of(categories: Iterable[str]) -> frozenset[str]:
    return frozenset(code_of(category) for category in categories)


def by_code(values: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter's table whose keys are categories, however they are written."""
    return {code_of(category): value for category, value in values.items()}


def _codes() -> dict[str, str]:
    """Code by each name it has, in every language of the product."""
    if not _found:
        for language, _name in settings.LANGUAGES:
            with override(language):
                _found.update({str(name).casefold(): code for code, name in CATEGORY_NAMES.items()})
        _found.update({code: code for code in CATEGORY_NAMES})
    return _found


_found: dict[str, str] = {}
