from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class TaskCancelled(Fact):
    """Somebody stopped background work."""

    name: ClassVar[str] = "kit.tasks.cancelled"
    label = _("Background work cancelled")

    task_id: int
    kind: str
