"""Words for the codes of plates: their colours, and what is wrong with what was written."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.access.plates.colours import Colour

COLOURS: "dict[str, Promise]" = {
    Colour.BLUE: _("blue (small cars)"),
    Colour.GREEN: _("green (small new-energy cars)"),
    Colour.YELLOW: _("yellow (large cars)"),
    Colour.YELLOW_GREEN: _("yellow and green (large new-energy cars)"),
    Colour.WHITE: _("white (police, army)"),
    Colour.BLACK: _("black (embassies, Hong Kong, Macao)"),
    Colour.RED: _("red"),
}
PLATE_PROBLEMS: "dict[str, Promise]" = {
    "empty": _("Write it as it stands on the car, such as 川T12345."),
    "issuing": _("After the province comes a letter, never I."),
    "length": _("It has too few or too many characters: 川T12345 has seven, 川TD12345 eight."),
    "letter": _("After the second place there is never an I or O: 1 and 0 are digits."),
    "province": _("It begins with the province, such as 川."),
    "too_long": _("It has too many characters."),
}
REASONS: "dict[str, Promise]" = {
    "expired": _("expired"),
    "left": _("left the complex"),
    "text_changed": _("the text agreed to has changed"),
    "withdrawn": _("the consent was taken back"),
}


def status_reason(stored: str) -> str:
    """Why a credential has its status: the words of a code, or what somebody wrote."""
    return str(REASONS.get(stored, stored))
