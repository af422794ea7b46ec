"""Kinds and doubts of plates in words, by their stable codes."""

from django.utils.translation import gettext_lazy as _

from jieyue.access.plates.rules import PlateType

TYPES = {
    PlateType.ARMED_POLICE: _("armed police"),
    PlateType.COACH: _("driving school"),
    PlateType.CONSULATE: _("consulate"),
    PlateType.EMBASSY: _("embassy"),
    PlateType.EMERGENCY: _("fire and rescue"),
    PlateType.HK_MACAO: _("Hong Kong and Macao"),
    PlateType.MILITARY: _("military"),
    PlateType.NEV_LARGE: _("large new-energy vehicle"),
    PlateType.NEV_SMALL: _("small new-energy vehicle"),
    PlateType.ORDINARY: _("ordinary vehicle"),
    PlateType.POLICE: _("police"),
    PlateType.TRAILER: _("trailer"),
}
DOUBTS = {
    "colour_differs": _("such a plate does not come in this colour"),
    "colour_unknown": _("the colour is not clear"),
    "lost_character": _("a green plate has eight characters: one is missing"),
    "nothing_found": _("no plate was found"),
    "readings_differ": _("the readings differ"),
    "straightenings_differ": _("straightened in another way it reads differently"),
    "unclear": _("a character is not clear"),
}
PICTURE_REFUSALS = {
    "broken": _("This is no whole picture. JPEG, PNG, WebP, BMP and TIFF can be read."),
    "empty": _("The file is empty."),
    "too_large": _("The picture is too large: at most 25 MB and 60 megapixels."),
    "too_small": _("The picture is too small: at least 12 pixels each way."),
}
