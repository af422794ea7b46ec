"""Rules of a method in the reader's words."""

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from jieyue.energy.allocation.rules.method import Basis, Method, Rule, Within
from jieyue.energy.meters.models import Item, Medium

BASES: dict[str, Promise] = {
    Basis.AREA: gettext_lazy("usable area x days occupied (m²)"),
    Basis.AREA_HOURS: gettext_lazy("usable area x operating hours factor (m²)"),
    Basis.DINER_MEALS: gettext_lazy("diner-meals"),
    Basis.FIXED: gettext_lazy("fixed shares"),
    Basis.PERSONS: gettext_lazy("persons"),
    Basis.RACK_KWH: gettext_lazy("kWh by rack meter"),
}
PLACES: dict[str, Promise] = {
    Within.BUILDING: gettext_lazy("units in the building"),
    Within.FLOOR: gettext_lazy("units on the floor"),
    Within.SITE: gettext_lazy("units of the complex"),
}


def basis_words(code: str) -> "str | Promise":
    return BASES.get(code, code)


def rule_title(rule: Rule | None) -> str:
    """In the reader's language, as far as the method has it."""
    if rule is None:
        return ""
    english = get_language() == "en" and rule.title_en
    return rule.title_en if english else rule.title


def method_title(method: Method) -> str:
    english = get_language() == "en" and method.title_en
    return method.title_en if english else method.title


def fits(rule: Rule) -> str:
    """Which meters a rule is for."""
    words = [str(Medium(code).label) for code in sorted(rule.media) if code in Medium.values]
    words += [str(Item(code).label) for code in sorted(rule.items) if code in Item.values]
    words += sorted(rule.meters)
    if rule.has_floor:
        words.append(_("meters of a floor"))
    return " · ".join(words) or _("every other meter")


def divided_by(rule: Rule) -> str:
    """By what, among whom, and by what else where that is unknown."""
    said = f"{BASES[rule.basis]} · {PLACES[rule.within]}"
    if rule.otherwise is None:
        return said
    return _("%(said)s; in months without figures: %(otherwise)s") % {
        "said": said,
        "otherwise": BASES[rule.otherwise],
    }


def fixed_shares(rule: Rule) -> str:
    return " · ".join(f"{code}: {share}" for code, share in sorted(rule.shares.items()))
