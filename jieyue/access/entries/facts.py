from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class EntriesForgotten(Fact):
    """Single entries past their keeping time were deleted; the counts by unit stay."""

    name: ClassVar[str] = "access.entries.forgotten"
    label: ClassVar[Any] = _("Old gate entries deleted")

    before: str
    entries: int
