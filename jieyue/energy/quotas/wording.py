"""Keys of quota tables and coefficient sets in the reader's words; a code of one's own as it is."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieyue.energy.quotas.queries import Place
from jieyue.energy.statistics.wording import SET_NAMES

INSTITUTIONS: dict[str, Promise] = {
    "organ": gettext_lazy("party and government organs"),
}
LEVELS: dict[str, Promise] = {
    "provincial": gettext_lazy("provincial level"),
    "prefecture": gettext_lazy("city level"),
    "county": gettext_lazy("county level"),
}


def set_name(code: str) -> str:
    return str(SET_NAMES.get(code, code))


def place_name(place: Place) -> str:
    """Institution, level and zone; what a table does not tell apart is left out."""
    words = [
        str(INSTITUTIONS.get(place.institution, place.institution)),
        str(LEVELS.get(place.level, place.level)),
        _("climate zone %(zone)s") % {"zone": place.zone} if place.zone else "",
    ]
    return " · ".join(word for word in words if word)
