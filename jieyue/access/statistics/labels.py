"""Why gates refuse, in a word or two, for charts and lists."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: "dict[str, Promise]" = {
    "already_inside": _("already inside"),
    "blocked": _("block list"),
    "colour_differs": _("plate in another colour"),
    "confidence_low": _("not surely read"),
    "credential_blocked": _("credential blocked"),
    "credential_lost": _("credential lost"),
    "device_faulty": _("reader faulty"),
    "expired": _("expired"),
    "gate_locked": _("gate locked"),
    "measure": _("health measure"),
    "never_came_in": _("never came in"),
    "not_now": _("not at this hour"),
    "not_yet_valid": _("not valid yet"),
    "qr_forged": _("QR pass not genuine"),
    "qr_from_future": _("QR pass from the future"),
    "qr_replayed": _("QR pass used twice"),
    "qr_stale": _("QR pass too old"),
    "repeated": _("repeated too soon"),
    "unknown": _("nobody known"),
    "wrong_traffic": _("wrong kind of gate"),
    "zone_full": _("zone full"),
    "zone_not_allowed": _("zone not allowed"),
}


def refusal(code: str) -> str:
    """The label of a reason; the code itself when it is younger than this page."""
    return str(REFUSALS.get(code, code))
