from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal.recording import Fact


@dataclass(frozen=True, kw_only=True)
class DeliveryRetried(Fact):
    """Somebody asked for a failing delivery to be tried at once."""

    name: ClassVar[str] = "kit.audit.delivery_retried"
    label = _("Failed delivery tried again")

    delivery_id: int
    reaction: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class JournalVerified(Fact):
    """A site's chain of digests was checked; `broken` says where it fails, empty if it holds."""

    name: ClassVar[str] = "kit.audit.verified"
    label = _("Journal verified")

    sealed: int
    broken: str
