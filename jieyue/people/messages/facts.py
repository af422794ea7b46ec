from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class MessageSent(Fact):
    """A notice went to persons; its text stays in the message."""

    name: ClassVar[str] = "people.messages.sent"
    label = _("Notice sent")

    message_id: int
    persons: int
