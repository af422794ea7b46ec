"""Why a reading was refused or is doubted, by its stored code, in the reader's words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REASONS = {
    "above_capacity": gettext_lazy("more than the meter can pass in the time"),
    "after_removal": gettext_lazy("no instrument hung there any more"),
    "ambiguous_number": gettext_lazy("the comma may divide thousands or decimals"),
    "bad_number": gettext_lazy("not a number"),
    "bad_time": gettext_lazy("not a time"),
    "before_installation": gettext_lazy("before the instrument was installed"),
    "beyond_digits": gettext_lazy("more digits than the instrument has"),
    "clock_corrected": gettext_lazy("the sender's clock was off; moved to our time"),
    "clock_hour_off": gettext_lazy("the sender's clock seems an hour off"),
    "finer_than_instrument": gettext_lazy("more decimals than the instrument shows"),
    "from_the_future": gettext_lazy("from the future"),
    "implied_price": gettext_lazy("the bill's price per unit cannot be right"),
    "merged_value": gettext_lazy("one merged cell for several readings"),
    "missing_meter": gettext_lazy("no meter is named"),
    "negative": gettext_lazy("below zero"),
    "no_such_time": gettext_lazy("a time that the change to summer time leaves out"),
    "other_medium": gettext_lazy("the meter of this number measures something else"),
    "repeated_hour": gettext_lazy("in the hour that comes twice when summer time ends"),
    "stopped_meter": gettext_lazy("the meter is stopped"),
    "too_fine": gettext_lazy("more than three decimals"),
    "unit_slip": gettext_lazy("wrong by a unit: too large or small by a thousand or more"),
    "unknown_meter": gettext_lazy("no such meter"),
    "unlike_neighbours": gettext_lazy("far from what like meters use: check the multiplier"),
    "unlike_usual": gettext_lazy("far from what the meter uses: check unit and multiplier"),
    "virtual_meter": gettext_lazy("a virtual meter has no readings"),
    "wrong_kind": gettext_lazy("uses for a meter that counts up, or the other way round"),
    "wrong_multiplier": gettext_lazy("wrong by the multiplier"),
    "wrong_unit": gettext_lazy("a unit that the meter's instrument does not count in"),
}


def label(code: str) -> str:
    """The reason in words; its code when it is of a later version."""
    return str(REASONS.get(code, code))


def counted(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Reasons in words with their counts, the most frequent first."""
    rows = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(label(code), count) for code, count in rows]


def sentence(counts: dict[str, int]) -> str:
    """All reasons in one line; empty when there are none."""
    parts = [_("%(reason)s: %(count)s") % {"reason": r, "count": n} for r, n in counted(counts)]
    return "; ".join(parts)
