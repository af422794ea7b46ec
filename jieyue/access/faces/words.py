"""Words for why faces were deleted."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.access.faces import rules

REASONS: "dict[str, Promise]" = {
    rules.EXPIRED: _("the visit is over"),
    rules.LEFT: _("left the complex"),
    rules.TEXT_CHANGED: _("the text agreed to has changed"),
    rules.WITHDRAWN: _("the consent was taken back"),
}


def reason_words(stored: str) -> str:
    return str(REASONS.get(stored, stored))
