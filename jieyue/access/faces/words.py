"""Words for why faces were deleted, and why a picture of one could not be used."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.access.faces import rules
from jieyue.access.plates.wording import PICTURE_REFUSALS

REASONS: "dict[str, Promise]" = {
    rules.EXPIRED: _("the visit is over"),
    rules.LEFT: _("left the complex"),
    rules.TEXT_CHANGED: _("the text agreed to has changed"),
    rules.WITHDRAWN: _("the consent was taken back"),
}
PICTURE_PROBLEMS: "dict[str, Promise]" = {
    "blurred": _("The face is blurred. Hold the camera still and wipe its lens."),
    "cut": _("The face is cut off. Take the whole head."),
    "low_contrast": _("The face hardly stands out. Avoid fog on the lens and light from behind."),
    "missing": _("There is no such picture."),
    "no_face": _("No face was found. Look into the camera."),
    "no_person": _("The list does not say whose face this is."),
    "several_faces": _("There are several faces. Only one person may be in the picture."),
    "tilted": _("The head is tilted. Hold it straight."),
    "too_bright": _("The face is too bright. Avoid direct sun and flash."),
    "too_dark": _("The face is too dark. Turn to the light."),
    "too_small": _("The face is too small. Come closer."),
    "turned": _("The face is turned away. Look straight into the camera."),
    "unclear": _("The face is too small or too blurred to tell whose it is."),
}


def picture_words(reason: str, *, is_of_file: bool = False) -> str:
    """The sentence for a problem of a face, or of its file."""
    tables = (PICTURE_REFUSALS, PICTURE_PROBLEMS) if is_of_file else (PICTURE_PROBLEMS,)
    return next((str(table[reason]) for table in tables if reason in table), reason)


def reason_words(stored: str) -> str:
    return str(REASONS.get(stored, stored))
