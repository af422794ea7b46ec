from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class StandardProposed(Fact):
    """A new version of a scoring standard was taken in; it waits for approval."""

    name: ClassVar[str] = "scorecards.standards.proposed"
    label = _("Scoring standard proposed")

    standard_id: int
    code: str
    version: int
    effective_from: date


@dataclass(frozen=True, kw_only=True)
class StandardApproved(Fact):
    """A version of a scoring standard is in force from a day on."""

    name: ClassVar[str] = "scorecards.standards.approved"
    label = _("Scoring standard approved")

    standard_id: int
    code: str
    version: int
    effective_from: date
